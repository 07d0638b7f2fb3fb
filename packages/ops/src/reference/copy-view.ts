import type { Value } from '../row.ts'

/** The offset of each element of a strided view, in row-major order. */
export function offsetsOf(
  sizes: readonly number[],
  strides: readonly number[],
  start = 0,
): Int32Array {
  let offsets = Int32Array.of(start)
  for (const [axis, size] of sizes.entries()) {
    const next = new Int32Array(offsets.length * size)
    let at = 0
    for (const offset of offsets) {
      for (let i = 0; i < size; i++) next[at++] = offset + i * strides[axis]!
    }
    offsets = next
  }
  return offsets
}

/** Copies the elements of a strided view of `x` into all of `out`. */
export function copyView(x: Value, out: Value, offset: number, strides: readonly number[]): void {
  const sizes = out.shape.map(({ size }) => size)
  const [size = 1, stride = 0] = [sizes.at(-1), strides.at(-1)]
  const [from, to] = [x.data, out.data]
  let at = 0
  for (const start of offsetsOf(sizes.slice(0, -1), strides, offset)) {
    for (let i = 0; i < size; i++) to[at++] = from[start + i * stride]!
  }
}
