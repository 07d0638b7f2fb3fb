import { lanesOf } from '../narrow-lanes.ts'
import { addAlong, cumulate, orderAlong, takeAlong } from '../reference/along-axis.ts'
import { sameSizes } from '../shape.ts'
import { none } from '../table/no-derivative.ts'
import { fixedAxis, mismatch, numeric, replaceAxis, requireIndices } from '../table/type-checks.ts'
import type { BroughtRow } from './brought.ts'

/** Elements by their positions along an axis. */
export const takeAlongAxisRow: BroughtRow<'take_along_axis'> = {
  op: 'take_along_axis',
  infer: ([x, indices], { axis }) => {
    requireIndices('take_along_axis', indices!)
    fixedAxis('take_along_axis', x!, axis)
    const to = fixedAxis('take_along_axis', indices!, axis)
    const shape = replaceAxis(x!.shape, axis, to)
    if (!sameSizes(shape, indices!.shape)) throw mismatch('take_along_axis', [x!, indices!])
    return { shape, dtype: x!.dtype }
  },
  kernel: ([x, indices], { axis }, out) => takeAlong(x!, indices!, axis, out),
  derivative: {
    forward: ($, { inputs, tangents: [x], attributes }) =>
      $.apply('take_along_axis', [x!, inputs[1]!], attributes),
    transpose: ($, { cotangent, inputs: [x, indices], attributes: { axis } }) => {
      const size = $.typeOf(x!).shape[axis]!
      return [$.apply('add_along_axis', [cotangent, indices!], { axis, size }), undefined]
    },
  },
  needs: () => [addAlongAxisRow],
}

/** Elements that are added up by their positions along an axis. */
export const addAlongAxisRow: BroughtRow<'add_along_axis'> = {
  op: 'add_along_axis',
  infer: ([updates, indices], { axis, size }) => {
    requireIndices('add_along_axis', indices!)
    fixedAxis('add_along_axis', updates!, axis)
    if (size.rows || !sameSizes(updates!.shape, indices!.shape)) {
      throw mismatch('add_along_axis', [updates!, indices!])
    }
    const shape = replaceAxis(updates!.shape, axis, size)
    return { shape, dtype: numeric('add_along_axis', updates!) }
  },
  kernel: ([updates, indices], { axis }, out) =>
    addAlong(lanesOf(out.dtype), updates!, indices!, axis, out),
  derivative: {
    forward: ($, { inputs, tangents: [updates], attributes }) =>
      $.apply('add_along_axis', [updates!, inputs[1]!], attributes),
    transpose: ($, { cotangent, inputs: [, indices], attributes: { axis } }) => [
      $.apply('take_along_axis', [cotangent, indices!], { axis }),
      undefined,
    ],
  },
  needs: () => [takeAlongAxisRow],
}

/** The positions that sort each line along an axis. */
export const argsortRow: BroughtRow<'argsort'> = {
  op: 'argsort',
  infer: ([x], { axis }) => {
    fixedAxis('argsort', x!, axis)
    return { shape: x!.shape, dtype: 'i32' }
  },
  kernel: ([x], { axis }, out) => orderAlong(x!, axis, out),
  derivative: none,
}

/** Running sums along an axis. */
export const cumsumRow: BroughtRow<'cumsum'> = {
  op: 'cumsum',
  infer: ([x], { axis }) => {
    fixedAxis('cumsum', x!, axis)
    return { shape: x!.shape, dtype: numeric('cumsum', x!) }
  },
  kernel: ([x], { axis, reverse }, out) => cumulate(lanesOf(out.dtype), x!, axis, reverse, out),
  derivative: {
    forward: ($, { tangents: [x], attributes }) => $.apply('cumsum', [x!], attributes),
    transpose: ($, { cotangent, attributes: { axis, reverse } }) => [
      $.apply('cumsum', [cotangent], { axis, reverse: !reverse }),
    ],
  },
}
