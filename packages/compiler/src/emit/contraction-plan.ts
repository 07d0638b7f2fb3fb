import type { ContractionDescriptor } from './contraction-descriptor.ts'
import { type Element, elements } from './contraction-element.ts'
import type { Extent } from './routines/loop.ts'

/** A run of tiles or panels along an axis: `count` of them, or as many as still fit. */
export interface Section {
  readonly width: number
  readonly count?: number
}

/** A tensor with strides in bytes. */
export interface Layout<Axis extends string> {
  readonly address: number
  readonly strides: Readonly<Record<'batch' | Axis, number>>
}

/** How a contraction in the order of blocks is cut up; vectors run along `n`. */
export interface BlocksPlan {
  readonly element: Element
  readonly isFused: boolean
  readonly batch: Extent
  readonly m: Extent
  readonly n: Extent
  readonly k: Extent
  readonly a: Layout<'m' | 'k'>
  readonly b: Layout<'k' | 'n'>
  readonly c: Layout<'m' | 'n'>
  readonly rowSections: readonly Section[]
  readonly columnSections: readonly Section[]
  /** Products in a block, which is the most that `k` contributes to one scratch panel. */
  readonly block: number
  /** Rows of `a` that stay in the second-level cache; absent when all of them do. */
  readonly rowBlock: number | undefined
  /** Whether panels of `b` are copied to scratch. */
  readonly packsB: boolean
  /** Whether a block of rows of `a` is copied to scratch, tile by tile. */
  readonly packsA: boolean
  /** Whether tiles are emitted in place, not as functions. */
  readonly isInline: boolean
}

/** Bytes of `a` that a block of rows may take: a quarter of a common second-level cache. */
const ROW_BLOCK_BYTES = 1 << 18
/** Products below which the calls of tile functions would show. */
const INLINE_PRODUCTS = 1 << 16
/** Bytes of a factor that are read in place even though many tiles read them. */
const DIRECT_BYTES = 1 << 14

/** Plans a contraction in the order of blocks: Note [Cutting up a contraction]. */
export function planBlocks(descriptor: ContractionDescriptor, block: number): BlocksPlan {
  const oriented = orient(descriptor)
  const { dtype, batch, m, n, k, simd } = oriented
  const element = elements[dtype]
  const isFused = simd === 'relaxed'
  const b = layout(oriented.b, element.bytes)
  const [height, vectors] = chooseTile(m.size, Math.ceil(n.size / element.lanes), isFused)
  const fittingRows = Math.floor(ROW_BLOCK_BYTES / element.bytes / Math.min(k.size, block))
  const rowBlock = m.size > fittingRows ? fittingRows - (fittingRows % height) : undefined
  return {
    element,
    isFused,
    batch,
    m,
    n,
    k,
    a: layout(oriented.a, element.bytes),
    b,
    c: layout(oriented.c, element.bytes),
    rowSections: rowSections(m, height, rowBlock !== undefined),
    columnSections: columnSections(n, vectors, element.lanes),
    block,
    rowBlock,
    packsB: packsB(oriented, height),
    packsA: packsA(oriented, vectors * element.lanes),
    isInline: m.size * n.size * k.size <= INLINE_PRODUCTS,
  }
}

function packsB({ dtype, m, n, k, b }: ContractionDescriptor, height: number): boolean {
  if (n.size !== 1 && b.strides.n !== 1) return true
  return k.size * n.size * elements[dtype].bytes > DIRECT_BYTES && m.size >= 4 * height
}

/** Rows side by side cost a cache line per product, in few sets when the stride is even. */
function packsA({ dtype, m, n, k, a }: ContractionDescriptor, width: number): boolean {
  const isTransposed = m.size !== 1 && a.strides.m === 1 && a.strides.k !== 1
  const bytes = k.size * m.size * elements[dtype].bytes
  return isTransposed && bytes > DIRECT_BYTES && n.size >= 4 * width
}

/** Bytes of the widest panel of `b`, and where in scratch the rows of `a` begin. */
export function panelBytes(plan: BlocksPlan): number {
  if (!plan.packsB) return 0
  const { lanes } = plan.element
  const vectors = plan.columnSections.map(({ width }) => Math.ceil(width / lanes))
  return Math.max(0, ...vectors) * 16 * Math.min(plan.k.size, plan.block)
}

/** Bytes of scratch for both factors. */
export function scratchOfPlan(plan: BlocksPlan): number {
  return panelBytes(plan) + (plan.packsA ? rowBytes(plan) : 0)
}

/** Bytes of a block of rows; sections after the first that just fit are there once. */
function rowBytes({ element, rowSections, rowBlock, m, k, block }: BlocksPlan): number {
  const rows = rowBlock ?? m.size
  const vectors = rowSections.map(({ width, count }, i) => {
    const times = count ?? (i === 0 ? Math.floor(rows / width) : 1)
    return times * Math.ceil(width / element.lanes)
  })
  return vectors.reduce((sum, times) => sum + times, 0) * 16 * Math.min(k.size, block)
}

