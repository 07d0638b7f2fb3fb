import type { Lanes } from '../lanes.ts'
import type { Value } from '../row.ts'
import { aroundAxis } from '../shape.ts'

type Carrier = Lanes<number, boolean>

/** Sums along an axis so far, one element after the other from +0; from the end if `isReverse`. */
export function cumulate($: Carrier, x: Value, axis: number, isReverse: boolean, out: Value): void {
  const { outer, size, inner } = aroundAxis(x.shape, axis)
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * size * inner + (line % inner)
    let total = 0
    for (let step = 0; step < size; step++) {
      const at = start + (isReverse ? size - 1 - step : step) * inner
      total = $.add(total, x.data[at]!)
      out.data[at] = total
    }
  }
}

/** The stable order that sorts each line along an axis ascending, NaN last. */
export function orderAlong(x: Value, axis: number, out: Value): void {
  const { outer, size, inner } = aroundAxis(x.shape, axis)
  const keys = new Float64Array(size)
  for (let line = 0; line < outer * inner; line++) {
    const start = Math.floor(line / inner) * size * inner + (line % inner)
    for (let i = 0; i < size; i++) keys[i] = x.data[start + i * inner]!
    const order = Array.from(keys, (_, i) => i).sort((i, j) => compareKeys(keys[i]!, keys[j]!))
    for (let i = 0; i < size; i++) out.data[start + i * inner] = order[i]!
  }
}

function compareKeys(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

/** `out[…, j, …] = x[…, indices[…, j, …], …]`, and nothing where an index is outside. */
export function takeAlong(x: Value, indices: Value, axis: number, out: Value): void {
  forEachIndex(indices, axis, x.shape[axis]!.size, (at, place) => {
    out.data[at] = x.data[place]!
  })
}

/** `out[…, indices[…, j, …], …] += updates[…, j, …]`, in the order of the updates. */
export function addAlong(
  $: Carrier,
  updates: Value,
  indices: Value,
  axis: number,
  out: Value,
): void {
  forEachIndex(indices, axis, out.shape[axis]!.size, (at, place) => {
    out.data[place] = $.add(out.data[place]!, updates.data[at]!)
  })
}

/** Visits each index that is inside, with its position and the place that it names. */
function forEachIndex(
  indices: Value,
  axis: number,
  limit: number,
  visit: (at: number, place: number) => void,
): void {
  const { size, inner } = aroundAxis(indices.shape, axis)
  for (let at = 0; at < indices.data.length; at++) {
    const index = indices.data[at]!
    if (index < 0 || index >= limit) continue
    const outer = Math.floor(at / (size * inner))
    visit(at, (outer * limit + index) * inner + (at % inner))
  }
}
