import {
  type ContractionSpec,
  DTypeError,
  dim,
  printShape,
  type Shape,
  ShapeError,
  type TensorAlgebra,
  type ValueType,
} from '@gradus/ops'
import { padded, planWindows, type WindowOptions, windowed } from './windows.ts'

/** How a filter moves over its input. */
export interface ConvolutionOptions extends WindowOptions {
  /** Parts of the channels that do not see each other; 1 where left out. */
  readonly groups?: number
}

/**
 * The cross-correlation that deep learning calls convolution, in one dimension:
 * `out[b, o, i] = Σ x[b, c, i·stride + k·dilation - padding] · filter[o, c, k]`.
 *
 * @param x  `[batch, channels, length]`.
 * @param filter  `[outputs, channels / groups, size]`, with the same element type.
 * @returns  `[batch, outputs, count]`. Products are added in the order of the filter's axes.
 * @throws ShapeError  When shapes, options or groups do not fit; it names both shapes.
 */
export function conv1d<T>(
  $: TensorAlgebra<T>,
  x: T,
  filter: T,
  options: ConvolutionOptions = {},
): T {
  return convolve($, 'conv1d', 1, x, filter, options)
}

/**
 * The same in two dimensions, laid out as in PyTorch.
 *
 * @param x  `[batch, channels, height, width]`.
 * @param filter  `[outputs, channels / groups, rows, columns]`, with the same element type.
 * @returns  `[batch, outputs, …, …]`.
 * @throws ShapeError  When shapes, options or groups do not fit; it names both shapes.
 */
export function conv2d<T>(
  $: TensorAlgebra<T>,
  x: T,
  filter: T,
  options: ConvolutionOptions = {},
): T {
  return convolve($, 'conv2d', 2, x, filter, options)
}

function convolve<T>(
  $: TensorAlgebra<T>,
  op: string,
  spatial: number,
  x: T,
  filter: T,
  options: ConvolutionOptions,
): T {
  const { groups = 1 } = options
  const [input, kernel] = [$.typeOf(x), $.typeOf(filter)]
  checkOperands(op, spatial, input, kernel, groups)
  const sizes = kernel.shape.slice(2).map(({ size }) => size)
  const plan = planWindows(op, input.shape, sizes, options)
  const seen = windowed($, padded($, x, plan), plan)
  if (groups === 1) return $.apply('contract', [seen, filter], specOf(spatial, []))
  const out = $.apply(
    'contract',
    [split($, seen, 1, groups), split($, filter, 0, groups)],
    specOf(spatial, [labels.group]),
  )
  return joined($, out, kernel.shape[0]!)
}

const labels = { batch: 0, group: 1, channel: 2, output: 3, spatial: 4 } as const

/** Sums over channels and the places in a window; a label for each axis. */
function specOf(spatial: number, group: readonly number[]): ContractionSpec {
  const axes = Array.from({ length: spatial }, (_, i) => labels.spatial + 2 * i)
  return {
    left: [labels.batch, ...group, labels.channel, ...axes.flatMap((place) => [place, place + 1])],
    right: [...group, labels.output, labels.channel, ...axes],
    out: [labels.batch, ...group, labels.output, ...axes.map((place) => place + 1)],
  }
}

/** Cuts an axis into `[groups, size / groups]`. */
function split<T>($: TensorAlgebra<T>, x: T, axis: number, groups: number): T {
  const { shape } = $.typeOf(x)
  const parts = [dim(groups), dim(shape[axis]!.size / groups)]
  return $.apply('reshape', [x], {
    shape: [...shape.slice(0, axis), ...parts, ...shape.slice(axis + 1)],
  })
}

/** Joins the groups and the outputs of each to one axis. */
function joined<T>($: TensorAlgebra<T>, x: T, outputs: Shape[number]): T {
  const [batch, , , ...counts] = $.typeOf(x).shape
  return $.apply('reshape', [x], { shape: [batch!, outputs, ...counts] })
}

function checkOperands(
  op: string,
  spatial: number,
  input: ValueType,
  kernel: ValueType,
  groups: number,
): void {
  const shapes = `${printShape(input.shape)} and ${printShape(kernel.shape)}`
  const rank = spatial + 2
  if (input.shape.length !== rank || kernel.shape.length !== rank) {
    throw new ShapeError(`${op}: the input and the filter have ${rank} axes each, not ${shapes}`)
  }
  if (!(Number.isInteger(groups) && groups >= 1)) {
    throw new ShapeError(`${op}: groups is ${groups}; it is a whole number from 1 on`)
  }
  const [channels, outputs] = [input.shape[1]!.size, kernel.shape[0]!.size]
  if (channels % groups !== 0 || outputs % groups !== 0) {
    throw new ShapeError(
      `${op}: ${groups} groups do not divide ${channels} channels and ${outputs} outputs of ${shapes}`,
    )
  }
  if (kernel.shape[1]!.size !== channels / groups) {
    throw new ShapeError(
      `${op}: the filter has ${kernel.shape[1]!.size} channels where ${channels / groups} are ` +
        `due, in ${shapes}`,
    )
  }
  if (input.dtype !== kernel.dtype) {
    throw new DTypeError(`${op}: does not take ${input.dtype} and ${kernel.dtype}`)
  }
}
