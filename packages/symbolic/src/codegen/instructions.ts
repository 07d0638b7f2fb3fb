import type { Algebra } from '@gradus/ops'
import type { Expr } from '../expr.ts'
import { lower } from '../lower.ts'
import { mapOps } from '../op-table.ts'
import { type NativeOp, nativeOps } from './native.ts'

/** What computes one register: an op over earlier registers, a constant, or an input. */
export interface Instruction {
  readonly op: NativeOp | undefined
  readonly args: readonly number[]
  /** The value of a constant; NaN otherwise. */
  readonly value: number
}

/**
 * Straight-line code: instruction `i` writes register `i` and reads lower ones. Inputs come
 * first; no two instructions compute the same.
 */
export interface InstructionList {
  readonly inputs: number
  readonly instructions: readonly Instruction[]
  /** The registers of the results. */
  readonly outputs: readonly number[]
}

/**
 * The instructions that compute formulas together. Throws a RangeError that names a
 * variable of a formula that is not among `variables`.
 */
export function listInstructions(
  exprs: readonly Expr[],
  variables: readonly string[],
): InstructionList {
  const list = new InstructionWriter(variables.length)
  const registers = new Map(variables.map((name, i) => [name, i]))
  const outputs = lower(list.algebra, exprs, (name) => {
    const register = registers.get(name)
    if (register !== undefined) return register
    throw new RangeError(`\`${name}\` is not among the variables: ${variables.join(', ')}`)
  })
  return { inputs: variables.length, instructions: list.instructions, outputs }
}

/** Numbers instructions by value, so that a repeated computation is found and not repeated. */
class InstructionWriter {
  readonly instructions: Instruction[] = []
  readonly algebra: Algebra<number>
  readonly #inputs: number
  readonly #constants = new Map<number | string, number>()
  readonly #known = new Map<NativeOp, Map<number, number>>()
  readonly #folding = new Float64Array(4)

  constructor(inputs: number) {
    this.#inputs = inputs
    for (let i = 0; i < inputs; i++) this.#append(undefined, [], Number.NaN)
    this.algebra = {
      ...mapOps(
        (name) =>
          (...args: readonly number[]) =>
            this.#apply(nativeOps[name], args),
      ),
      constant: (value) => this.#constant(value),
    }
  }

  #append(op: NativeOp | undefined, args: readonly number[], value: number): number {
    return this.instructions.push({ op, args, value }) - 1
  }

  #constant(value: number): number {
    const key = Object.is(value, -0) ? '-0' : value
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    const register = this.#append(undefined, [], value)
    this.#constants.set(key, register)
    return register
  }

  #apply(op: NativeOp, args: readonly number[]): number {
    if (!op.isCondition && args.every((arg) => this.#isConstant(arg))) return this.#fold(op, args)
    const known = this.#known.get(op) ?? new Map<number, number>()
    this.#known.set(op, known)
    const [a = 0, b = 0] = args
    const ordered = op.isCommutative && a > b ? [b, a] : args
    for (let key = hashOf(ordered); ; key++) {
      const found = known.get(key)
      if (found === undefined) {
        known.set(key, this.instructions.length)
        return this.#append(op, ordered, Number.NaN)
      }
      if (isSame(this.instructions[found]!.args, ordered)) return found
    }
  }

  #isConstant(register: number): boolean {
    return register >= this.#inputs && this.instructions[register]!.op === undefined
  }

  #fold(op: NativeOp, args: readonly number[]): number {
    args.forEach((arg, i) => {
      this.#folding[i + 1] = this.instructions[arg]!.value
    })
    op.run(this.#folding, 0, 1, 2, 3)
    return this.#constant(this.#folding[0]!)
  }
}

function hashOf(args: readonly number[]): number {
  let hash = 0
  for (let i = 0; i < args.length; i++) hash = Math.imul(hash ^ args[i]!, 0x9e3779b1) >>> 2
  return hash
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
