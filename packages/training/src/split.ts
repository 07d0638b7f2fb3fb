import { randomStream, uniformBlock } from '@gradus/ops'

/** Which rows train and which are held back, as indices in ascending order. */
export interface Split {
  readonly train: Int32Array
  readonly validation: Int32Array
}

/** Draws ⌊fraction · rows⌋ rows to hold back, by the seed. */
export function splitRows(rows: number, fraction: number, seed: number): Split {
  const held = Math.floor(fraction * rows)
  if (held === 0) return { train: ascending(rows), validation: new Int32Array(0) }
  const draw = uniformBlock(randomStream('', 'validation rows'), seed, 0)
  const keys = Float64Array.from({ length: rows }, (_, row) => draw(row)[0])
  const order = ascending(rows)
  order.sort((a, b) => keys[a]! - keys[b]! || a - b)
  return { validation: order.slice(0, held).sort(), train: order.slice(held).sort() }
}

function ascending(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row)
}
