import { bringFunction, cosRow, type DType, modRow, type TensorAlgebra } from '@gradus/ops'
import { castTo, constantOf, dtypeOf, rateOf, scalarOf } from './state.ts'
import type { Carried, Rate, Scalar } from './transform.ts'

/** What arithmetic takes: a value of the algebra, or a hyperparameter. */
export type Operand<T> = T | Scalar

/**
 * Elementwise arithmetic in one dtype, between values and hyperparameters. Values of other
 * dtypes are cast, so that numbers that are known in f64 enter f32 with one rounding.
 */
export interface Arithmetic<T> {
  readonly dtype: DType
  /** An operand as a value. */
  of(x: Operand<T>): T
  add(first: Operand<T>, ...others: readonly Operand<T>[]): T
  mul(first: Operand<T>, ...others: readonly Operand<T>[]): T
  sub(x: Operand<T>, y: Operand<T>): T
  div(x: Operand<T>, y: Operand<T>): T
  pow(x: Operand<T>, y: Operand<T>): T
  /** The remainder after whole multiples of `y`, from 0 to `y`. */
  mod(x: Operand<T>, y: Operand<T>): T
  min(x: Operand<T>, y: Operand<T>): T
  max(x: Operand<T>, y: Operand<T>): T
  neg(x: Operand<T>): T
  abs(x: Operand<T>): T
  sign(x: Operand<T>): T
  sqrt(x: Operand<T>): T
  exp(x: Operand<T>): T
  log(x: Operand<T>): T
  cos(x: Operand<T>): T
  floor(x: Operand<T>): T
  square(x: Operand<T>): T
  /** Where `x < y`, one value, elsewhere another. */
  whereLess(x: Operand<T>, y: Operand<T>, then: Operand<T>, otherwise: Operand<T>): T
  /** Where `x = y`, one value, elsewhere another. */
  whereEqual(x: Operand<T>, y: Operand<T>, then: Operand<T>, otherwise: Operand<T>): T
  /** 1 minus a share; a share that is a number is subtracted in f64. */
  rest(share: Operand<T>): T
  /**
   * A running mean: `share·old + (1 - share)·fresh`. Subnormal results are flushed to zero:
   * when gradients vanish, moments would decay into them and slow every later step tenfold.
   */
  blend(share: Operand<T>, old: T, fresh: T): T
  /** A rate after `count` steps. */
  rate(rate: Rate, count: T): T
  /** The sum of all elements. */
  total(x: T): T
}

/** Arithmetic of an algebra in a dtype. */
export function arithmeticIn<T>($: TensorAlgebra<T>, dtype: DType): Arithmetic<T> {
  const of = (x: Operand<T>): T =>
    typeof x === 'number' ? constantOf($, x, dtype) : castTo($, x as T, dtype)
  const rest = (share: Operand<T>): T =>
    typeof share === 'number'
      ? constantOf($, 1 - share, dtype)
      : castTo($, $.sub(constantOf($, 1, 'f64'), scalarOf($, share as Carried, 'f64')), dtype)
  return {
    dtype,
    of,
    rest,
    add: (first, ...others) => others.reduce<T>((sum, x) => $.add(sum, of(x)), of(first)),
    mul: (first, ...others) => others.reduce<T>((product, x) => $.mul(product, of(x)), of(first)),
    sub: (x, y) => $.sub(of(x), of(y)),
    div: (x, y) => $.div(of(x), of(y)),
    pow: (x, y) => $.pow(of(x), of(y)),
    mod: (x, y) => $[bringFunction(modRow)](of(x), of(y)),
    min: (x, y) => $.min(of(x), of(y)),
    max: (x, y) => $.max(of(x), of(y)),
    neg: (x) => $.neg(of(x)),
    abs: (x) => $.abs(of(x)),
    sign: (x) => $.sign(of(x)),
    sqrt: (x) => $.sqrt(of(x)),
    exp: (x) => $.exp(of(x)),
    log: (x) => $.log(of(x)),
    cos: (x) => $[bringFunction(cosRow)](of(x)),
    floor: (x) => $.floor(of(x)),
    square: (x) => $.mul(of(x), of(x)),
    whereLess: (x, y, then, otherwise) => $.select($.lt(of(x), of(y)), of(then), of(otherwise)),
    whereEqual: (x, y, then, otherwise) => $.select($.eq(of(x), of(y)), of(then), of(otherwise)),
    blend: (share, old, fresh) =>
      $.flush($.add($.mul(of(share), old), $.mul(rest(share), of(fresh)))),
    rate: (rate, count) => rateOf($, rate, count, dtype),
    total: (x) => totalOf($, x),
  }
}

/** Arithmetic in the dtype of a value. */
export function arithmeticOf<T>($: TensorAlgebra<T>, value: T): Arithmetic<T> {
  return arithmeticIn($, dtypeOf($, value))
}

/** The sum of all elements of a value. */
export function totalOf<T>($: TensorAlgebra<T>, value: T): T {
  const { shape } = $.typeOf(value)
  return shape.length === 0 ? value : $.apply('sum', [value], { axes: [...shape.keys()] })
}
