import { type Builder, bringRegions, type Node } from '@gradus/graph'
import { bringAll } from '@gradus/ops'
import type { DataStatement, Expr, TestStatement } from '../1-syntax/ast.ts'
import type { CheckedModel, ModelStep } from '../2-check/checked-model.ts'
import { baseDim, type Dims } from '../2-check/dims.ts'
import type { Element } from '../2-check/types.ts'
import { asNumber, elementwise, isClose, lineUp, spread } from './align.ts'
import { lowerNamed, lowerNamedTensor, lowerParam, lowerRepeat } from './bodies.ts'
import { lowerByKind } from './expression.ts'
import { lowerTensor } from './lower.ts'
import { type Lowering, type Probe, shapeOfDims } from './lowering.ts'
import { outOfRange } from './make-parameter.ts'
import type { LoweredParameter } from './parameters.ts'
import { initialize } from './random.ts'
import { FrozenValues, type RowSet } from './rows.ts'
import { type DrawSite, Scope } from './scope.ts'
import { bool, dtypeOf, type Lowered, type LoweredElement, number, tensor } from './value.ts'

/** What a lowering is about. */
export interface LowerOptions {
  readonly precision?: 'f64' | 'f32'
  /** The rows that data inputs hold; left out when no dim is cut into rows. */
  readonly rows?: RowSet
  /** How many rows training reads: what the batch dim means as a number. */
  readonly trainingRows?: number
  /** What an earlier lowering fitted on the training rows. */
  readonly frozen?: FrozenValues
}

/** A data input of the graph and where its elements come from. */
export interface DataInput {
  readonly name: string
  readonly node: Node<'input'>
  readonly dims: Dims
  readonly element: LoweredElement
}

/** A model over one set of rows, as graph nodes. */
export interface LoweredModel {
  readonly lowering: Lowering
  readonly parameters: readonly LoweredParameter[]
  readonly data: readonly DataInput[]
  /** The value of the objective; `undefined` for a file without one. */
  readonly loss: Lowered | undefined
  /** What training makes small: the loss, or minus it for `maximize`. */
  readonly objective: Node | undefined
  readonly metrics: ReadonlyMap<string, Lowered>
  readonly scope: Scope
}

/** The seed of random draws: a single f64 number that is fed. */
export const SEED_INPUT = 'seed'

/** Lowers the values, parameters, objective and metrics of a model. */
export function lowerModel(
  model: CheckedModel,
  builder: Builder,
  options: LowerOptions = {},
): LoweredModel {
  const lowering = startLowering(model, builder, options)
  const { top } = lowering
  const data: DataInput[] = []
  const metrics = new Map<string, Lowered>()
  let loss: Lowered | undefined
  for (const step of model.steps) {
    if (step.kind === 'data') data.push(...defineData(lowering, step))
    else if (step.kind === 'metric') {
      const value = asNumber(lowering, lowerNamedTensor(lowering, top, step.name.text, step.value))
      metrics.set(step.name.text, value)
      top.define(step.name.text, value)
    } else if (step.kind === 'objective') {
      loss = asNumber(lowering, lowerNamedTensor(lowering, top, 'loss', step.value))
      top.define('loss', loss)
    } else lowerNaming(lowering, top, step)
  }
  const isMaximized = model.objective?.direction === 'maximize'
  return {
    lowering,
    parameters: [...lowering.parameters.values()],
    data,
    loss,
    objective: loss && (isMaximized ? builder.neg(loss.node) : loss.node),
    metrics,
    scope: top,
  }
}

function startLowering(
  model: CheckedModel,
  builder: Builder,
  { precision = 'f64', rows, trainingRows, frozen }: LowerOptions,
): Lowering {
  // Ops come by the names of a model.
  bringAll()
  bringRegions()
  return {
    lower: lowerByKind,
    model,
    builder,
    precision,
    batchDim: rows ? model.batchDim : undefined,
    rows,
    frozen: frozen?.replay() ?? new FrozenValues(),
    trainingRows,
    seed: builder.input(SEED_INPUT, [], 'f64'),
    top: new Scope(model.main),
    parameters: new Map(),
    probes: [],
    problems: [],
  }
}

function lowerNaming(
  lowering: Lowering,
  top: Scope,
  step: Exclude<ModelStep, { kind: 'data' | 'metric' | 'objective' }>,
): void {
  if (step.kind === 'param') lowerParam(lowering, top, step)
  else if (step.kind === 'repeat') lowerRepeat(lowering, top, step)
  else top.define(step.name.text, lowerNamed(lowering, top, step.name.text, step.value))
}

/** Gives data its inputs: one for each name, over the rows of this lowering. */
function defineData(lowering: Lowering, statement: DataStatement): DataInput[] {
  const { model, builder, precision, rows, batchDim, top } = lowering
  return statement.names.map(({ text: name }) => {
    const type = model.names.get(name)
    const dims = type?.kind === 'tensor' ? type.dims : []
    const element = type?.kind === 'tensor' ? elementOf(type.element) : number
    const isCut = dims.some((dim) => baseDim(dim) === batchDim)
    const prefix = isCut && rows ? rows.name : 'data'
    const shape = shapeOfDims(lowering, dims, true)
    const node = builder.input(`${prefix}/${name}`, shape, dtypeOf(element, precision))
    top.define(name, tensor(node, dims, true, element))
    return { name, node, dims, element }
  })
}

