import type { Shape } from '@gradus/ops'

/** `w[3, 1]`, or the name alone for a single number and where all entries moved together. */
export function entryName({
  name,
  at,
}: {
  readonly name: string
  readonly at: readonly number[]
}): string {
  return at.length > 0 ? `${name}[${at.join(', ')}]` : name
}

/** The indices of an entry in row-major order. */
export function indicesOf(shape: Shape, entry: number): readonly number[] {
  const indices: number[] = []
  let rest = entry
  for (const { size } of shape.toReversed()) {
    indices.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return indices
}
