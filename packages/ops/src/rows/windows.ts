import type { OpAttributes } from '../attributes.ts'
import { ShapeError } from '../errors.ts'
import { lanesOf } from '../narrow-lanes.ts'
import { copyView } from '../reference/copy-view.ts'
import { overlapAdd, windowCount } from '../reference/windows.ts'
import { printShape, stridesOf, type ValueType } from '../shape.ts'
import { fixedAxis, numeric, requirePositive, resized } from '../table/type-checks.ts'
import type { BroughtRow } from './brought.ts'

/** One axis seen as windows `[size, count]`. */
export const windowsRow: BroughtRow<'windows'> = {
  op: 'windows',
  infer: inferWindows,
  kernel: ([x], { axis, stride, dilation }, out) => {
    const strides = stridesOf(x!.shape).flatMap((step, i) =>
      i === axis ? [step * dilation, step * stride] : [step],
    )
    copyView(x!, out, 0, strides)
  },
  derivative: {
    forward: ($, { tangents: [x], attributes }) => $.apply('windows', [x!], attributes),
    transpose: ($, { cotangent, inputs: [x], attributes: { axis, stride, dilation } }) => {
      const length = $.typeOf(x!).shape[axis]!
      return [$.apply('overlap_add', [cotangent], { axis, length, stride, dilation })]
    },
  },
  needs: () => [overlapAddRow],
}

/** Windows, added back to where they were taken. */
export const overlapAddRow: BroughtRow<'overlap_add'> = {
  op: 'overlap_add',
  infer: inferOverlapAdd,
  kernel: ([x], attributes, out) => overlapAdd(lanesOf(out.dtype), x!, attributes, out),
  derivative: {
    forward: ($, { tangents: [x], attributes }) => $.apply('overlap_add', [x!], attributes),
    transpose: ($, { cotangent, inputs: [x], attributes: { axis, stride, dilation } }) => {
      const { size } = $.typeOf(x!).shape[axis]!
      return [$.apply('windows', [cotangent], { axis, size, stride, dilation })]
    },
  },
  needs: () => [windowsRow],
}

function inferWindows([x]: readonly ValueType[], attributes: OpAttributes['windows']): ValueType {
  const { axis, size, stride, dilation } = attributes
  const from = fixedAxis('windows', x!, axis)
  requirePositive('windows', { size, stride, dilation })
  const count = windowCount(from.size, attributes)
  if (count === 0) {
    const span = dilation * (size - 1) + 1
    throw new ShapeError(
      `windows: a window over ${span} elements does not fit axis ${axis} of ${printShape(x!.shape)}`,
    )
  }
  const shape = [
    ...x!.shape.slice(0, axis),
    { name: '', size },
    resized(from, count),
    ...x!.shape.slice(axis + 1),
  ]
  return { shape, dtype: x!.dtype }
}

function inferOverlapAdd(
  [x]: readonly ValueType[],
  { axis, length, stride, dilation }: OpAttributes['overlap_add'],
): ValueType {
  const { size } = fixedAxis('overlap_add', x!, axis)
  const count = fixedAxis('overlap_add', x!, axis + 1).size
  requirePositive('overlap_add', { size, count, stride, dilation })
  if (length.rows || windowCount(length.size, { size, stride, dilation }) !== count) {
    throw new ShapeError(
      `overlap_add: ${count} windows of ${size} in ${printShape(x!.shape)}, ${stride} apart with ` +
        `dilation ${dilation}, are not those of an axis of ${length.size}`,
    )
  }
  const shape = [...x!.shape.slice(0, axis), length, ...x!.shape.slice(axis + 2)]
  return { shape, dtype: numeric('overlap_add', x!) }
}
