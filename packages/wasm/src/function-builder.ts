import { ByteWriter } from './byte-writer.ts'
import {
  type LaneMnemonic,
  type LoadMnemonic,
  type MemoryLaneMnemonic,
  memoryIndices,
  naturalAlignment,
  type PlainMnemonic,
  type StoreMnemonic,
  type UsualMnemonic,
  usualOpcodes,
} from './opcodes.ts'
import type { Mnemonic } from './rare-opcodes.ts'
import { type FunctionType, type ValueType, valueTypeCodes } from './value-type.ts'
import { type VectorShape, writeLanes } from './vector-shape.ts'

/** A parameter or local variable of one function. */
export interface Local {
  readonly index: number
  readonly type: ValueType
  readonly name: string | undefined
}

/** A global of the module. */
export interface GlobalReference {
  readonly index: number
  readonly type: ValueType
  readonly isMutable: boolean
  readonly name: string
}

/** A function that can be called or exported: imported, or defined in the module. */
export interface FunctionReference {
  readonly index: number
  readonly name: string
  readonly type: FunctionType
}

/** An open block: where `br` leaves it, or starts it again when it is a loop. */
export interface Label {
  readonly level: number
}

/** Emits the instructions inside a block. */
export type Body = (label: Label) => void

/** What a block takes and gives: nothing, one result, or a whole type. */
export type BlockType = ValueType | FunctionType | undefined

/** Names and types of parameters, in order; names must not look like integers. */
export type Parameters = Readonly<Record<string, ValueType>>

/** What a function needs from its module. */
export interface FunctionContext {
  readonly index: number
  readonly internType: (type: FunctionType) => number
}

/**
 * Emits one function, instruction by instruction, straight into bytes. It knows the usual
 * instructions and checks nothing: a `CheckedFunctionBuilder` knows all of them, and checks.
 */
