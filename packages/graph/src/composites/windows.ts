import {
  bring,
  printShape,
  type Shape,
  ShapeError,
  type TensorAlgebra,
  windowsRow,
} from '@gradus/ops'
import { bringWindowRules } from '../rules/bring-window-rules.ts'
import { filledLike, withSize } from './values.ts'

/** A number for every spatial axis, or one for each. */
export type PerAxis = number | readonly number[]

/**
 * Zeros around the spatial axes: so many on either side; `same`, as many as keep the count of
 * windows at ⌈size / stride⌉, the odd one behind; or `valid`, none.
 */
export type Padding = PerAxis | 'same' | 'valid'

/** How windows lie on the spatial axes; strides and dilations are 1 where left out. */
export interface WindowOptions {
  readonly stride?: PerAxis
  readonly padding?: Padding
  readonly dilation?: PerAxis
}

/** The windows along one spatial axis. */
export interface AxisWindows {
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
  readonly after: number
}

/**
 * The windows along each of the last `sizes.length` axes.
 *
 * @throws ShapeError  When a number is no whole number in its range, a list has another length
 * than there are axes, or a window is longer than its padded axis.
 */
export function planWindows(
  op: string,
  shape: Shape,
  sizes: readonly number[],
  options: WindowOptions,
): AxisWindows[] {
  const { padding = 0 } = options
  const first = shape.length - sizes.length
  perAxis(op, 'size', sizes, sizes.length, 1)
  const strides = perAxis(op, 'stride', options.stride ?? 1, sizes.length, 1)
  const dilations = perAxis(op, 'dilation', options.dilation ?? 1, sizes.length, 1)
  const given = typeof padding === 'string' ? 0 : padding
  const widths = perAxis(op, 'padding', given, sizes.length, 0)
  return sizes.map((size, i) => {
    const [stride, dilation] = [strides[i]!, dilations[i]!]
    const { size: length } = shape[first + i]!
    const span = dilation * (size - 1) + 1
    const missing = Math.max(0, (Math.ceil(length / stride) - 1) * stride + span - length)
    const before = padding === 'same' ? Math.floor(missing / 2) : widths[i]!
    const after = padding === 'same' ? missing - before : widths[i]!
    if (before + length + after < span) {
      throw new ShapeError(
        `${op}: a window over ${span} elements does not fit axis ${first + i} of ` +
          `${printShape(shape)} with padding ${before} and ${after}`,
      )
    }
    return { size, stride, dilation, before, after }
  })
}

/** One whole number of at least `least` for each axis. */
function perAxis(
  op: string,
  name: string,
  given: PerAxis,
  count: number,
  least: number,
): readonly number[] {
  const all = typeof given === 'number' ? new Array<number>(count).fill(given) : given
  if (all.length !== count) {
    throw new ShapeError(
      `${op}: ${name} [${all.join(', ')}] has no number for each of ${count} axes`,
    )
  }
  const wrong = all.find((value) => !(Number.isInteger(value) && value >= least))
  if (wrong !== undefined) {
    throw new ShapeError(`${op}: ${name} is ${wrong}; it is a whole number from ${least} on`)
  }
  return all
}

/** The value with padding along its last axes: zeros, or another filling. */
export function padded<T>($: TensorAlgebra<T>, x: T, plan: readonly AxisWindows[], filling = 0): T {
  const first = $.typeOf(x).shape.length - plan.length
  return plan.reduce((value, { before, after }, i) => {
    const axis = first + i
    if (before + after === 0) return value
    if (filling === 0) return $.apply('pad', [value], { axis, before, after })
    const { shape } = $.typeOf(value)
    const edge = (size: number): T => filledLike($, value, filling, withSize(shape, axis, size))
    const parts = [edge(before), value, edge(after)]
    return $.apply('concat', parts, { axis, name: '' })
  }, x)
}

/** Windows along the last axes: each becomes `[size, count]`. */
export function windowed<T>($: TensorAlgebra<T>, x: T, plan: readonly AxisWindows[]): T {
  bringWindowRules()
  const rank = $.typeOf(x).shape.length
  // The last axis first, so that the others keep their numbers.
  return plan.reduceRight((value, { size, stride, dilation }, i) => {
    const axis = rank - plan.length + i
    return $.apply(bring(windowsRow), [value], { axis, size, stride, dilation })
  }, x)
}
