// How named dims line up. The checker and the lowering share these functions, so that
// what is promised is what is built. All of them are pure and take and give dims with
// canonical primes: of equal base names, the first has none, the next one, and so on.

/** Dims of a value in order, each with its primes. */
export type Dims = readonly string[]

/** The name of a dim without its primes. */
export function baseDim(dim: string): string {
  return dim.replace(/'+$/, '')
}

/**
 * Tells repeated dims apart by primes, left to right: `[k, k]` is `[k, k']`, and a
 * prime whose twin is gone disappears: `[k']` is `[k]`.
 */
export function canonicalDims(dims: Dims): Dims {
  const seen = new Map<string, number>()
  return dims.map((dim) => {
    const base = baseDim(dim)
    const primes = seen.get(base) ?? 0
    seen.set(base, primes + 1)
    return base + "'".repeat(primes)
  })
}

/** Tells whether all dims of `inner` occur in `outer`. */
export function fitsInside(inner: Dims, outer: Dims): boolean {
  return inner.every((dim) => outer.includes(dim))
}

/**
 * Lines two shapes up by name for an elementwise operation. One side's dims must all
 * occur in the other's; the result has the larger side's dims in its order, the left
 * one's when both are equal. Undefined when neither fits inside the other.
 */
export function alignDims(left: Dims, right: Dims): Dims | undefined {
  if (fitsInside(right, left)) return left
  if (fitsInside(left, right)) return right
  return undefined
}

/**
 * The dims of `left @ right`: the last of the left and the first of the right have the
 * same base name and are summed away. Undefined when they differ or a side has none.
 */
export function contractDims(left: Dims, right: Dims): Dims | undefined {
  const last = left.at(-1)
  const first = right[0]
  if (last === undefined || first === undefined || baseDim(last) !== baseDim(first))
    return undefined
  return canonicalDims([...left.slice(0, -1), ...right.slice(1)])
}

/** The dims of `x.T`: reversed, with primes told anew. */
export function transposeDims(dims: Dims): Dims {
  return canonicalDims(dims.toReversed())
}

/** Which dims a reduction removes: all, those `over`, or all but those it `keep`s. */
export interface ReductionDims {
  readonly over?: Dims
  readonly keep?: Dims
}

/** The dims that a reduction removes, in the order of the value. */
export function reducedDims(dims: Dims, { over, keep }: ReductionDims): Dims {
  if (over) return dims.filter((dim) => over.includes(dim))
  return keep ? dims.filter((dim) => !keep.includes(dim)) : dims
}

/** The dims that are left after a reduction. */
export function reduceDims(dims: Dims, which: ReductionDims): Dims {
  const gone = reducedDims(dims, which)
  return canonicalDims(dims.filter((dim) => !gone.includes(dim)))
}

/** The dims that are left when `dim` is indexed away. */
export function removeDim(dims: Dims, dim: string): Dims {
  return canonicalDims(dims.filter((other) => other !== dim))
}

/** The dims after `dim` is indexed by a value with dims `index`, which take its place. */
export function gatherDims(dims: Dims, dim: string, index: Dims): Dims {
  return canonicalDims(dims.flatMap((other) => (other === dim ? index : [other])))
}

/** The dims of a list of `count` values: the count is a dim named by itself, and comes first. */
export function listDims(count: number, item: Dims): Dims {
  return canonicalDims([String(count), ...item])
}

/** The dims of `stack(list, as: dim)`, where `list` has dims as `listDims` gives them. */
export function stackDims(list: Dims, dim: string): Dims {
  return canonicalDims([...list.slice(1), dim])
}

/** The dims of a value for every pair: those of the left, then those of the right. */
export function outerDims(left: Dims, right: Dims): Dims {
  return canonicalDims([...left, ...right])
}

/** The dims of a parameter made inside `repeat depth`: one entry for each turn, in front. */
export function repeatedDims(depth: string, dims: Dims): Dims {
  return canonicalDims([depth, ...dims])
}

/**
 * The dims of `solve(matrix, right)`: those of `right`, when the matrix is square over
 * its first dim. Undefined otherwise.
 */
export function solveDims(matrix: Dims, right: Dims): Dims | undefined {
  const [row, column] = matrix
  if (matrix.length !== 2 || row === undefined || column === undefined) return undefined
  return baseDim(row) === baseDim(column) && right[0] === row ? right : undefined
}

/** Which positions of `to` hold each dim of `from`; -1 where it is missing. */
export function dimPositions(from: Dims, to: Dims): readonly number[] {
  return from.map((dim) => to.indexOf(dim))
}
