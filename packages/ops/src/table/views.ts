import type { MovementName } from '../names.ts'
import type { View, ViewRule } from '../row.ts'
import type { Shape } from '../shape.ts'

/** How each movement folds into the addresses of its input; `undefined` for those that move data. */
export const views: { readonly [K in MovementName]: ViewRule<K> | undefined } = {
  reshape: (view, input, { shape }) => reshapeView(view, input, shape),
  transpose: ({ offset, strides }, _, { order }) => ({
    offset,
    strides: order.map((axis) => strides[axis]!),
  }),
  broadcast: ({ offset, strides }, _, { shape, into }) => ({
    offset,
    strides: shape.map((_, axis) => {
      const from = into.indexOf(axis)
      return from < 0 ? 0 : strides[from]!
    }),
  }),
  slice: ({ offset, strides }, _, { axis, start }) => ({
    offset: offset + start * strides[axis]!,
    strides,
  }),
  pad: undefined,
  concat: undefined,
  gather: undefined,
  scatter_add: undefined,
  one_hot: undefined,
  windows: ({ offset, strides }, _, { axis, stride, dilation }) => ({
    offset,
    strides: strides.flatMap((step, i) => (i === axis ? [step * dilation, step * stride] : [step])),
  }),
  overlap_add: undefined,
  reverse: ({ offset, strides }, input, { axes }) => ({
    offset: axes.reduce(
      (sum, axis) => sum + Math.max(0, input[axis]!.size - 1) * strides[axis]!,
      offset,
    ),
    // Not -step, which would be -0 where the value is repeated.
    strides: strides.map((step, axis) => (axes.includes(axis) ? 0 - step : step)),
  }),
  take_along_axis: undefined,
  add_along_axis: undefined,
}

/**
 * Strides for the same elements under another shape: axes are matched in groups of equal
 * element count, and a group must step through memory evenly.
 */
function reshapeView({ offset, strides }: View, input: Shape, output: Shape): View | undefined {
  const result = new Array<number>(output.length).fill(0)
  const from = input.map((dim, axis) => ({ ...dim, stride: strides[axis]! })).filter(isLong)
  let taken = 0
  let axis = 0
  while (axis < output.length) {
    let size = output[axis]!.size
    let last = axis + 1
    if (size === 1) {
      axis++
      continue
    }
    let covered = from[taken]?.size ?? 1
    let group = taken + 1
    while (size !== covered) {
      if (size < covered) size *= output[last++]?.size ?? 0
      else covered *= from[group++]?.size ?? 0
      if (size === 0 || covered === 0) return undefined
    }
    const parts = from.slice(taken, group)
    if (!parts.every((dim, i) => i === 0 || parts[i - 1]!.stride === dim.stride * dim.size)) return
    if (parts.length + last - axis > 2 && parts.some((dim, i) => dim.rows && i > 0)) return
    let stride = parts.at(-1)?.stride ?? 0
    for (let i = last - 1; i >= axis; i--) {
      result[i] = stride
      stride *= output[i]!.size
    }
    taken = group
    axis = last
  }
  return { offset, strides: result }
}

function isLong({ size }: { readonly size: number }): boolean {
  return size !== 1
}
