import { printShape, ShapeError, type TensorAlgebra } from '@gradus/ops'
import { constantLike, filledLike, leastOf } from './values.ts'
import { type AxisWindows, type PerAxis, padded, planWindows, windowed } from './windows.ts'

/** The windows that are pooled. */
export interface PoolOptions {
  readonly size: PerAxis
  /** The size where left out, so that windows lie side by side. */
  readonly stride?: PerAxis
  /** At most half a window; 0 where left out. */
  readonly padding?: PerAxis
}

export interface MaxPoolOptions extends PoolOptions {
  readonly dilation?: PerAxis
}

export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts as elements of 0, as it does where left out. */
  readonly countsPadding?: boolean
}

/**
 * The greatest element of each window; NaN where a window has one. Where several are the
 * greatest they share the cotangent evenly, as in `reduce_max`.
 *
 * @param x  `[batch, channels, length]`.
 * @returns  `[batch, channels, count]`.
 * @throws ShapeError  When a window does not fit, or is more than half padding.
 */
export function maxPool1d<T>($: TensorAlgebra<T>, x: T, options: MaxPoolOptions): T {
  return poolMaxima($, 'maxPool1d', 1, x, options)
}

/**
 * The same in two dimensions.
 *
 * @param x  `[batch, channels, height, width]`.
 * @returns  `[batch, channels, …, …]`.
 * @throws ShapeError  When a window does not fit, or is more than half padding.
 */
export function maxPool2d<T>($: TensorAlgebra<T>, x: T, options: MaxPoolOptions): T {
  return poolMaxima($, 'maxPool2d', 2, x, options)
}

/**
 * The mean of each window.
 *
 * @param x  `[batch, channels, length]`, of floats.
 * @returns  `[batch, channels, count]`.
 * @throws ShapeError  When a window does not fit, or is more than half padding.
 */
export function avgPool1d<T>($: TensorAlgebra<T>, x: T, options: AveragePoolOptions): T {
  return poolMeans($, 'avgPool1d', 1, x, options)
}

/**
 * The same in two dimensions.
 *
 * @param x  `[batch, channels, height, width]`, of floats.
 * @returns  `[batch, channels, …, …]`.
 * @throws ShapeError  When a window does not fit, or is more than half padding.
 */
export function avgPool2d<T>($: TensorAlgebra<T>, x: T, options: AveragePoolOptions): T {
  return poolMeans($, 'avgPool2d', 2, x, options)
}

function poolMaxima<T>(
  $: TensorAlgebra<T>,
  op: string,
  spatial: number,
  x: T,
  options: MaxPoolOptions,
): T {
  const plan = planPool($, op, spatial, x, options)
  const [seen, axes] = placesFirst($, padded($, x, plan, leastOf($, x)), plan)
  return $.apply('reduce_max', [seen], { axes })
}

function poolMeans<T>(
  $: TensorAlgebra<T>,
  op: string,
  spatial: number,
  x: T,
  options: AveragePoolOptions,
): T {
  const plan = planPool($, op, spatial, x, options)
  const total = sumWindows($, x, plan)
  if (options.countsPadding ?? true) {
    const count = plan.reduce((product, { size }) => product * size, 1)
    return $.div(total, constantLike($, x, count))
  }
  const ones = filledLike($, x, 1, $.typeOf(x).shape)
  return $.div(total, sumWindows($, ones, plan))
}

function sumWindows<T>($: TensorAlgebra<T>, x: T, plan: readonly AxisWindows[]): T {
  const [seen, axes] = placesFirst($, padded($, x, plan), plan)
  return $.apply('sum', [seen], { axes })
}

/**
 * Windows with their places before their counts, `[…, size, size, count, count]`, and the axes
 * of the places: neighbours, so that one loop reduces them, with vectors along the counts.
 */
function placesFirst<T>(
  $: TensorAlgebra<T>,
  x: T,
  plan: readonly AxisWindows[],
): readonly [T, readonly number[]] {
  const seen = windowed($, x, plan)
  const first = $.typeOf(x).shape.length - plan.length
  const places = plan.map((_, i) => first + 2 * i)
  const leading = Array.from({ length: first }, (_, axis) => axis)
  const order = [...leading, ...places, ...places.map((axis) => axis + 1)]
  const isOrdered = order.every((axis, i) => axis === i)
  return [isOrdered ? seen : $.apply('transpose', [seen], { order }), plan.map((_, i) => first + i)]
}

function planPool<T>(
  $: TensorAlgebra<T>,
  op: string,
  spatial: number,
  x: T,
  { size, ...options }: MaxPoolOptions,
): AxisWindows[] {
  const { shape } = $.typeOf(x)
  if (shape.length !== spatial + 2) {
    throw new ShapeError(`${op}: the input has ${spatial + 2} axes, not ${printShape(shape)}`)
  }
  const sizes = typeof size === 'number' ? new Array<number>(spatial).fill(size) : size
  if (sizes.length !== spatial) {
    throw new ShapeError(
      `${op}: size [${sizes.join(', ')}] has no number for each of ${spatial} axes`,
    )
  }
  const plan = planWindows(op, shape, sizes, { ...options, stride: options.stride ?? sizes })
  for (const window of plan) {
    const span = window.dilation * (window.size - 1) + 1
    if (2 * window.before > span) {
      throw new ShapeError(
        `${op}: padding ${window.before} is more than half a window over ${span}`,
      )
    }
  }
  return plan
}
