import { AssemblyError } from './assembly-error.ts'
import { ByteWriter } from './byte-writer.ts'
import {
  type LaneMnemonic,
  type LoadMnemonic,
  laneCount,
  type MemoryLaneMnemonic,
  type Mnemonic,
  memoryIndices,
  naturalAlignment,
  opcodes,
  type PlainMnemonic,
  type StoreMnemonic,
} from './opcodes.ts'
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

/** Emits one function, instruction by instruction, straight into bytes. */
export class FunctionBuilder<P extends Parameters = Parameters> implements FunctionReference {
  readonly index: number
  readonly name: string
  readonly type: FunctionType
  /** The parameters by name. */
  readonly params: { readonly [K in keyof P]: Local }
  readonly #locals: Local[] = []
  readonly #labels: Label[] = []
  readonly #code = new ByteWriter(256)
  readonly #internType: (type: FunctionType) => number

  constructor(name: string, params: P, results: readonly ValueType[], context: FunctionContext) {
    this.index = context.index
    this.name = name
    this.type = { params: Object.values(params), results }
    this.#internType = context.internType
    const entries = Object.entries(params)
    // JavaScript puts integer-like keys first, which would reorder the parameters.
    if (entries.some(([key]) => /^\d+$/.test(key))) {
      throw new AssemblyError(`function "${name}": a parameter is named like an integer`)
    }
    const locals = entries.map(([key, type]) => [key, this.local(type, key)])
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
  op(mnemonic: PlainMnemonic): void {
    this.#code.opcode(opcodes[mnemonic])
    for (let i = memoryIndices[mnemonic] ?? 0; i > 0; i--) this.#code.byte(0)
  }

  /** Emits `local.get`. */
  get(local: Local): void {
    this.#index(opcodes['local.get'], local.index)
  }

  /** Emits `local.set`. */
  set(local: Local): void {
    this.#index(opcodes['local.set'], local.index)
  }

  /** Emits `local.tee`. */
  tee(local: Local): void {
    this.#index(opcodes['local.tee'], local.index)
  }

  /** Emits `global.get`. */
  getGlobal(global: GlobalReference): void {
    this.#index(opcodes['global.get'], global.index)
  }

  /** Emits `global.set`. */
  setGlobal(global: GlobalReference): void {
    this.#index(opcodes['global.set'], global.index)
  }

  /** Emits `i32.const` of the low 32 bits of an integer. */
  i32Const(value: number): void {
    this.#code.opcode(opcodes['i32.const'])
    this.#code.signed(value)
  }

  /** Emits `i64.const` of the low 64 bits of an integer. */
  i64Const(value: bigint): void {
    this.#code.opcode(opcodes['i64.const'])
    this.#code.signed64(value)
  }

  /** Emits `f32.const` of the nearest single-precision number. */
  f32Const(value: number): void {
    this.#code.opcode(opcodes['f32.const'])
    this.#code.float32(value)
  }

  /** Emits `f64.const`. */
  f64Const(value: number): void {
    this.#code.opcode(opcodes['f64.const'])
    this.#code.float64(value)
  }

  /** Emits `v128.const` from as many lanes as `shape` has; 64-bit integer lanes may be bigints. */
  v128Const(shape: VectorShape, lanes: readonly (number | bigint)[]): void {
    this.#code.opcode(opcodes['v128.const'])
    writeLanes(this.#code, shape, lanes)
  }

  /** Emits a load from the address on the stack plus `offset`; `align` is log2 of the alignment. */
  load(mnemonic: LoadMnemonic, offset = 0, align?: number): void {
    this.#access(mnemonic, offset, align)
  }

  /** Emits a store to the address below the value plus `offset`; `align` is log2 of the alignment. */
  store(mnemonic: StoreMnemonic, offset = 0, align?: number): void {
    this.#access(mnemonic, offset, align)
  }

  /** Emits the load or store of one lane. */
  accessLane(mnemonic: MemoryLaneMnemonic, lane: number, offset = 0, align?: number): void {
    this.#access(mnemonic, offset, align)
    this.#laneIndex(lane, 16 >> naturalAlignment(mnemonic))
  }

  /** Emits the extraction or replacement of one lane. */
  lane(mnemonic: LaneMnemonic, lane: number): void {
    this.#code.opcode(opcodes[mnemonic])
    this.#laneIndex(lane, laneCount(mnemonic))
  }

  /** Emits `i8x16.shuffle`: result byte i is byte `lanes[i]` of the 32 operand bytes. */
  shuffle(lanes: readonly number[]): void {
    if (lanes.length !== 16) throw new AssemblyError(`a shuffle has ${lanes.length} lanes, not 16`)
    this.#code.opcode(opcodes['i8x16.shuffle'])
    for (const lane of lanes) this.#laneIndex(lane, 32)
  }

  /** Emits `call`. */
  call(target: FunctionReference): void {
    this.#index(opcodes.call, target.index)
  }

  /** Emits `return` of the results on the stack. */
  return(): void {
    this.#code.opcode(opcodes.return)
  }

  /** Emits a block; `br` to its label goes to its end. */
  block(body: Body, type?: BlockType): void {
    this.#open(opcodes.block, type, body)
    this.#close()
  }

  /** Emits a loop; `br` to its label starts it again, and its end leaves it. */
  loop(body: Body, type?: BlockType): void {
    this.#open(opcodes.loop, type, body)
    this.#close()
  }

  /** Emits a choice on the i32 on the stack; `br` to its label goes to its end. */
  if(thenBody: Body, elseBody?: Body, type?: BlockType): void {
    const label = this.#open(opcodes.if, type, thenBody)
    if (elseBody) {
      this.#code.opcode(opcodes.else)
      elseBody(label)
    }
    this.#close()
  }

  /** Emits `br`. */
  br(label: Label): void {
    this.#index(opcodes.br, this.depthOf(label))
  }

  /** Emits `br_if`, which branches when the i32 on the stack is not zero. */
  brIf(label: Label): void {
    this.#index(opcodes.br_if, this.depthOf(label))
  }

  /** Emits `br_table`: branches to `labels[i]` for the i32 i on the stack, else to `otherwise`. */
  brTable(labels: readonly Label[], otherwise: Label): void {
    const depths = [...labels, otherwise].map((label) => this.depthOf(label))
    this.#index(opcodes.br_table, labels.length)
    for (const depth of depths) this.#code.unsigned(depth)
  }

  /** Writes the entry of the code section: size, runs of locals, instructions. */
  encode(writer: ByteWriter): void {
    if (this.#labels.length > 0) {
      throw new AssemblyError(`function "${this.name}" is encoded inside one of its blocks`)
    }
    const declarations = new ByteWriter()
    writeLocals(declarations, this.#locals.slice(this.type.params.length))
    writer.unsigned(declarations.length + this.#code.length + 1)
    writer.append(declarations)
    writer.append(this.#code)
    writer.byte(opcodes.end)
  }

  #index(code: number, index: number): void {
    this.#code.byte(code)
    this.#code.unsigned(index)
  }

  #access(mnemonic: Mnemonic, offset: number, align: number | undefined): void {
    const natural = naturalAlignment(mnemonic)
    if (align !== undefined && !(align >= 0 && align <= natural)) {
      throw new AssemblyError(`${mnemonic} has alignment 2^${align}, more than 2^${natural}`)
    }
    this.#code.opcode(opcodes[mnemonic])
    this.#code.byte(align ?? natural)
    this.#code.unsigned(offset)
  }

  #laneIndex(lane: number, count: number): void {
    if (!(Number.isInteger(lane) && lane >= 0 && lane < count)) {
      throw new AssemblyError(`function "${this.name}": lane ${lane} is not one of ${count} lanes`)
    }
    this.#code.byte(lane)
  }

  #open(code: number, type: BlockType, body: Body): Label {
    this.#code.byte(code)
    const blockType = asFunctionType(type)
    const [result, ...more] = blockType.results
    if (blockType.params.length > 0 || more.length > 0) {
      this.#code.signed(this.#internType(blockType))
    } else {
      this.#code.byte(result === undefined ? 0x40 : valueTypeCodes[result])
    }
    const label: Label = { level: this.#labels.length }
    this.#labels.push(label)
    body(label)
    return label
  }

  #close(): void {
    this.#code.byte(opcodes.end)
    this.#labels.pop()
  }

  /** How many blocks stand between here and the end of the labelled one, which has to be open. */
  protected depthOf(label: Label): number {
    if (this.#labels[label.level] !== label) {
      throw new AssemblyError(`function "${this.name}" branches to a block that is not open here`)
    }
    return this.#labels.length - 1 - label.level
  }
}

/** A way to make what emits a function. */
export type FunctionBuilderConstructor = typeof FunctionBuilder

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
