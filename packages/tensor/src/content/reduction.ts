import { isFloat } from '@gradus/ops'
import { ShapeError } from '../errors.ts'
import { apply } from './apply.ts'
import { applyElementwise } from './elementwise.ts'
import { normalizeAxes, reshape } from './movement.ts'
import { cast, toFloat, toNumeric } from './promotion.ts'
import type { Content } from './trace.ts'
import { describe, sizesOf } from './values.ts'

/** Which axes a reduction takes, and whether they stay as axes of size 1. */
export interface ReduceOptions {
  readonly axis?: number | readonly number[] | undefined
  readonly keepDims?: boolean | undefined
}

/** Options of a reduction: an axis, several axes, or both options by name. */
export type AxisArgument = number | readonly number[] | ReduceOptions

/** Options by name. */
export function reduceOptions(given?: AxisArgument, keepDims?: boolean): ReduceOptions {
  const isNamed = typeof given === 'object' && given !== null && !Array.isArray(given)
  return isNamed ? (given as ReduceOptions) : { axis: given as number | undefined, keepDims }
}

/** The sum over axes; truth values are counted. */
export function sum(x: Content, options: ReduceOptions, name = 'sum'): Content {
  return reduce('sum', toNumeric(x), options, name)
}

/** The mean over axes, of floats; of no elements it is NaN. */
export function mean(x: Content, options: ReduceOptions): Content {
  const axes = normalizeAxes('mean', options.axis, x.shape.length)
  const count = axes.reduce((product, axis) => product * x.shape[axis]!.size, 1)
  return applyElementwise('div', [reduce('sum', toFloat(x), options, 'mean'), count])
}

/** The greatest element over axes; NaN if any is NaN. */
export function max(x: Content, options: ReduceOptions, name = 'max'): Content {
  const axes = normalizeAxes(name, options.axis, x.shape.length)
  requireElements(name, x, axes)
  if (x.dtype === 'bool') return cast(reduce('reduce_max', cast(x, 'i32'), options, name), 'bool')
  return reduce('reduce_max', x, options, name)
}

/** The smallest element over axes; NaN if any is NaN. */
export function min(x: Content, options: ReduceOptions): Content {
  if (x.dtype === 'bool')
    return applyElementwise('not', [max(applyElementwise('not', [x]), options, 'min')])
  const axes = normalizeAxes('min', options.axis, x.shape.length)
  requireElements('min', x, axes)
  return negated(reduce('reduce_max', negated(x), options, 'min'))
}

/** The position of the greatest element along an axis, or among all; the first of equals. */
export function argmax(x: Content, { axis, keepDims }: ReduceOptions, name = 'argmax'): Content {
  if (axis === undefined) {
    const found = argmax(reshape(x, [-1]), { axis: 0 }, name)
    return keepDims
      ? reshape(
          found,
          sizesOf(x).map(() => 1),
        )
      : found
  }
  const axes = normalizeAxes(name, axis, x.shape.length)
  if (x.shape.length === 0) return argmax(x, {}, name)
  const [only, ...others] = axes
  if (only === undefined || others.length > 0)
    throw new ShapeError(`${name}: takes one axis, or none for all`)
  requireElements(name, x, [only])
  const found = apply('argmax', [toNumeric(x)], { axis: only })
  return keepDims ? reshape(found, keptSizes(x, [only])) : found
}

/** The position of the smallest element, as `argmax` of the negated elements. */
export function argmin(x: Content, options: ReduceOptions): Content {
  return argmax(negated(toNumeric(x)), options, 'argmin')
}

/** In 32 bits -x keeps the order of integers except at -2³¹, which -1 - x has room for. */
function negated(x: Content): Content {
  return isFloat(x.dtype) ? applyElementwise('neg', [x]) : applyElementwise('sub', [-1, x])
}

type AxesOp = 'sum' | 'reduce_max'

/** Reduces axes; all of them where none are given. */
function reduce(
  op: AxesOp,
  content: Content,
  { axis, keepDims }: ReduceOptions,
  name: string,
): Content {
  const axes = normalizeAxes(name, axis, content.shape.length)
  const reduced = axes.length === 0 ? content : apply(op, [content], { axes })
  return keepDims ? reshape(reduced, keptSizes(content, axes)) : reduced
}

/** The sizes of content where reduced axes have size 1. */
export function keptSizes(content: Content, axes: readonly number[]): number[] {
  return sizesOf(content).map((size, axis) => (axes.includes(axis) ? 1 : size))
}

function requireElements(op: string, content: Content, axes: readonly number[]): void {
  if (axes.some((axis) => content.shape[axis]!.size === 0)) {
    throw new ShapeError(
      `${op}: ${describe(content)} has no elements along axes [${axes.join(', ')}]`,
    )
  }
}
