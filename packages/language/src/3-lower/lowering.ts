import type { Diagnostic } from '@gradus/diagnostics'
import { type Builder, interpret, type Node, topologicalOrder } from '@gradus/graph'
import { type Dim, kindOf, type Shape } from '@gradus/ops'
import type { Expr } from '../1-syntax/ast.ts'
import type { CheckedModel } from '../2-check/checked-model.ts'
import { baseDim, type Dims } from '../2-check/dims.ts'
import type { LoweredParameter } from './parameters.ts'
import type { FrozenValues, RowSet } from './rows.ts'
import type { Scope } from './scope.ts'
import { type Lowered, tensor, type Value } from './value.ts'

/** What `gradcheck` and `validation` inside an expression ask of whoever runs it. */
export type Probe =
  | { readonly kind: 'gradcheck'; readonly input: Node; readonly value: Node; readonly tol: number }
  | { readonly kind: 'validation'; readonly input: Node; readonly metric: string }

/** The shared state of one lowering. */
export interface Lowering {
  /** Lowers any expression: what the parts of expressions are lowered with. */
  readonly lower: (lowering: Lowering, scope: Scope, expr: Expr) => Value
  readonly model: CheckedModel
  readonly builder: Builder
  readonly precision: 'f64' | 'f32'
  /** The dim that batches cut, if any data binds one. */
  readonly batchDim: string | undefined
  readonly rows: RowSet | undefined
  readonly frozen: FrozenValues
  /** Number of training rows: what the batch dim means as a number. */
  readonly trainingRows: number | undefined
  /** The seed of random draws, a number. */
  readonly seed: Node
  /** The names of the main file. */
  readonly top: Scope
  /** Parameters by name, in the order in which they were met. */
  readonly parameters: Map<string, LoweredParameter>
  readonly probes: Probe[]
  /** What is wrong at these rows, although it may be right at others: indices outside them. */
  readonly problems: Diagnostic[]
}

/** The dim of the graph that a named dim stands for; fixed values cover the whole row set. */
export function dimOf(lowering: Lowering, name: string, isFixed: boolean): Dim {
  const base = baseDim(name)
  const { rows, batchDim, model } = lowering
  if (base === batchDim && rows) {
    const { size, rows: isRunTime } = isFixed ? rows.dim : (rows.batch?.dim ?? rows.dim)
    return { name, size, ...(isRunTime && { rows: true }) }
  }
  const size = model.dims.get(base)?.size ?? Number(base)
  return { name, size }
}

/** The shape that named dims stand for. */
export function shapeOfDims(lowering: Lowering, dims: Dims, isFixed: boolean): Shape {
  return dims.map((name) => dimOf(lowering, name, isFixed))
}

/** The full size of a dim, as a number in a formula: the training rows for the batch dim. */
export function sizeAsNumber(lowering: Lowering, name: string): number {
  const base = baseDim(name)
  if (base === lowering.batchDim && lowering.trainingRows !== undefined) {
    return lowering.trainingRows
  }
  return dimOf(lowering, name, true).size
}

/** A constant number of the model. */
export function constant({ builder, precision }: Lowering, value: number): Lowered {
  return tensor(builder.constant(value, precision), [], true)
}

/** Cuts a fixed value to the rows of the batch, where the lowering is about one. */
export function toBatch(lowering: Lowering, value: Lowered): Lowered {
  const { batchDim, rows, builder } = lowering
  if (!value.isFixed) return value
  const axis = value.dims.findIndex((dim) => baseDim(dim) === batchDim)
  if (!rows?.batch || axis < 0) return { ...value, isFixed: false }
  const front = moveAxis(builder, value.node, axis, 0)
  const cut = builder.apply('gather', [front, rows.batch.indices], {})
  return { ...value, isFixed: false, node: moveAxis(builder, cut, 0, axis) }
}

/** Moves one axis to another place; the others keep their order. */
export function moveAxis(builder: Builder, node: Node, from: number, to: number): Node {
  if (from === to) return node
  const order = node.shape.map((_, axis) => axis).filter((axis) => axis !== from)
  order.splice(to, 0, from)
  return builder.apply('transpose', [node], { order })
}

/** Brings values that meet in one operation to the same rows. */
export function meet(lowering: Lowering, values: readonly Lowered[]): readonly Lowered[] {
  if (values.every((value) => value.isFixed)) return values
  return values.map((value) => toBatch(lowering, value))
}

/** The number that a node always is, when nothing has to be fed to know it. */
export function constantValue(node: Node): number | undefined {
  const order = topologicalOrder([node])
  const isKnown = order.every(({ op, inputs }) => kindOf[op] !== 'source' || inputs.length === 0)
  const isFed = order.some((each) => 'name' in each.attributes && kindOf[each.op] === 'source')
  if (!isKnown || isFed || node.shape.length > 0) return undefined
  return interpret([node], { values: new Map() })[0]!.data[0]
}
