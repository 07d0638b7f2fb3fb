import { alignDims } from '../2-check/dims.ts'
import { showType } from '../2-check/show-type.ts'
import { isLabels, numbers } from '../2-check/types.ts'
import { required } from './argument.ts'
import type { BinaryName, ElementwiseName, PairwiseName } from './function-names.ts'
import { type FunctionRow, problem, type ResultRule } from './row.ts'

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
  gelu: elementwise('x times the share of a normal distribution below it: a smooth relu.'),
  silu: elementwise('x * sigmoid(x), a smooth relu; also called swish.'),
  rsqrt: elementwise('1 / sqrt(x), for x above 0.'),
  cbrt: elementwise('The cube root of x.'),
  floor: elementwise('The largest whole number that is not above x; its slope is taken as 0.'),
  ceil: elementwise('The smallest whole number that is not below x; its slope is taken as 0.'),
  round: elementwise('The nearest whole number, halves to the even one; its slope is taken as 0.'),
  stop_gradient: elementwise('x itself, with a slope that is taken as 0.'),
  exp2: elementwise('2 to the power x.'),
  log2: elementwise('The logarithm of x to the base 2, for x above 0.'),
  log10: elementwise('The logarithm of x to the base 10, for x above 0.'),
  sec: elementwise('1 / cos(x).'),
  csc: elementwise('1 / sin(x).'),
  cot: elementwise('1 / tan(x).'),
  asin: elementwise('The angle from -pi/2 to pi/2 whose sine is x, for x from -1 to 1.'),
  acos: elementwise('The angle from 0 to pi whose cosine is x, for x from -1 to 1.'),
  atan: elementwise('The angle from -pi/2 to pi/2 whose tangent is x.'),
  sinh: elementwise('The hyperbolic sine: (exp(x) - exp(-x)) / 2.'),
  cosh: elementwise('The hyperbolic cosine: (exp(x) + exp(-x)) / 2.'),
  asinh: elementwise('The number whose hyperbolic sine is x.'),
  acosh: elementwise('The number from 0 whose hyperbolic cosine is x, for x from 1.'),
  atanh: elementwise('The number whose hyperbolic tangent is x, for x between -1 and 1.'),
  erf: elementwise('The error function: from -1 to 1.'),
  erfc: elementwise('1 - erf(x), exact also where erf(x) is near 1.'),
  gamma: elementwise('The gamma function: gamma(n + 1) is n! for whole n.'),
  lgamma: elementwise('The logarithm of the size of gamma(x), which does not overflow.'),
  digamma: elementwise('The derivative of lgamma.'),
  trigamma: elementwise('The second derivative of lgamma.'),
}

/** Functions of two numbers, element by element. */
export const binaryFunctions: Readonly<Record<BinaryName, FunctionRow>> = {
  hypot: pairwise('sqrt(a^2 + b^2), without overflow on the way.'),
  atan2: pairwise('The angle of the point (b, a) from the first axis, from -pi to pi.'),
  mod: pairwise('What is left of a after whole multiples of b; it has the sign of b.'),
  polygamma: pairwise('The derivative of digamma of order a, at b.'),
}

/** `min(a, b)` and `max(a, b)`: with two values they compare, with one they reduce. */
export const pairwiseFunctions: Readonly<Record<PairwiseName, FunctionRow>> = {
  min: pairwise('The smaller of two values, element by element.'),
  max: pairwise('The larger of two values, element by element.'),
}
