import { allocate } from '../dtype.ts'
import { lanesOf } from '../narrow-lanes.ts'
import { foldAxes } from '../reference/fold-axes.ts'
import { pushProduct, transposeProduct } from '../reference/products.ts'
import type { Value } from '../row.ts'
import { aroundAxis } from '../shape.ts'
import { multiplyInOrder, sumLanes } from '../summation.ts'
import { dropAxes, fixedAxis, numeric } from '../table/type-checks.ts'
import type { BroughtRow } from './brought.ts'

/** Products over axes. */
export const prodRow: BroughtRow<'prod'> = {
  op: 'prod',
  infer: ([x], { axes }) => {
    for (const axis of axes) fixedAxis('prod', x!, axis)
    return { shape: dropAxes('prod', x!, axes), dtype: numeric('prod', x!) }
  },
  kernel: ([x], { axes }, out) => foldAxes(x!, axes, out, multiplyAxes),
  derivative: {
    forward: ($, { inputs: [x], tangents: [t], out, attributes: { axes } }) =>
      pushProduct($, x!, t!, axes, out),
    transpose: ($, { cotangent, inputs: [x], attributes: { axes } }) => [
      transposeProduct($, x!, cotangent, axes),
    ],
  },
}

function multiplyAxes(x: Value, first: number, last: number): Value {
  const { outer, size: count, inner } = aroundAxis(x.shape, first, last)
  const shape = x.shape.filter((_, axis) => axis < first || axis > last)
  const data = allocate(x.dtype, outer * inner)
  const lanes = sumLanes(last === x.shape.length - 1)
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const start = o * count * inner + i
      const factor = (k: number): number => x.data[start + k * inner]!
      data[o * inner + i] = multiplyInOrder(lanesOf(x.dtype), count, lanes, factor)
    }
  }
  return { shape, dtype: x.dtype, data }
}
