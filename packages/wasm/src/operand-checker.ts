import { AssemblyError } from './assembly-error.ts'
import { typeOfInstruction } from './instruction-type.ts'
import type { Mnemonic } from './rare-opcodes.ts'
import type { FunctionType, ValueType } from './value-type.ts'

/** A type on the operand stack; code that is never reached may produce `any`. */
type Operand = ValueType | 'any'

interface Frame {
  readonly type: FunctionType
  /** What a branch to this frame takes: the params of a loop, else the results. */
  readonly branch: readonly ValueType[]
  readonly height: number
  isUnreachable: boolean
}

/**
 * Follows the operand stack of one function while it is emitted and throws an
 * `AssemblyError` at the first instruction that WebAssembly would reject.
 *
 * Source: WebAssembly core specification, appendix "Validation Algorithm".
 */
export class OperandChecker {
  readonly #functionName: string
  readonly #operands: Operand[] = []
  readonly #frames: Frame[] = []
  #instruction = -1
  #mnemonic: Mnemonic = 'nop'

  constructor(functionName: string, results: readonly ValueType[]) {
    this.#functionName = functionName
    this.#frames.push({
      type: { params: [], results },
      branch: results,
      height: 0,
      isUnreachable: false,
    })
  }

  /** Starts the next instruction, which errors from now on name. */
  begin(mnemonic: Mnemonic): void {
    this.#instruction++
    this.#mnemonic = mnemonic
    if (this.#frames.length === 0) this.fail('comes after the end of the function')
  }

  /** Applies the type that the opcode table states for `mnemonic`. */
  apply(mnemonic: Mnemonic): void {
    this.begin(mnemonic)
    const { params, results } = typeOfInstruction(mnemonic)
    let variable: Operand = 'any'
    for (let i = params.length - 1; i >= 0; i--) {
      const param = params[i]!
      if (param !== 't') this.pop(param)
      else variable = this.#popVariable(variable)
    }
    for (const result of results) {
      if (result === 'never') this.leave()
      else this.#operands.push(result === 't' ? variable : result)
    }
  }

  /** Applies a type that depends on an immediate. */
  applyType(mnemonic: Mnemonic, params: readonly ValueType[], results: readonly ValueType[]): void {
    this.begin(mnemonic)
    this.popAll(params)
    this.#operands.push(...results)
  }

  /** Opens a block, whose condition, if any, is already taken. */
  open(type: FunctionType, branch: readonly ValueType[]): void {
    this.popAll(type.params)
    const height = this.#operands.length
    this.#frames.push({ type, branch, height, isUnreachable: false })
    this.#operands.push(...type.params)
  }

  /** Passes from the first to the second body of an `if`. */
  alternate(): void {
    this.begin('else')
    this.#restartFrame()
  }

  /** Closes the innermost block, or at last the function. */
  close(): void {
    this.begin('end')
    this.#operands.push(...this.#closeFrame().type.results)
  }

  /** Closes an `if` whose second body is empty and so gives back what it takes. */
  closeWithoutElse(): void {
    this.begin('end')
    this.#restartFrame()
    this.#operands.push(...this.#closeFrame().type.results)
  }

  /** Takes what a branch to the frame `depth` levels out needs, and gives it back. */
  branch(depth: number): void {
    const { branch } = this.#frames.at(-1 - depth)!
    this.popAll(branch)
    this.#operands.push(...branch)
  }

  /** Takes the results of the function. */
  popResults(): void {
    this.popAll(this.#frames[0]!.type.results)
  }

  /** Marks the rest of the innermost block as never reached. */
  leave(): void {
    const frame = this.#frames.at(-1)!
    this.#operands.length = frame.height
    frame.isUnreachable = true
  }

  /** Takes one operand of type `expected`. */
  pop(expected: ValueType): void {
    const found = this.#take(expected)
    if (found !== expected && found !== 'any') this.fail(`expected ${expected}, found ${found}`)
  }

  /** Takes operands, of which the last is on top. */
  popAll(expected: readonly ValueType[]): void {
    for (let i = expected.length - 1; i >= 0; i--) this.pop(expected[i]!)
  }

  /** Throws an error that names the function, the instruction and its index. */
  fail(what: string): never {
    const place = `function "${this.#functionName}", instruction ${this.#instruction}`
    throw new AssemblyError(`${place} (${this.#mnemonic}): ${what}`)
  }

  #take(expected: string): Operand {
    const frame = this.#frames.at(-1)!
    if (this.#operands.length > frame.height) return this.#operands.pop()!
    if (frame.isUnreachable) return 'any'
    return this.fail(`expected ${expected}, found nothing on the operand stack`)
  }

  #popVariable(known: Operand): Operand {
    const found = this.#take(known === 'any' ? 'an operand' : known)
    if (known === 'any' || found === known) return found
    return found === 'any' ? known : this.fail(`expected ${known}, found ${found}`)
  }

  #restartFrame(): void {
    const { type } = this.#closeFrame()
    const height = this.#operands.length
    this.#frames.push({ type, branch: type.results, height, isUnreachable: false })
    this.#operands.push(...type.params)
  }

  #closeFrame(): Frame {
    const frame = this.#frames.at(-1)!
    this.popAll(frame.type.results)
    const surplus = this.#operands.length - frame.height
    if (surplus > 0) {
      const found = this.#operands.slice(frame.height).join(' ')
      this.fail(`expected nothing more on the operand stack, found ${found}`)
    }
    this.#frames.pop()
    return frame
  }
}
