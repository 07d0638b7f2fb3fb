import { type Node, topologicalOrder } from '@gradus/graph'
import { baseDim, type LoweredModel, type ModelStep, walkExpressions } from '@gradus/language'
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
  { lowering, scope, data, parameters }: LoweredModel,
): readonly PredictedValue[] {
  const { batchDim } = lowering
  const names = checked.steps.flatMap((step) => (step.kind === 'binding' ? [step.name.text] : []))
  const targets = targetNames(checked.steps)
  // A parameter with an entry for each row has none for rows that are new.
  const byRow = parameters.filter(({ node }) => node.shape.some(({ rows }) => rows))
  const unknown = new Set<Node>([
    ...data.flatMap(({ name, node }) => (targets.has(name) ? [node] : [])),
    ...byRow.map(({ node }) => node),
  ])
  return names.flatMap((name) => {
    const value = scope.find(name)
    if (value?.kind !== 'tensor' || value.isFixed) return []
    const hasRows = value.dims.some((dim) => baseDim(dim) === batchDim)
    const reached = topologicalOrder([value.node])
    const isKnown = !reached.some((node) => unknown.has(node))
    return hasRows && isKnown ? [{ name, node: value.node }] : []
  })
}

/** The names that the objective and the metrics read themselves: what is compared with. */
function targetNames(steps: readonly ModelStep[]): ReadonlySet<string> {
  const goals = steps.filter((step) => step.kind === 'objective' || step.kind === 'metric')
  const names = Array.from(walkExpressions(goals.map(({ value }) => value)), (expr) =>
    expr.kind === 'name' ? expr.name : '',
  )
  return new Set(names)
}