export class FunctionBuilder<P extends Parameters = Parameters, M extends Mnemonic = UsualMnemonic>
  implements FunctionReference
{
  readonly index: number
  readonly name: string
  readonly type: FunctionType
  /** The parameters by name. */
  readonly params: { readonly [K in keyof P]: Local }
  readonly #locals: Local[] = []
  readonly #labels: Label[] = []
  /** The instructions so far. */
  protected readonly code: ByteWriter = new ByteWriter(256)
  readonly #internType: (type: FunctionType) => number

  constructor(name: string, params: P, results: readonly ValueType[], context: FunctionContext) {
    this.index = context.index
    this.name = name
    this.type = { params: Object.values(params), results }
    this.#internType = context.internType
    const locals = Object.entries(params).map(([key, type]) => [key, this.local(type, key)])
    this.params = Object.fromEntries(locals)
  }

  /** The parameters and locals in index order. */
  get locals(): readonly Local[] {
    return this.#locals
  }

  /** Declares a local, which starts as zero. */
  local(type: ValueType, name?: string): Local {
    const local: Local = { index: this.#locals.length, type, name }
    this.#locals.push(local)
    return local
  }

  /** Emits an instruction that has no immediate to choose. */
  op(mnemonic: PlainMnemonic<M>): void {
    this.code.opcode(this.codeOf(mnemonic))
    for (let i = memoryIndices[mnemonic] ?? 0; i > 0; i--) this.code.byte(0)
  }

  /** Emits `local.get`. */
  get(local: Local): void {
    this.#index(usualOpcodes['local.get'], local.index)
  }

  /** Emits `local.set`. */
  set(local: Local): void {
    this.#index(usualOpcodes['local.set'], local.index)
  }

  /** Emits `local.tee`. */
  tee(local: Local): void {
    this.#index(usualOpcodes['local.tee'], local.index)
  }

  /** Emits `global.get`. */
  getGlobal(global: GlobalReference): void {
    this.#index(usualOpcodes['global.get'], global.index)
  }

  /** Emits `global.set`. */
  setGlobal(global: GlobalReference): void {
    this.#index(usualOpcodes['global.set'], global.index)
  }

  /** Emits `i32.const` of the low 32 bits of an integer. */
  i32Const(value: number): void {
    this.code.opcode(usualOpcodes['i32.const'])
    this.code.signed(value)
  }

  /** Emits `i64.const` of the low 64 bits of an integer. */
  i64Const(value: bigint): void {
    this.code.opcode(usualOpcodes['i64.const'])
    this.code.signed64(value)
  }

  /** Emits `f64.const`. */
  f64Const(value: number): void {
    this.code.opcode(usualOpcodes['f64.const'])
    this.code.float64(value)
  }

  /** Emits `v128.const` from as many lanes as `shape` has; 64-bit integer lanes may be bigints. */
  v128Const(shape: VectorShape, lanes: readonly (number | bigint)[]): void {
    this.code.opcode(usualOpcodes['v128.const'])
    writeLanes(this.code, shape, lanes)
  }

  /** Emits a load from the address on the stack plus `offset`; `align` is log2 of the alignment. */
  load(mnemonic: LoadMnemonic<M>, offset = 0, align?: number): void {
    this.#access(mnemonic, offset, align)
  }

  /** Emits a store to the address below the value plus `offset`; `align` is log2 of the alignment. */
  store(mnemonic: StoreMnemonic<M>, offset = 0, align?: number): void {
    this.#access(mnemonic, offset, align)
  }

  /** Emits the load or store of one lane. */
  accessLane(mnemonic: MemoryLaneMnemonic<M>, lane: number, offset = 0, align?: number): void {
    this.#access(mnemonic, offset, align)
    this.code.byte(lane)
  }

  /** Emits the extraction or replacement of one lane. */
  lane(mnemonic: LaneMnemonic<M>, lane: number): void {
    this.code.opcode(this.codeOf(mnemonic))
    this.code.byte(lane)
  }

  /** Emits `i8x16.shuffle`: result byte i is byte `lanes[i]` of the 32 operand bytes. */
  shuffle(lanes: readonly number[]): void {
    this.code.opcode(usualOpcodes['i8x16.shuffle'])
    for (const lane of lanes) this.code.byte(lane)
  }

  /** Emits `call`. */
  call(target: FunctionReference): void {
    this.#index(usualOpcodes.call, target.index)
  }

  /** Emits `return` of the results on the stack. */
  return(): void {
    this.code.opcode(usualOpcodes.return)
  }

  /** Emits a block; `br` to its label goes to its end. */
  block(body: Body, type?: BlockType): void {
    this.#open(usualOpcodes.block, type, body)
    this.#close()
  }

  /** Emits a loop; `br` to its label starts it again, and its end leaves it. */
  loop(body: Body, type?: BlockType): void {
    this.#open(usualOpcodes.loop, type, body)
    this.#close()
  }

  /** Emits a choice on the i32 on the stack; `br` to its label goes to its end. */
  if(thenBody: Body, elseBody?: Body, type?: BlockType): void {
    const label = this.#open(usualOpcodes.if, type, thenBody)
    if (elseBody) {
      this.code.opcode(usualOpcodes.else)
      elseBody(label)
    }
    this.#close()
  }

  /** Emits `br`. */
  br(label: Label): void {
    this.#index(usualOpcodes.br, this.depthOf(label))
  }

  /** Emits `br_if`, which branches when the i32 on the stack is not zero. */
  brIf(label: Label): void {
    this.#index(usualOpcodes.br_if, this.depthOf(label))
  }

  /** Writes the entry of the code section: size, runs of locals, instructions. */
  encode(writer: ByteWriter): void {
    const declarations = new ByteWriter()
    writeLocals(declarations, this.#locals.slice(this.type.params.length))
    writer.unsigned(declarations.length + this.code.length + 1)
    writer.append(declarations)
    writer.append(this.code)
    writer.byte(usualOpcodes.end)
  }

  #index(code: number, index: number): void {
    this.code.byte(code)
    this.code.unsigned(index)
  }

  #access(mnemonic: Mnemonic, offset: number, align = naturalAlignment(mnemonic)): void {
    this.code.opcode(this.codeOf(mnemonic))
    this.code.byte(align)
    this.code.unsigned(offset)
  }

  #open(code: number, type: BlockType, body: Body): Label {
    this.code.byte(code)
    const blockType = asFunctionType(type)
    const [result, ...more] = blockType.results
    if (blockType.params.length > 0 || more.length > 0) {
      this.code.signed(this.#internType(blockType))
    } else {
      this.code.byte(result === undefined ? 0x40 : valueTypeCodes[result])
    }
    const label: Label = { level: this.#labels.length }
    this.#labels.push(label)
    body(label)
    return label
  }

  #close(): void {
    this.code.byte(usualOpcodes.end)
    this.#labels.pop()
  }

  /** How many blocks stand between here and the end of the labelled one, which has to be open. */
  protected depthOf(label: Label): number {
    return this.#labels.length - 1 - label.level
  }

  /** The code of an instruction that this builder knows. */
  protected codeOf(mnemonic: Mnemonic): number {
    return usualOpcodes[mnemonic as UsualMnemonic]
  }
}

/** A way to make what emits a function. */
export type FunctionBuilderConstructor = new <P extends Parameters>(
  name: string,
  params: P,
  results: readonly ValueType[],
  context: FunctionContext,
) => FunctionBuilder<P>

const emptyType: FunctionType = { params: [], results: [] }

/** The type of a block that was given in short. */
export function asFunctionType(type: BlockType): FunctionType {
  if (type === undefined) return emptyType
  return typeof type === 'string' ? { params: [], results: [type] } : type
}

function writeLocals(writer: ByteWriter, locals: readonly Local[]): void {
  const runs: { type: ValueType; count: number }[] = []
  for (const { type } of locals) {
    const last = runs.at(-1)
    if (last?.type === type) last.count++
    else runs.push({ type, count: 1 })
  }
  writer.unsigned(runs.length)
  for (const { type, count } of runs) {
    writer.unsigned(count)
    writer.byte(valueTypeCodes[type])
  }
}
