import { canonicalDims, reduceDims } from '../2-check/dims.ts'
import { showType } from '../2-check/show-type.ts'
import { isLabels, labels, numbers } from '../2-check/types.ts'
import { optional, required } from './argument.ts'
import { type FunctionRow, problem, type ResultRule } from './row.ts'

/** Functions that take dims away: all, those `over`, or all but those it `keep`s. */
export type ReductionName = 'sum' | 'mean' | 'norm' | 'max' | 'min' | 'variance' | 'std'

/** Functions that read a whole dim but keep the shape. */
export type NormalizerName = 'softmax' | 'log_softmax' | 'standardize'

/** Functions between scores and labels. */
export type LabelName = 'argmax' | 'one_hot'

const reduced: ResultRule = (call) => {
  const x = call.tensor('x')
  if (isLabels(x)) return problem('E0311', 'x', { operator: call.name }, { label: showType(x) })
  const [over, keep] = [call.dims('over'), call.dims('keep')]
  return numbers(reduceDims(x.dims, { ...(over && { over }), ...(keep && { keep }) }))
}

const normalized: ResultRule = (call) => {
  const x = call.tensor('x')
  if (isLabels(x)) return problem('E0311', 'x', { operator: call.name }, { label: showType(x) })
  return numbers(x.dims)
}

const largest: ResultRule = (call) => {
  const x = call.tensor('x')
  const over = call.dims('over') ?? []
  const [dim, ...others] = over
  if (dim !== undefined && others.length === 0) return labels(dim, reduceDims(x.dims, { over }))
  return problem('E0317', 'over', { found: 'a list of dims', expected: 'one dim' })
}

const indicator: ResultRule = (call) => {
  const { element, dims } = call.tensor('labels')
  if (element.kind === 'labels') return numbers(canonicalDims([...dims, element.dim]))
  const found = { label: showType(call.tensor('labels')) }
  return problem('E0317', 'labels', { found: 'numbers', expected: 'a label' }, found)
}

function reduction(doc: string): FunctionRow {
  const dims = [optional('over', 'dims'), optional('keep', 'dims')]
  return { arguments: [required('x', 'value'), ...dims], result: reduced, doc }
}

function normalizer(doc: string): FunctionRow {
  const args = [required('x', 'value'), required('over', 'dims')]
  return { arguments: args, result: normalized, doc }
}

/** The reductions. */
export const reductions: Readonly<Record<ReductionName, FunctionRow>> = {
  sum: reduction('The sum of the elements.'),
  mean: reduction('The sum of the elements divided by how many there are.'),
  norm: reduction('The square root of the sum of squares.'),
  max: reduction('The largest element; ties share the gradient equally.'),
  min: reduction('The smallest element; ties share the gradient equally.'),
  variance: reduction('The mean squared distance from the mean (divides by n).'),
  std: reduction('The square root of the variance (divides by n).'),
}

/** The functions that keep the shape and need `over`. */
export const normalizers: Readonly<Record<NormalizerName, FunctionRow>> = {
  softmax: normalizer('Scores as shares that are above 0 and sum to 1 over a dim.'),
  log_softmax: normalizer('The logarithm of softmax, computed so that it cannot overflow.'),
  standardize: normalizer('Shifted and scaled to mean 0 and deviation 1 over a dim.'),
}

/** The functions between scores and labels. */
export const labelFunctions: Readonly<Record<LabelName, FunctionRow>> = {
  argmax: {
    arguments: [required('x', 'value'), required('over', 'dims')],
    result: largest,
    doc: 'The label of the largest element along a dim; ties go to the first.',
  },
  one_hot: {
    arguments: [required('labels', 'labels')],
    result: indicator,
    doc: 'Labels as numbers: 1 at the label, 0 elsewhere, along the dim that they index.',
  },
}