function elementOf(element: Element): LoweredElement {
  if (element.kind === 'labels') return element
  return element.kind === 'bool' ? bool : number
}

/**
 * Lowers data that is written as a formula (`data x: [n] = uniform(0, 100)`), over all
 * rows and in f64; other data stands as inputs named `data/…`.
 *
 * @returns  The generated data by name, in the order of the text, and the inputs.
 */
export function lowerGeneratedData(
  model: CheckedModel,
  builder: Builder,
): { readonly values: ReadonlyMap<string, Lowered>; readonly inputs: readonly DataInput[] } {
  const lowering = startLowering(model, builder, {})
  const values = new Map<string, Lowered>()
  const inputs: DataInput[] = []
  for (const step of model.steps) {
    if (step.kind !== 'data') continue
    const defined = defineData(lowering, step)
    inputs.push(...defined)
    if (!step.value) continue
    for (const { name, dims, element } of defined) {
      const site: DrawSite = { name, dims, stackedDims: 0, count: 0 }
      const value = lowerTensor(lowering, lowering.top.inner({ draws: site }), step.value)
      const filled = tensor(spread(lowering, value, dims), dims, true, value.element)
      const shown = element.kind === 'number' ? asNumber(lowering, filled) : filled
      values.set(name, shown)
      lowering.top.define(name, { ...shown, element })
    }
  }
  return { values, inputs }
}

/** The start of each free parameter, as a node over the seed and the training data. */
export function lowerStarts({ lowering, parameters }: LoweredModel): ReadonlyMap<string, Node> {
  return new Map(parameters.map((each) => [each.name, lowerStart(lowering, each)]))
}

function lowerStart(lowering: Lowering, parameter: LoweredParameter): Node {
  const { name, dims, stackedDims, start, range, node } = parameter
  const { builder, precision } = lowering
  if (start.kind === 'number') {
    const value = builder.full(start.value, node.shape, precision)
    return range ? outOfRange(builder, value, range) : value
  }
  const draws: DrawSite = { name, dims, stackedDims, count: 0 }
  const value =
    start.kind === 'initializer'
      ? initialize(lowering, lowering.top.inner({ draws }), start.name, parameter)
      : lowerTensor(lowering, start.scope.inner({ draws }), start.expr)
  const filled = spread(lowering, asNumber(lowering, value), dims)
  return range ? outOfRange(builder, filled, range) : filled
}

/** Lowers one more expression over the same rows, with names of its own on top. */
export function lowerExpression(
  { lowering, scope }: LoweredModel,
  expr: Expr,
  names: ReadonlyMap<string, Node> = new Map(),
): Lowered {
  const inner = scope.inner()
  for (const [name, node] of names) inner.define(name, tensor(node, [], false))
  return lowerTensor(lowering, inner, expr)
}

/** One `expect`: whether it holds, and the two sides of a comparison. */
export interface LoweredExpect {
  readonly expr: Expr
  readonly verdict: Node
  readonly got?: Node
  readonly expected?: Node
  readonly tolerance?: Node
}

/** A test over the rows of a lowered model. */
export interface LoweredTest {
  readonly expects: readonly LoweredExpect[]
  /** What `gradcheck` and `validation` ask of the runner, to be fed before the verdicts. */
  readonly probes: readonly Probe[]
}

/** Lowers the items of a test; bindings inside it are its own. */
export function lowerTest(model: LoweredModel, { items }: TestStatement): LoweredTest {
  const { lowering } = model
  const scope = model.scope.inner()
  const first = lowering.probes.length
  const expects: LoweredExpect[] = []
  for (const item of items) {
    if (item.kind === 'binding') {
      const value = lowerNamedTensor(lowering, scope, item.name.text, item.value)
      scope.define(item.name.text, value)
    } else expects.push(lowerExpect(lowering, scope, item.value, item.within))
  }
  return { expects, probes: lowering.probes.slice(first) }
}

function lowerExpect(
  lowering: Lowering,
  scope: Scope,
  expr: Expr,
  within: Expr | undefined,
): LoweredExpect {
  const isComparison =
    expr.kind === 'binary' && ['==', '!=', '~=', '<', '<=', '>', '>='].includes(expr.operator)
  if (!isComparison) {
    return { expr, verdict: allHold(lowering, lowerTensor(lowering, scope, expr)) }
  }
  const got = lowerTensor(lowering, scope, expr.left)
  const expected = lowerTensor(lowering, scope, expr.right)
  const tolerance = within && asNumber(lowering, lowerTensor(lowering, scope, within))
  const holds =
    expr.operator === '~='
      ? isClose(lowering, got, expected, ...(tolerance ? [tolerance] : []))
      : lowerTensor(lowering, scope, expr)
  const sides = lineUp(
    lowering,
    [got, expected].map((side) => asNumber(lowering, side)),
  )
  return {
    expr,
    verdict: allHold(lowering, holds),
    got: sides.nodes[0]!,
    expected: sides.nodes[1]!,
    ...(tolerance && { tolerance: tolerance.node }),
  }
}

/** Whether a truth value holds for every element. */
function allHold(lowering: Lowering, value: Lowered): Node {
  const { builder, precision } = lowering
  const isFalse = elementwise(lowering, 'not', [value], bool)
  if (value.dims.length === 0) return value.node
  const count = builder.cast(isFalse.node, precision)
  const axes = [...count.shape.keys()]
  return builder.eq(builder.apply('sum', [count], { axes }), builder.constant(0, precision))
}
