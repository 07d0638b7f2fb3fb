import type { OpAttributes } from '../attributes.ts'
import type { Lanes } from '../lanes.ts'
import type { Value } from '../row.ts'
import { aroundAxis } from '../shape.ts'

/** How many windows fit into a line of `length` elements; 0 where not even one does. */
export function windowCount(
  length: number,
  { size, stride, dilation }: Omit<OpAttributes['windows'], 'axis'>,
): number {
  const span = dilation * (size - 1) + 1
  return length < span ? 0 : Math.floor((length - span) / stride) + 1
}

/**
 * Adds windows back to where they were taken: from +0, first elements of all windows before
 * second ones, so that an element meets its terms by their place in the window, ascending.
 */
export function overlapAdd(
  $: Lanes<number, boolean>,
  x: Value,
  { axis, stride, dilation }: OpAttributes['overlap_add'],
  out: Value,
): void {
  const size = x.shape[axis]!.size
  const { outer, size: count, inner } = aroundAxis(x.shape, axis + 1)
  const length = out.shape[axis]!.size
  // `outer` runs through the places in a window as well, fastest of all.
  for (let o = 0; o < outer; o++) {
    const first = Math.floor(o / size) * length + (o % size) * dilation
    for (let w = 0; w < count; w++) {
      const from = (o * count + w) * inner
      const to = (first + w * stride) * inner
      for (let i = 0; i < inner; i++) {
        out.data[to + i] = $.add(out.data[to + i]!, x.data[from + i]!)
      }
    }
  }
}
