import {
  acoshRow,
  acosRow,
  asinhRow,
  asinRow,
  atan2Row,
  atanhRow,
  atanRow,
  bringFunction,
  cbrtRow,
  coshRow,
  cosRow,
  cotRow,
  cscRow,
  digammaRow,
  type ElementwiseName,
  erfcRow,
  erfRow,
  exp2Row,
  type FunctionName,
  type FunctionRow,
  gammaRow,
  hypotRow,
  lgammaRow,
  log2Row,
  log10Row,
  modRow,
  polygammaRow,
  secRow,
  sinhRow,
  sinRow,
  tanRow,
  trigammaRow,
} from '@gradus/ops'
import { applyElementwise } from '../content/elementwise.ts'
import type { Broadcast, MustBroadcast, Sizes } from '../literal-shape.ts'
import { applyTo, operandOf, type SizesOf, Tensor, type TensorLike } from '../tensor.ts'

/** A function of each element. */
export type Unary = <S extends Sizes = []>(x: Tensor<S> | number | boolean) => Tensor<S>

/** A function of pairs of elements, with broadcasting. */
export type Binary = <X extends TensorLike, Y extends TensorLike>(
  x: X,
  y: Y & MustBroadcast<SizesOf<X>, SizesOf<Y>>,
) => Tensor<Broadcast<SizesOf<X>, SizesOf<Y>>>

/** −x. */
export const neg: Unary = /* @__PURE__ */ unary('neg')
/** The absolute value, slope 0 at 0 and NaN; −2³¹ of i32 has none and stays as it is. */
export const abs: Unary = /* @__PURE__ */ unary('abs')
/** −1, 0 or 1; 0 for NaN, as in PyTorch. Flat everywhere. */
export const sign: Unary = /* @__PURE__ */ unary('sign')
/** The square root, NaN for negative numbers. */
export const sqrt: Unary = /* @__PURE__ */ unary('sqrt')
/** 1 / √x. */
export const rsqrt: Unary = /* @__PURE__ */ unary('rsqrt')
/** The real cube root. */
export const cbrt: Unary = /* @__PURE__ */ unary(cbrtRow)
/** The greatest whole number that is not above x. */
export const floor: Unary = /* @__PURE__ */ unary('floor')
/** The smallest whole number that is not below x. */
export const ceil: Unary = /* @__PURE__ */ unary('ceil')
/** The nearest whole number; halves go to the even one. */
export const round: Unary = /* @__PURE__ */ unary('round')
/** x, with subnormal numbers as 0. */
export const flush: Unary = /* @__PURE__ */ unary('flush')
/** eˣ. */
export const exp: Unary = /* @__PURE__ */ unary('exp')
/** eˣ − 1, precise near 0. */
export const expm1: Unary = /* @__PURE__ */ unary('expm1')
/** 2ˣ. */
export const exp2: Unary = /* @__PURE__ */ unary(exp2Row)
/** The natural logarithm, NaN for negative numbers and −∞ at 0. */
export const log: Unary = /* @__PURE__ */ unary('log')
/** log(1 + x), precise near 0. */
export const log1p: Unary = /* @__PURE__ */ unary('log1p')
/** The logarithm to base 2. */
export const log2: Unary = /* @__PURE__ */ unary(log2Row)
/** The logarithm to base 10. */
export const log10: Unary = /* @__PURE__ */ unary(log10Row)
/** The sine of an angle in radians. */
export const sin: Unary = /* @__PURE__ */ unary(sinRow)
/** The cosine of an angle in radians. */
export const cos: Unary = /* @__PURE__ */ unary(cosRow)
/** The tangent of an angle in radians. */
export const tan: Unary = /* @__PURE__ */ unary(tanRow)
/** 1 / cos x. */
export const sec: Unary = /* @__PURE__ */ unary(secRow)
/** 1 / sin x. */
export const csc: Unary = /* @__PURE__ */ unary(cscRow)
/** 1 / tan x. */
export const cot: Unary = /* @__PURE__ */ unary(cotRow)
/** The angle in [−π/2, π/2] with sine x, NaN outside [−1, 1]. */
export const asin: Unary = /* @__PURE__ */ unary(asinRow)
/** The angle in [0, π] with cosine x, NaN outside [−1, 1]. */
export const acos: Unary = /* @__PURE__ */ unary(acosRow)
/** The angle in [−π/2, π/2] with tangent x. */
export const atan: Unary = /* @__PURE__ */ unary(atanRow)
/** The hyperbolic sine. */
export const sinh: Unary = /* @__PURE__ */ unary(sinhRow)
/** The hyperbolic cosine. */
export const cosh: Unary = /* @__PURE__ */ unary(coshRow)
/** The hyperbolic tangent. */
export const tanh: Unary = /* @__PURE__ */ unary('tanh')
/** The inverse of `sinh`. */
export const asinh: Unary = /* @__PURE__ */ unary(asinhRow)
/** The inverse of `cosh`, NaN below 1, and so is its slope, for which PyTorch has numbers. */
export const acosh: Unary = /* @__PURE__ */ unary(acoshRow)
/** The inverse of `tanh`, NaN outside [−1, 1]. */
export const atanh: Unary = /* @__PURE__ */ unary(atanhRow)
/** 1 / (1 + e⁻ˣ), without overflow. */
export const sigmoid: Unary = /* @__PURE__ */ unary('sigmoid')
/** log(1 + eˣ), without overflow. */
export const softplus: Unary = /* @__PURE__ */ unary('softplus')
/** max(x, 0); slope 0 at 0, 1 at NaN. */
export const relu: Unary = /* @__PURE__ */ unary('relu')
/** The error function. */
export const erf: Unary = /* @__PURE__ */ unary(erfRow)
/** 1 − erf x, precise for large x. */
export const erfc: Unary = /* @__PURE__ */ unary(erfcRow)
/** The gamma function. */
export const gamma: Unary = /* @__PURE__ */ unary(gammaRow)
/** The logarithm of |Γ(x)|. */
export const lgamma: Unary = /* @__PURE__ */ unary(lgammaRow)
/** The logarithmic derivative of the gamma function. */
export const digamma: Unary = /* @__PURE__ */ unary(digammaRow)
/** The derivative of `digamma`, to all digits; PyTorch knows nine. Infinite at its poles. */
export const trigamma: Unary = /* @__PURE__ */ unary(trigammaRow)
/** Logical not; numbers are true where they are not 0. */
export const not: Unary = /* @__PURE__ */ unary('not')
/** x + y; i32 wraps around. Truth values are counted in i32; in PyTorch their sum is `or`. */
export const add: Binary = /* @__PURE__ */ binary('add')
/** x − y; i32 wraps around. */
export const sub: Binary = /* @__PURE__ */ binary('sub')
/** x · y; i32 wraps around. */
export const mul: Binary = /* @__PURE__ */ binary('mul')
/** x / y; integers become f64, where PyTorch takes f32. */
export const div: Binary = /* @__PURE__ */ binary('div')
/** xʸ; 0⁰ is 1. Integers become f64 and do not overflow, where PyTorch wraps around. */
export const pow: Binary = /* @__PURE__ */ binary('pow')
/** √(x² + y²), without overflow. */
export const hypot: Binary = /* @__PURE__ */ binary(hypotRow)
/**
 * x − y·⌊x/y⌋, which has the sign of y, as in Python. NaN for y = 0, and 0 for integers, where
 * PyTorch throws; 0 for quotients from 2⁵³ on, whose digits are all lost.
 */
