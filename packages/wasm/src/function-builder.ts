import { AssemblyError } from './assembly-error.ts'
import { ByteWriter } from './byte-writer.ts'
import {
  type LaneMnemonic,
  type LoadMnemonic,
  type MemoryLaneMnemonic,
  type Mnemonic,
  opcodes,
  type PlainMnemonic,
  type StoreMnemonic,
} from './opcodes.ts'
import { OperandChecker } from './operand-checker.ts'
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
  readonly isChecked: boolean
  readonly internType: (type: FunctionType) => number
}

const localGet: number = opcodes['local.get'][0]
const localSet: number = opcodes['local.set'][0]
const localTee: number = opcodes['local.tee'][0]

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
  readonly #checker: OperandChecker | undefined
  readonly #internType: (type: FunctionType) => number
  #isFinished = false

  constructor(name: string, params: P, results: readonly ValueType[], context: FunctionContext) {
    this.index = context.index
    this.name = name
    this.type = { params: Object.values(params), results }
    this.#internType = context.internType
    this.#checker = context.isChecked ? new OperandChecker(name, results) : undefined
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
    this.#checker?.apply(mnemonic)
    const row = opcodes[mnemonic]
    this.#code.opcode(row[0])
    if (row[2] !== 'memories') return
    for (let i = row[3] ?? 0; i > 0; i--) this.#code.byte(0)
  }

  /** Emits `local.get`. */
  get(local: Local): void {
    this.#checker?.applyType('local.get', [], [local.type])
    this.#index(localGet, local.index)
  }

  /** Emits `local.set`. */
  set(local: Local): void {
    this.#checker?.applyType('local.set', [local.type], [])
    this.#index(localSet, local.index)
  }

  /** Emits `local.tee`. */
  tee(local: Local): void {
    this.#checker?.applyType('local.tee', [local.type], [local.type])
    this.#index(localTee, local.index)
  }

  /** Emits `global.get`. */
  getGlobal(global: GlobalReference): void {
    this.#checker?.applyType('global.get', [], [global.type])
    this.#index(opcodes['global.get'][0], global.index)
  }

  /** Emits `global.set`. */
  setGlobal(global: GlobalReference): void {
    this.#checker?.applyType('global.set', [global.type], [])
    if (!global.isMutable) this.#checker?.fail(`global "${global.name}" is not mutable`)
    this.#index(opcodes['global.set'][0], global.index)
  }

  /** Emits `i32.const` of the low 32 bits of an integer. */
  i32Const(value: number): void {
    this.#constant('i32.const')
    this.#code.signed(value)
  }

  /** Emits `i64.const` of the low 64 bits of an integer. */
  i64Const(value: bigint): void {
    this.#constant('i64.const')
    this.#code.signed64(value)
  }

  /** Emits `f32.const` of the nearest single-precision number. */
  f32Const(value: number): void {
    this.#constant('f32.const')
    this.#code.float32(value)
  }

  /** Emits `f64.const`. */
  f64Const(value: number): void {
    this.#constant('f64.const')
    this.#code.float64(value)
  }

  /** Emits `v128.const` from as many lanes as `shape` has; 64-bit integer lanes may be bigints. */
  v128Const(shape: VectorShape, lanes: readonly (number | bigint)[]): void {
    this.#constant('v128.const')
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
    this.#laneIndex(lane, 16 >> (opcodes[mnemonic][3] ?? 0))
  }

  /** Emits the extraction or replacement of one lane. */
  lane(mnemonic: LaneMnemonic, lane: number): void {
    this.#checker?.apply(mnemonic)
    this.#code.opcode(opcodes[mnemonic][0])
    this.#laneIndex(lane, opcodes[mnemonic][3] ?? 0)
  }

  /** Emits `i8x16.shuffle`: result byte i is byte `lanes[i]` of the 32 operand bytes. */
  shuffle(lanes: readonly number[]): void {
    this.#checker?.apply('i8x16.shuffle')
    if (lanes.length !== 16) throw new AssemblyError(`a shuffle has ${lanes.length} lanes, not 16`)
    this.#code.opcode(opcodes['i8x16.shuffle'][0])
    for (const lane of lanes) this.#laneIndex(lane, 32)
  }

  /** Emits `call`. */
  call(target: FunctionReference): void {
    this.#checker?.applyType('call', target.type.params, target.type.results)
    this.#index(opcodes.call[0], target.index)
  }

  /** Emits `return` of the results on the stack. */
  return(): void {
    if (this.#checker !== undefined) {
      this.#checker.begin('return')
      this.#checker.popResults()
      this.#checker.leave()
    }
    this.#code.opcode(opcodes.return[0])
  }

  /** Emits a block; `br` to its label goes to its end. */
  block(body: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker?.begin('block')
    this.#checker?.open(blockType, blockType.results)
    this.#open(opcodes.block[0], blockType, body)
    this.#checker?.close()
    this.#close()
  }

  /** Emits a loop; `br` to its label starts it again, and its end leaves it. */
  loop(body: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker?.begin('loop')
    this.#checker?.open(blockType, blockType.params)
    this.#open(opcodes.loop[0], blockType, body)
    this.#checker?.close()
    this.#close()
  }

  /** Emits a choice on the i32 on the stack; `br` to its label goes to its end. */
  if(thenBody: Body, elseBody?: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker?.begin('if')
    this.#checker?.pop('i32')
    this.#checker?.open(blockType, blockType.results)
    const label = this.#open(opcodes.if[0], blockType, thenBody)
    if (elseBody === undefined) {
      this.#checker?.closeWithoutElse()
    } else {
      this.#checker?.alternate()
      this.#code.opcode(opcodes.else[0])
      elseBody(label)
      this.#checker?.close()
    }
    this.#close()
  }

  /** Emits `br`. */
  br(label: Label): void {
    const depth = this.#depthOf(label)
    if (this.#checker !== undefined) {
      this.#checker.begin('br')
      this.#checker.branch(depth)
      this.#checker.leave()
    }
    this.#index(opcodes.br[0], depth)
  }

  /** Emits `br_if`, which branches when the i32 on the stack is not zero. */
  brIf(label: Label): void {
    const depth = this.#depthOf(label)
    if (this.#checker !== undefined) {
      this.#checker.begin('br_if')
      this.#checker.pop('i32')
      this.#checker.branch(depth)
    }
    this.#index(opcodes.br_if[0], depth)
  }

  /** Emits `br_table`: branches to `labels[i]` for the i32 i on the stack, else to `otherwise`. */
  brTable(labels: readonly Label[], otherwise: Label): void {
    const depths = [...labels, otherwise].map((label) => this.#depthOf(label))
    if (this.#checker !== undefined) {
      this.#checker.begin('br_table')
      this.#checker.pop('i32')
      for (const depth of depths) this.#checker.branch(depth)
      this.#checker.leave()
    }
    this.#index(opcodes.br_table[0], labels.length)
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
    writer.byte(opcodes.end[0])
  }

  /** Checks that the operand stack holds just the results, which ends the function. */
  finish(): void {
    if (!this.#isFinished) this.#checker?.close()
    this.#isFinished = true
  }

  #index(code: number, index: number): void {
    this.#code.byte(code)
    this.#code.unsigned(index)
  }

  #constant(mnemonic: Mnemonic): void {
    this.#checker?.apply(mnemonic)
    this.#code.opcode(opcodes[mnemonic][0])
  }

  #access(mnemonic: Mnemonic, offset: number, align: number | undefined): void {
    this.#checker?.apply(mnemonic)
    const row = opcodes[mnemonic]
    const natural = row[3] ?? 0
    if (align !== undefined && !(align >= 0 && align <= natural)) {
      throw new AssemblyError(`${mnemonic} has alignment 2^${align}, more than 2^${natural}`)
    }
    this.#code.opcode(row[0])
    this.#code.byte(align ?? natural)
    this.#code.unsigned(offset)
  }

  #laneIndex(lane: number, count: number): void {
    if (!(Number.isInteger(lane) && lane >= 0 && lane < count)) {
      throw new AssemblyError(`function "${this.name}": lane ${lane} is not one of ${count} lanes`)
    }
    this.#code.byte(lane)
  }

  #open(code: number, type: FunctionType, body: Body): Label {
    this.#code.byte(code)
    const [result, ...more] = type.results
    if (type.params.length > 0 || more.length > 0) this.#code.signed(this.#internType(type))
    else this.#code.byte(result === undefined ? 0x40 : valueTypeCodes[result])
    const label: Label = { level: this.#labels.length }
    this.#labels.push(label)
    body(label)
    return label
  }

  #close(): void {
    this.#code.byte(opcodes.end[0])
    this.#labels.pop()
  }

  #depthOf(label: Label): number {
    if (this.#labels[label.level] !== label) {
      throw new AssemblyError(`function "${this.name}" branches to a block that is not open here`)
    }
    return this.#labels.length - 1 - label.level
  }
}

const emptyType: FunctionType = { params: [], results: [] }

function asFunctionType(type: BlockType): FunctionType {
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
