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
import type {
  LaneMnemonic,
  LoadMnemonic,
  MemoryLaneMnemonic,
  PlainMnemonic,
  StoreMnemonic,
} from './opcodes.ts'
import { OperandChecker } from './operand-checker.ts'
import type { ValueType } from './value-type.ts'
import type { VectorShape } from './vector-shape.ts'

/**
 * Emits one function and follows its operand stack: the first instruction that an engine would
 * reject throws an `AssemblyError` that names it.
 */
export class CheckedFunctionBuilder<P extends Parameters = Parameters> extends FunctionBuilder<P> {
  readonly #checker: OperandChecker
  #isFinished = false

  constructor(name: string, params: P, results: readonly ValueType[], context: FunctionContext) {
    super(name, params, results, context)
    this.#checker = new OperandChecker(name, results)
  }

  override op(mnemonic: PlainMnemonic): void {
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

  override f32Const(value: number): void {
    this.#checker.apply('f32.const')
    super.f32Const(value)
  }

  override f64Const(value: number): void {
    this.#checker.apply('f64.const')
    super.f64Const(value)
  }

  override v128Const(shape: VectorShape, lanes: readonly (number | bigint)[]): void {
    this.#checker.apply('v128.const')
    super.v128Const(shape, lanes)
  }

  override load(mnemonic: LoadMnemonic, offset?: number, align?: number): void {
    this.#checker.apply(mnemonic)
    super.load(mnemonic, offset, align)
  }

  override store(mnemonic: StoreMnemonic, offset?: number, align?: number): void {
    this.#checker.apply(mnemonic)
    super.store(mnemonic, offset, align)
  }

  override accessLane(
    mnemonic: MemoryLaneMnemonic,
    lane: number,
    offset?: number,
    align?: number,
  ): void {
    this.#checker.apply(mnemonic)
    super.accessLane(mnemonic, lane, offset, align)
  }

  override lane(mnemonic: LaneMnemonic, lane: number): void {
    this.#checker.apply(mnemonic)
    super.lane(mnemonic, lane)
  }

  override shuffle(lanes: readonly number[]): void {
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
      body(label)
      this.#checker.close()
    }, type)
  }

  override loop(body: Body, type?: BlockType): void {
    const blockType = asFunctionType(type)
    this.#checker.begin('loop')
    this.#checker.open(blockType, blockType.params)
    super.loop((label) => {
      body(label)
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
        elseBody(label)
      })
    super.if(thenBody, checkedElse, type)
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

  override brTable(labels: readonly Label[], otherwise: Label): void {
    const depths = [...labels, otherwise].map((label) => this.depthOf(label))
    this.#checker.begin('br_table')
    this.#checker.pop('i32')
    for (const depth of depths) this.#checker.branch(depth)
    this.#checker.leave()
    super.brTable(labels, otherwise)
  }

  /** Also checks that the operand stack holds just the results, which ends the function. */
  override encode(writer: ByteWriter): void {
    if (!this.#isFinished) this.#checker.close()
    this.#isFinished = true
    super.encode(writer)
  }
}
