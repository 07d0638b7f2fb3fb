// Rows and vectors of tiles whose sums, factors and temporaries fit into the 15 vector
// registers that V8 allocates; one more and the tile runs at half the speed. A fused tile
// needs no register for the product.
const plainTiles: readonly (readonly [rows: number, vectors: number])[] = [
  [3, 3],
  [4, 2],
  [5, 2],
  [2, 4],
  [1, 10],
  [10, 1],
]
const fusedTiles: typeof plainTiles = [[6, 2], ...plainTiles]

/** The tile for `m` rows of `vectors` vectors that takes the fewest cycles by estimate. */
export function chooseTile(
  m: number,
  vectors: number,
  isFused: boolean,
): readonly [rows: number, vectors: number] {
  let best: readonly [number, number] = [1, 1]
  let least = Number.POSITIVE_INFINITY
  for (const limits of isFused ? fusedTiles : plainTiles) {
    const cycles = cyclesWithin(limits, m, vectors)
    if (cycles >= least) continue
    least = cycles
    best = evenly(limits, m, vectors)
  }
  return best
}

/** Cycles of one product for `m` rows of `vectors` vectors, by estimate. */
export function tileCycles(m: number, vectors: number): number {
  return Math.min(...plainTiles.map((limits) => cyclesWithin(limits, m, vectors)))
}

function evenly(
  [rows, columns]: readonly [number, number],
  m: number,
  vectors: number,
): readonly [number, number] {
  const [down, across] = [Math.ceil(m / rows), Math.ceil(vectors / columns)]
  return [Math.ceil(m / down), Math.ceil(vectors / across)]
}

/** Arithmetic, which takes at least the latency of an addition; loads; a fixed part. */
function cyclesWithin(
  [rows, columns]: readonly [number, number],
  m: number,
  vectors: number,
): number {
  const [down, across] = [Math.ceil(m / rows), Math.ceil(vectors / columns)]
  const arithmetic = Math.max(m * vectors, 4 * down * across)
  return arithmetic + 0.3 * (across * m + down * vectors) + 0.5 * down * across
}