/** Exchanges `a` and `b` where vectors along `m` suit `c` better than vectors along `n`. */
function orient(descriptor: ContractionDescriptor): ContractionDescriptor {
  const { m, n, a, b, c } = descriptor
  const costs = [
    vectorCost(n.size, c.strides.n, b.strides.n),
    vectorCost(m.size, c.strides.m, a.strides.m),
  ] as const
  if (costs[0] <= costs[1]) return descriptor
  return {
    ...descriptor,
    m: n,
    n: m,
    a: { address: b.address, strides: { ...b.strides, m: b.strides.n } },
    b: { address: a.address, strides: { ...a.strides, n: a.strides.m } },
    c: { address: c.address, strides: { ...c.strides, m: c.strides.n, n: c.strides.m } },
  }
}

/** The share of lanes that vectors along an axis waste, and more where stores are scattered. */
function vectorCost(size: number, outStride: number, inStride: number): number {
  const filled = Math.min(size, 4)
  const isScattered = size > 1 && outStride !== 1
  return 4 / filled + (isScattered ? 4 : 0) + (inStride === 1 ? 0 : 0.25)
}

function layout<Axis extends string>(
  { address, strides }: Layout<Axis>,
  bytes: number,
): Layout<Axis> {
  const scaled = Object.entries<number>(strides).map(([axis, stride]) => [axis, stride * bytes])
  return { address, strides: Object.fromEntries(scaled) as Record<'batch' | Axis, number> }
}

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
  for (const [maxRows, maxVectors] of isFused ? fusedTiles : plainTiles) {
    const down = Math.ceil(m / maxRows)
    const across = Math.ceil(vectors / maxVectors)
    // Cycles of arithmetic, at least the latency of an addition; loads; a fixed part.
    const arithmetic = Math.max(m * vectors, 4 * down * across)
    const cycles = arithmetic + 0.3 * (across * m + down * vectors) + 0.5 * down * across
    if (cycles < least) {
      least = cycles
      best = [Math.ceil(m / down), Math.ceil(vectors / across)]
    }
  }
  return best
}

function rowSections(m: Extent, height: number, isBlocked: boolean): Section[] {
  if (m.size === 0) return []
  if (m.rows) return fittingSections(height)
  if (isBlocked) {
    const rest = m.size % height
    return rest === 0 ? [{ width: height }] : [{ width: height }, { width: rest }]
  }
  const count = Math.ceil(m.size / height)
  const wide = m.size - count * (Math.ceil(m.size / count) - 1)
  return evenSections(Math.ceil(m.size / count), wide, count - wide)
}

function columnSections(n: Extent, vectors: number, lanes: number): Section[] {
  if (n.size === 0) return []
  if (n.rows) return fittingSections(vectors * lanes)
  const total = Math.ceil(n.size / lanes)
  const count = Math.ceil(total / vectors)
  const most = Math.ceil(total / count)
  const wide = total - count * (most - 1)
  const sections = evenSections(most, wide, count - wide).map(({ width, count: times }) => ({
    width: width * lanes,
    count: times!,
  }))
  const missing = total * lanes - n.size
  if (missing === 0) return sections
  // Only the last panel is narrower.
  const last = sections.pop()!
  if (last.count > 1) sections.push({ width: last.width, count: last.count - 1 })
  return [...sections, { width: last.width - missing, count: 1 }]
}

function evenSections(width: number, wide: number, narrow: number): Section[] {
  const sections = [{ width, count: wide }]
  if (narrow > 0) sections.push({ width: width - 1, count: narrow })
  return sections
}

/** The width, then powers of two below it, so that every count is covered. */
function fittingSections(width: number): Section[] {
  const sections = [{ width }]
  for (let power = 2 ** Math.floor(Math.log2(width)); power >= 1; power /= 2) {
    if (power < width) sections.push({ width: power })
  }
  return sections
}

// Note [Cutting up a contraction]
//
// From outside to inside: batches; blocks of 256 products, which the order of summation
// asks for; blocks of rows, so that 256 KiB of `a` stay in the second-level cache; panels
// of columns, a few vectors wide, which stay in the first-level cache; tiles, whose sums
// stay in registers. A block of products is stored the first time and added afterwards,
// which rounds as the reference does because the total starts at 0.
//
// A panel of `b` is packed just before its rows use it, once for each block of rows, so
// scratch holds one panel and not the whole factor. Static sizes are cut evenly (5 rows
// are 3 + 2, not 4 + 1), because a tile of one row waits for each of its additions. Where
// the count is known at run time only, sections of falling width take what still fits.
