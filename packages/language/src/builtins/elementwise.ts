import { alignDims } from '../2-check/dims.ts'
import { showType } from '../2-check/show-type.ts'
import { isLabels, numbers } from '../2-check/types.ts'
import type { ElementwiseName } from './function-names.ts'
import { type FunctionRow, problem, type ResultRule, required } from './row.ts'

/** Functions of two numbers that share their name with a reduction. */
export type PairwiseName = 'min' | 'max'

const sameShape: ResultRule = (call) => {
  const x = call.tensor('x')
  if (!isLabels(x)) return numbers(x.dims)
  return problem('E0311', 'x', { operator: call.name }, { label: showType(x) })
}

const aligned: ResultRule = (call) => {
  const [a, b] = [call.tensor('a'), call.tensor('b')]
  const dims = alignDims(a.dims, b.dims)
  if (dims) return numbers(dims)
  const also = { at: 'b', label: showType(b) }
  return problem('E0303', 'a', { operator: call.name }, { label: showType(a), also })
}

function elementwise(doc: string): FunctionRow {
  return { arguments: [required('x', 'value')], result: sameShape, doc }
}

function pairwise(doc: string): FunctionRow {
  return { arguments: [required('a', 'value'), required('b', 'value')], result: aligned, doc }
}

/** The elementwise functions. */
export const elementwiseFunctions: Readonly<Record<ElementwiseName, FunctionRow>> = {
  abs: elementwise('The size of x without its sign; its slope at 0 is taken as 0.'),
  sign: elementwise('-1, 0 or 1, as x is below, at or above 0.'),
  exp: elementwise('e to the power x.'),
  log: elementwise('The natural logarithm of x, for x above 0.'),
  log1p: elementwise('log(1 + x), exact also for small x.'),
  expm1: elementwise('exp(x) - 1, exact also for small x.'),
  sqrt: elementwise('The square root of x, for x from 0.'),
  sin: elementwise('The sine of x in radians.'),
  cos: elementwise('The cosine of x in radians.'),
  tan: elementwise('The tangent of x in radians.'),
  tanh: elementwise('The hyperbolic tangent: from -1 to 1.'),
  sigmoid: elementwise('1 / (1 + exp(-x)): from 0 to 1.'),
  softplus: elementwise('log(1 + exp(x)), a smooth relu that cannot overflow.'),
  relu: elementwise('x where it is above 0, else 0; its slope at 0 is taken as 0.'),
  identity: elementwise('x itself.'),
}

/** `min(a, b)` and `max(a, b)`: with two values they compare, with one they reduce. */
export const pairwiseFunctions: Readonly<Record<PairwiseName, FunctionRow>> = {
  min: pairwise('The smaller of two values, element by element.'),
  max: pairwise('The larger of two values, element by element.'),
}