export const mod: Binary = /* @__PURE__ */ binary(modRow)
/**
 * The angle of the point (x, y), for `atan2(y, x)`, in [−π, π]. At (0, 0) it has no slope: NaN,
 * where PyTorch says 0.
 */
export const atan2: Binary = /* @__PURE__ */ binary(atan2Row)
/** The derivative of order n of `digamma` at x, for `polygamma(n, x)`; n ≥ 0 is constant. */
export const polygamma: Binary = /* @__PURE__ */ binary(polygammaRow)
/** Where x = y; NaN equals nothing. */
export const eq: Binary = /* @__PURE__ */ binary('eq')
/** Where x ≠ y. */
export const ne: Binary = /* @__PURE__ */ binary('ne')
/** Where x < y. */
export const lt: Binary = /* @__PURE__ */ binary('lt')
/** Where x ≤ y. */
export const le: Binary = /* @__PURE__ */ binary('le')
/** Where x > y. */
export const gt: Binary = /* @__PURE__ */ binary('gt')
/** Where x ≥ y. */
export const ge: Binary = /* @__PURE__ */ binary('ge')
/** Logical and; numbers are true where they are not 0. */
export const and: Binary = /* @__PURE__ */ binary('and')
/** Logical or; numbers are true where they are not 0. */
export const or: Binary = /* @__PURE__ */ binary('or')
/** x, as a constant: derivatives do not see through it. */
export const stopGradient: Unary = /* @__PURE__ */ unary('stop_gradient', 'stopGradient')
/** The smaller of each pair, NaN if either is; ties share the derivative. Truth becomes i32. */
export const minimum: Binary = /* @__PURE__ */ binary('min', 'minimum')
/** The greater of each pair, NaN if either is; ties share the derivative. Truth becomes i32. */
export const maximum: Binary = /* @__PURE__ */ binary('max', 'maximum')

/** x². */
export function square<S extends Sizes = []>(x: Tensor<S> | number): Tensor<S> {
  const operand = operandOf(x, 'square')
  return new Tensor(applyElementwise('mul', [operand, operand]))
}

/** 1 / x. */
export function reciprocal<S extends Sizes = []>(x: Tensor<S> | number): Tensor<S> {
  return new Tensor(applyElementwise('div', [1, operandOf(x, 'reciprocal')]))
}

/** `x` where the condition holds, else `y`: `select(condition, x, y)`; all are broadcast. */
export function select(condition: TensorLike, x: TensorLike, y: TensorLike): Tensor {
  return applyTo('select', [condition, x, y])
}

/** An op that every page has, or the row of a function. */
type Op = Exclude<ElementwiseName, FunctionName> | FunctionRow<FunctionName>

// A row is brought when its function is loaded, so that its method can be called from then on.
function nameOf(op: Op): ElementwiseName {
  return typeof op === 'string' ? op : bringFunction(op)
}

function unary(op: Op, shown?: string): Unary {
  const name = nameOf(op)
  return ((x: TensorLike) => applyTo(name, [x], shown)) as Unary
}

function binary(op: Op, shown?: string): Binary {
  const name = nameOf(op)
  return ((x: TensorLike, y: TensorLike) => applyTo(name, [x, y], shown)) as Binary
}
