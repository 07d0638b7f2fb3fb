import { AssemblyError } from './assembly-error.ts'
import type { ByteWriter } from './byte-writer.ts'
import {
  asFunctionType,
  type BlockType,
  type Body,
  FunctionBuilder,
  type FunctionContext,
  type FunctionReference,
  type GlobalReference,
  type Label,
  type Local,
  type Parameters,
} from './function-builder.ts'
import {
  type LaneMnemonic,
  type LoadMnemonic,
  type MemoryLaneMnemonic,
  naturalAlignment,
  type PlainMnemonic,
  type StoreMnemonic,
} from './opcodes.ts'
import { OperandChecker } from './operand-checker.ts'
import { laneCount, type Mnemonic, opcodes } from './rare-opcodes.ts'
import type { ValueType } from './value-type.ts'
import { laneCounts, type VectorShape } from './vector-shape.ts'

/**
 * Emits one function of any instructions and follows its operand stack: the first instruction
 * that an engine would reject throws an `AssemblyError` that names it.
 */
export class CheckedFunctionBuilder<P extends Parameters = Parameters> extends FunctionBuilder<
  P,
  Mnemonic
> {
  readonly #checker: OperandChecker
  readonly #open = new Set<Label>()
  #isFinished = false

  constructor(name: string, params: P, results: readonly ValueType[], context: FunctionContext) {
    // JavaScript puts integer-like keys first, which would reorder the parameters.
    if (Object.keys(params).some((key) => /^\d+$/.test(key))) {
      throw new AssemblyError(`function "${name}": a parameter is named like an integer`)
    }
    super(name, params, results, context)
    this.#checker = new OperandChecker(name, results)
  }

  override op(mnemonic: PlainMnemonic<Mnemonic>): void {
    this.#checker.apply(mnemonic)
    super.op(mnemonic)
  }

  override get(local: Local): void {
    this.#checker.applyType('local.get', [], [local.type])
    super.get(local)
  }

  override set(local: Local): void {
    this.#checker.applyType('local.set', [local.type], [])
    super.set(local)
  }

  override tee(local: Local): void {
    this.#checker.applyType('local.tee', [local.type], [local.type])
    super.tee(local)
  }

  override getGlobal(global: GlobalReference): void {
    this.#checker.applyType('global.get', [], [global.type])
    super.getGlobal(global)
  }

  override setGlobal(global: GlobalReference): void {
    this.#checker.applyType('global.set', [global.type], [])
    if (!global.isMutable) this.#checker.fail(`global "${global.name}" is not mutable`)
    super.setGlobal(global)
  }

  override i32Const(value: number): void {
    this.#checker.apply('i32.const')
    super.i32Const(value)
  }

  override i64Const(value: bigint): void {
    this.#checker.apply('i64.const')
    super.i64Const(value)
  }

  /** Emits `f32.const` of the nearest single-precision number. */
  f32Const(value: number): void {
    this.#checker.apply('f32.const')
    this.code.opcode(opcodes['f32.const'])
    this.code.float32(value)
  }

  override f64Const(value: number): void {
    this.#checker.apply('f64.const')
    super.f64Const(value)
  }

  override v128Const(shape: VectorShape, lanes: readonly (number | bigint)[]): void {
    if (lanes.length !== laneCounts[shape]) {
      this.#checker.fail(`a constant of shape ${shape} has ${lanes.length} lanes`)
    }
    this.#checker.apply('v128.const')
    super.v128Const(shape, lanes)
  }

  override load(mnemonic: LoadMnemonic<Mnemonic>, offset?: number, align?: number): void {
    this.#checkAlignment(mnemonic, align)
    this.#checker.apply(mnemonic)
    super.load(mnemonic, offset, align)
  }

  override store(mnemonic: StoreMnemonic<Mnemonic>, offset?: number, align?: number): void {
    this.#checkAlignment(mnemonic, align)
    this.#checker.apply(mnemonic)
    super.store(mnemonic, offset, align)
  }

  override accessLane(
    mnemonic: MemoryLaneMnemonic<Mnemonic>,
    lane: number,
    offset?: number,
    align?: number,
  ): void {
    this.#checkAlignment(mnemonic, align)
    this.#checkLane(lane, 16 >> naturalAlignment(mnemonic))
    this.#checker.apply(mnemonic)
    super.accessLane(mnemonic, lane, offset, align)
  }

  override lane(mnemonic: LaneMnemonic<Mnemonic>, lane: number): void {
    this.#checkLane(lane, laneCount(mnemonic))
    this.#checker.apply(mnemonic)
    super.lane(mnemonic, lane)
  }

  override shuffle(lanes: readonly number[]): void {
    if (lanes.length !== 16) this.#checker.fail(`a shuffle has ${lanes.length} lanes, not 16`)
    for (const lane of lanes) this.#checkLane(lane, 32)
    this.#checker.apply('i8x16.shuffle')
    super.shuffle(lanes)
  }

  override call(target: FunctionReference): void {
    this.#checker.applyType('call', target.type.params, target.type.results)
    super.call(target)
  }

  override return(): void {
    this.#checker.begin('return')
    this.#checker.popResults()
    this.#checker.leave()
    super.return()
  }

  override block(body: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker.begin('block')
    this.#checker.open(blockType, blockType.results)
    super.block((label) => {
      this.#within(label, body)
      this.#checker.close()
    }, type)
  }

  override loop(body: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker.begin('loop')
    this.#checker.open(blockType, blockType.params)
    super.loop((label) => {
      this.#within(label, body)
      this.#checker.close()
    }, type)
  }

  override if(thenBody: Body, elseBody?: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker.begin('if')
    this.#checker.pop('i32')
    this.#checker.open(blockType, blockType.results)
    const checkedElse =
      elseBody &&
      ((label: Label) => {
        this.#checker.alternate()
        this.#within(label, elseBody)
      })
    super.if((label) => this.#within(label, thenBody), checkedElse, type)
    if (elseBody) this.#checker.close()
    else this.#checker.closeWithoutElse()
  }

  override br(label: Label): void {
    const depth = this.depthOf(label)
    this.#checker.begin('br')
    this.#checker.branch(depth)
    this.#checker.leave()
    super.br(label)
  }

  override brIf(label: Label): void {
    const depth = this.depthOf(label)
    this.#checker.begin('br_if')
    this.#checker.pop('i32')
    this.#checker.branch(depth)
    super.brIf(label)
  }

  /** Emits `br_table`: branches to `labels[i]` for the i32 i on the stack, else to `otherwise`. */
  brTable(labels: readonly Label[], otherwise: Label): void {
    const depths = [...labels, otherwise].map((label) => this.depthOf(label))
    this.#checker.begin('br_table')
    this.#checker.pop('i32')
    for (const depth of depths) this.#checker.branch(depth)
    this.#checker.leave()
    this.code.opcode(opcodes.br_table)
    this.code.unsigned(labels.length)
    for (const depth of depths) this.code.unsigned(depth)
  }

  /** Also checks that the operand stack holds just the results, which ends the function. */
  override encode(writer: ByteWriter): void {
    if (this.#open.size > 0) {
      throw new AssemblyError(`function "${this.name}" is encoded inside one of its blocks`)
    }
    if (!this.#isFinished) this.#checker.close()
    this.#isFinished = true
    super.encode(writer)
  }

  protected override codeOf(mnemonic: Mnemonic): number {
    return opcodes[mnemonic]
  }

  protected override depthOf(label: Label): number {
    if (!this.#open.has(label)) {
      throw new AssemblyError(`function "${this.name}" branches to a block that is not open here`)
    }
    return super.depthOf(label)
  }

  #within(label: Label, body: Body): void {
    this.#open.add(label)
    body(label)
    this.#open.delete(label)
  }

  #checkAlignment(mnemonic: Mnemonic, align: number | undefined): void {
    const natural = naturalAlignment(mnemonic)
    if (align === undefined || (align >= 0 && align <= natural)) return
    throw new AssemblyError(`${mnemonic} has alignment 2^${align}, more than 2^${natural}`)
  }

  #checkLane(lane: number, count: number): void {
    if (Number.isInteger(lane) && lane >= 0 && lane < count) return
    throw new AssemblyError(`function "${this.name}": lane ${lane} is not one of ${count} lanes`)
  }
}
