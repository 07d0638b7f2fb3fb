import { type Arrangement, arrange, sizeOf } from './contraction-arrange.ts'
import type { ContractionAxis, ContractionDescriptor } from './contraction-descriptor.ts'
import { type Element, elements } from './contraction-element.ts'
import { chooseTile } from './contraction-shapes.ts'
import { mergedWalk, type Walk } from './contraction-walk.ts'
import type { Extent } from './routines/loop.ts'

/** A run of tiles or panels along an axis: `count` of them, or as many as still fit. */
export interface Section {
  readonly width: number
  readonly count?: number
}

/** A loop over an axis that tiles do not have; steps in bytes. */
export interface PlannedLoop {
  readonly extent: Extent
  readonly a: number
  readonly b: number
  readonly c: number
}

/** How a contraction in the order of blocks is cut up; vectors run along `n`; steps in bytes. */
export interface BlocksPlan {
  readonly element: Element
  readonly isFused: boolean
  /** Loops around everything. */
  readonly around: readonly PlannedLoop[]
  /** Loops around the rows of a panel of columns. */
  readonly between: readonly PlannedLoop[]
  readonly m: Extent
  readonly n: Extent
  /** All products; with rows, so many for each row. */
  readonly k: Extent & { readonly perRow: number }
  readonly a: { readonly address: number; readonly m: number }
  readonly b: { readonly address: number; readonly n: number }
  readonly c: { readonly address: number; readonly m: number; readonly n: number }
  /** Walks through the products: of each factor where it is, and of those that tiles read there. */
  readonly walks: { readonly a: Walk; readonly b: Walk; readonly direct: Walk }
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
  const arranged = arrange(descriptor)
  const { m, n, around, between, address } = arranged
  const element = elements[descriptor.dtype]
  const { bytes, lanes } = element
  const isFused = descriptor.simd === 'relaxed'
  const [height, vectors] = chooseTile(m.extent.size, Math.ceil(n.extent.size / lanes), isFused)
  const k = productsOf(arranged)
  const isB = packsB(arranged, bytes, height)
  const isSimple = arranged.k.length <= 1 && between.length === 0
  const fittingRows = Math.floor(ROW_BLOCK_BYTES / bytes / Math.min(k.size, block))
  const isCut = isSimple && m.extent.size > fittingRows
  const rowBlock = isCut ? fittingRows - (fittingRows % height) : undefined
  const planned = (axes: readonly ContractionAxis[]): PlannedLoop[] =>
    axes.map(({ extent, a, b, c }) => ({ extent, a: a * bytes, b: b * bytes, c: c * bytes }))
  const isA = isSimple && packsA(arranged, bytes, vectors * lanes)
  const direct = (['a', 'b'] as const).filter((factor) => !(factor === 'a' ? isA : isB))
  return {
    element,
    isFused,
    around: planned(around),
    between: planned(between),
    m: m.extent,
    n: n.extent,
    k,
    a: { address: address.a, m: m.a * bytes },
    b: { address: address.b, n: n.b * bytes },
    c: { address: address.c, m: m.c * bytes, n: n.c * bytes },
    walks: {
      a: walkOf(arranged, ['a'], bytes),
      b: walkOf(arranged, ['b'], bytes),
      direct: walkOf(arranged, direct, bytes),
    },
    rowSections: rowSections(m.extent, height, rowBlock !== undefined),
    columnSections: columnSections(n.extent, vectors, lanes),
    block,
    rowBlock,
    packsB: isB,
    packsA: isA,
    isInline: arranged.k.length <= 1 && m.extent.size * n.extent.size * k.size <= INLINE_PRODUCTS,
  }
}

function productsOf({ k }: Arrangement): BlocksPlan['k'] {
  const size = sizeOf(k)
  const [first] = k
  return first?.extent.rows ? { size, rows: true, perRow: sizeOf(k.slice(1)) } : { size, perRow: 1 }
}

function walkOf({ k }: Arrangement, factors: readonly ('a' | 'b')[], bytes: number): Walk {
  const size = sizeOf(k)
  const single = { size, steps: factors.map(() => 0) }
  const axes = k.map((axis) => ({
    size: axis.extent.size,
    steps: factors.map((factor) => axis[factor] * bytes),
  }))
  return mergedWalk(size === 0 || axes.length === 0 ? [single] : axes)
}

function packsB({ m, n, k }: Arrangement, bytes: number, height: number): boolean {
  if (n.extent.size !== 1 && n.b !== 1) return true
  const isBig = sizeOf(k) * n.extent.size * bytes > DIRECT_BYTES
  return isBig && k.length <= 1 && m.extent.size >= 4 * height
}

/** Rows side by side cost a cache line per product, in few sets when the stride is even. */
function packsA({ m, n, k }: Arrangement, bytes: number, width: number): boolean {
  const isTransposed = m.extent.size !== 1 && m.a === 1 && k[0]?.a !== 1
  const isBig = sizeOf(k) * m.extent.size * bytes > DIRECT_BYTES
  return isTransposed && isBig && n.extent.size >= 4 * width
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
// From outside to inside: batches, and all axes of columns but one; blocks of 256 products,
// which the order of summation asks for; blocks of rows, so that 256 KiB of `a` stay in the second-level cache; panels
// of columns, a few vectors wide, which stay in the first-level cache; all axes of rows but
// one; tiles, whose sums stay in registers. A block of products is stored the first time and added afterwards,
// which rounds as the reference does because the total starts at 0.
//
// A panel of `b` is packed just before its rows use it, once for each block of rows, so
// scratch holds one panel and not the whole factor. Static sizes are cut evenly (5 rows
// are 3 + 2, not 4 + 1), because a tile of one row waits for each of its additions. Where
// the count is known at run time only, sections of falling width take what still fits.
