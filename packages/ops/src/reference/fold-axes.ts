import type { Value } from '../row.ts'

/**
 * Reduces neighbouring axes at once and separate groups one after the other, innermost first,
 * so that each group has the order of Note [Order of summation].
 */
export function foldAxes(
  x: Value,
  axes: readonly number[],
  out: Value,
  fold: (x: Value, first: number, last: number) => Value,
): void {
  const remaining = [...axes].sort((a, b) => a - b)
  let value = x
  while (remaining.length > 0) {
    let first = remaining.pop()!
    const last = first
    while (remaining.at(-1) === first - 1) first = remaining.pop()!
    value = fold(value, first, last)
  }
  out.data.set(value.data)
}
