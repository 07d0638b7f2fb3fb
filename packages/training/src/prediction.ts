import { type Node, topologicalOrder } from '@gradus/graph'
import { baseDim, type Expr, type LoweredModel, type ModelStep } from '@gradus/language'
import type { CheckedTrainingModel } from './load-model.ts'

/** How many rows one call of `predict` takes; more rows go through in chunks. */
export const PREDICTION_ROWS = 256

/** A value that a model gives for each row, such as `pred` or `logits`. */
export interface PredictedValue {
  readonly name: string
  readonly node: Node
}

/**
 * What a model predicts: its named values with a row for each row of the data that read a
 * parameter, and that can be computed without what the objective and the metrics compare
 * them with.
 *
 * @param lowered  The model over rows that are fed.
 */
export function predictedValues(
  { checked }: CheckedTrainingModel,
  { lowering, scope, data }: LoweredModel,
): readonly PredictedValue[] {
  const { batchDim } = lowering
  const names = checked.steps.flatMap((step) => (step.kind === 'binding' ? [step.name.text] : []))
  const targets = targetNames(checked.steps)
  const unknown = new Set(data.flatMap(({ name, node }) => (targets.has(name) ? [node] : [])))
  return names.flatMap((name) => {
    const value = scope.find(name)
    if (value?.kind !== 'tensor' || value.isFixed) return []
    const hasRows = value.dims.some((dim) => baseDim(dim) === batchDim)
    const reached = topologicalOrder([value.node])
    const isKnown = !reached.some((node) => unknown.has(node as Node<'input'>))
    return hasRows && isKnown ? [{ name, node: value.node }] : []
  })
}

/** The names that the objective and the metrics read themselves: what is compared with. */
function targetNames(steps: readonly ModelStep[]): ReadonlySet<string> {
  const goals = steps.filter((step) => step.kind === 'objective' || step.kind === 'metric')
  return new Set(goals.flatMap(({ value }) => namesIn(value)))
}

/** All names in an expression. */
function namesIn(root: Expr): readonly string[] {
  const names: string[] = []
  const stack: Expr[] = [root]
  for (let expr = stack.pop(); expr; expr = stack.pop()) {
    if (expr.kind === 'name') names.push(expr.name)
    else stack.push(...partsOf(expr))
  }
  return names
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'list':
      return expr.items
    case 'unary':
      return [expr.operand]
    case 'binary':
      return [expr.left, expr.right]
    case 'pipe':
      return [expr.value, expr.target]
    case 'if':
      return [expr.condition, expr.then, expr.otherwise]
    case 'call':
      return [expr.callee, ...expr.args.map((arg) => arg.value)]
    case 'index':
      return [expr.value, ...expr.indices.map((index) => index.value)]
    case 'field':
      return [expr.value]
    default:
      return []
  }
}
