import { CONTRACTION_BLOCK } from '@gradus/ops'
import type { FunctionBuilder, FunctionReference, Local } from '@gradus/wasm'
import type { ContractionDescriptor } from './contraction-descriptor.ts'
import { VectorLocals } from './contraction-element.ts'
import { bytesOfProduct, emitPack, type Panel } from './contraction-pack.ts'
import {
  type BlocksPlan,
  type PlannedLoop,
  panelBytes,
  planBlocks,
  type Section,
} from './contraction-plan.ts'
import { emitTile, type Tile } from './contraction-tile.ts'
import {
  emitStart,
  lineSteps,
  type Walk,
  type WalkStart,
  walkStart,
  withPacked,
} from './contraction-walk.ts'
import { type RoutineContext, sharedFunction } from './routines/context.ts'
import {
  type AddressTerm,
  type Count,
  countOf,
  emitAddress,
  emitCount,
  emitFor,
  emitUntil,
  emitWhileFits,
} from './routines/loop.ts'

/** A loop around tiles and its index, which is absent where it stays 0. */
type OpenLoop = PlannedLoop & { readonly index: Local | undefined }

/** The locals of the loop nest; an index that is absent stays 0. */
interface Nest {
  readonly plan: BlocksPlan
  readonly scratch: number
  readonly rows: Local
  readonly around: readonly OpenLoop[]
  readonly between: readonly OpenLoop[]
  /** The first product of the current block. */
  readonly block: Local | undefined
  /** Where walks with several axes begin in the current block. */
  readonly starts: Readonly<Record<keyof BlocksPlan['walks'], WalkStart | undefined>>
  readonly row: Local
  readonly column: Local
  /** Products in the current block. */
  readonly count: Count
  /** Whether the current block is the first, when there are several. */
  readonly isFirst: Local | undefined
  readonly rowLimit: Count
  readonly a: Local
  readonly b: Local
  readonly c: Local
  readonly left: Local
  /** Where the packed rows of the next tile are. */
  readonly packed: Local
  readonly vectors: VectorLocals
}

/**
 * Emits a contraction in the order of blocks: batches, blocks of products, blocks of rows,
 * panels of columns, tiles. A panel of `b` is packed where that pays and stays in the
 * first-level cache while all rows of the block use it.
 */
export function emitBlocks(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: ContractionDescriptor,
  scratch: number,
  rows: Local,
): void {
  const plan = planBlocks(descriptor, CONTRACTION_BLOCK)
  const index = (): Local => f.local('i32')
  const hasBlocks = plan.k.size > plan.block
  const isCounted = hasBlocks || plan.k.rows !== undefined
  const open = (loop: PlannedLoop): OpenLoop => ({
    ...loop,
    index: loop.extent.size === 1 && !loop.extent.rows ? undefined : index(),
  })
  const startOf = (walk: Walk): WalkStart | undefined =>
    isCounted && walk.length > 1 ? walkStart(f, walk) : undefined
  const { a, b, direct } = plan.walks
  const nest: Nest = {
    plan,
    scratch,
    rows,
    around: plan.around.map(open),
    between: plan.between.map(open),
    block: hasBlocks ? index() : undefined,
    starts: { a: startOf(a), b: startOf(b), direct: startOf(direct) },
    row: index(),
    column: index(),
    count: isCounted ? index() : plan.k.size,
    isFirst: hasBlocks ? index() : undefined,
    rowLimit: plan.rowBlock === undefined ? countOf(plan.m, rows) : index(),
    a: index(),
    b: index(),
    c: index(),
    left: index(),
    packed: index(),
    vectors: new VectorLocals(f),
  }
  emitLoops(f, nest, nest.around, () => emitProductBlocks(f, context, nest))
}

/** Emits loops, one inside the other. */
function emitLoops(
  f: FunctionBuilder,
  { rows }: Nest,
  loops: readonly OpenLoop[],
  body: () => void,
): void {
  const nested = loops.reduceRight<() => void>(
    (inner, { index, extent }) =>
      () =>
        index === undefined ? inner() : emitFor(f, index, countOf(extent, rows), inner),
    body,
  )
  nested()
}

function emitProductBlocks(f: FunctionBuilder, context: RoutineContext, nest: Nest): void {
  const { plan, block, count, isFirst } = nest
  const products = allProducts(f, nest)
  if (block === undefined || isFirst === undefined || typeof count === 'number') {
    if (typeof count !== 'number') {
      emitCount(f, products)
      f.set(count)
    }
    emitRowBlocks(f, context, nest)
    return
  }
  f.i32Const(0)
  f.set(block)
  // At least once, so that a sum of nothing is stored as 0.
  f.loop((again) => {
    f.get(block)
    f.op('i32.eqz')
    f.set(isFirst)
    for (const walk of ['a', 'b', 'direct'] as const) {
      if (nest.starts[walk]) emitStart(f, plan.walks[walk], nest.starts[walk], block)
    }
    emitRest(f, count, products, block, plan.block)
    emitRowBlocks(f, context, nest)
    f.get(block)
    f.i32Const(plan.block)
    f.op('i32.add')
    f.tee(block)
    emitCount(f, products)
    f.op('i32.lt_u')
    f.brIf(again)
  })
}

/** The count of all products, in a local of its own where rows have several each. */
function allProducts(f: FunctionBuilder, { plan: { k }, rows }: Nest): Count {
  const count = countOf(k, rows)
  if (typeof count === 'number' || k.perRow === 1) return count
  const products = f.local('i32', 'products')
  f.get(count)
  f.i32Const(k.perRow)
  f.op('i32.mul')
  f.set(products)
  return products
}

/** Emits `into = min(total - index, most)`. */
function emitRest(f: FunctionBuilder, into: Local, total: Count, index: Local, most: number): void {
  emitCount(f, total)
  f.get(index)
  f.op('i32.sub')
  f.tee(into)
  f.i32Const(most)
  f.get(into)
  f.i32Const(most)
  f.op('i32.lt_u')
  f.op('select')
  f.set(into)
}

function emitRowBlocks(f: FunctionBuilder, context: RoutineContext, nest: Nest): void {
  const { plan, rowLimit } = nest
  if (plan.rowBlock === undefined || typeof rowLimit === 'number') {
    emitPanels(f, context, nest, undefined)
    return
  }
  const rowCount = countOf(plan.m, nest.rows)
  const start = f.local('i32')
  f.i32Const(0)
  f.set(start)
  emitWhileFits(f, start, 1, rowCount, () => {
    emitRest(f, rowLimit, rowCount, start, plan.rowBlock!)
    f.get(rowLimit)
    f.get(start)
    f.op('i32.add')
    f.set(rowLimit)
    emitPanels(f, context, nest, start)
    f.get(start)
    f.i32Const(plan.rowBlock! - 1)
    f.op('i32.add')
    f.set(start)
  })
}

function emitPanels(
  f: FunctionBuilder,
  context: RoutineContext,
  nest: Nest,
  firstRow: Local | undefined,
): void {
  const { plan, column, between } = nest
  if (plan.packsA) emitRowTiles(f, nest, firstRow, (rows) => emitPackedRows(f, nest, rows))
  f.i32Const(0)
  f.set(column)
  emitSections(f, plan.columnSections, column, countOf(plan.n, nest.rows), (columns) => {
    if (plan.packsB) emitPackedColumns(f, nest, columns)
    emitLoops(f, nest, between, () =>
      emitRowTiles(f, nest, firstRow, (rows) =>
        emitTileAt(f, context, nest, tileOf(plan, rows, columns)),
      ),
    )
  })
}

/** Emits `body` for the tiles of a block of rows, each with its place among packed rows. */
function emitRowTiles(
  f: FunctionBuilder,
  nest: Nest,
  firstRow: Local | undefined,
  body: (rows: number) => void,
): void {
  const { plan, row, packed } = nest
  emitCount(f, firstRow ?? 0)
  f.set(row)
  f.i32Const(nest.scratch + panelBytes(plan))
  f.set(packed)
  emitSections(f, plan.rowSections, row, nest.rowLimit, (rows) => {
    body(rows)
    if (!plan.packsA) return
    f.get(packed)
    emitCount(f, nest.count)
    f.i32Const(bytesOfProduct(rowPanel(plan, rows)))
    f.op('i32.mul')
    f.op('i32.add')
    f.set(packed)
  })
}

/** Emits `body` for the sections of an axis, from where `index` is. */
function emitSections(
  f: FunctionBuilder,
  sections: readonly Section[],
  index: Local,
  limit: Count,
  body: (width: number) => void,
): void {
  let start = 0
  for (const { width, count } of sections) {
    if (count === undefined) {
      emitWhileFits(f, index, width, limit, () => body(width))
    } else {
      start += width * count
      emitUntil(f, index, width, start, () => body(width))
    }
  }
}

function columnPanel({ element, b, walks }: BlocksPlan, columns: number): Panel {
  return { element, columns, n: b.n, walk: walks.b }
}

function rowPanel({ element, a, walks }: BlocksPlan, rows: number): Panel {
  return { element, columns: rows, n: a.m, walk: walks.a }
}

function tileOf(plan: BlocksPlan, rows: number, columns: number): Tile {
  const { element, isFused, packsA, packsB, walks } = plan
  const ofRows = bytesOfProduct(rowPanel(plan, rows))
  const ofColumns = bytesOfProduct(columnPanel(plan, columns))
  const walk = withPacked(walks.direct, (steps, linear) => {
    const direct = [...steps]
    return [packsA ? linear(ofRows) : direct.shift()!, packsB ? linear(ofColumns) : direct.shift()!]
  })
  return {
    element,
    isFused,
    rows,
    columns,
    a: { m: packsA ? element.bytes : plan.a.m },
    b: { isPadded: packsB },
    c: plan.c,
    walk,
  }
}

function emitPackedColumns(f: FunctionBuilder, nest: Nest, columns: number): void {
  emitSourceOfB(f, nest, 'b')
  f.set(nest.b)
  f.i32Const(nest.scratch)
  f.set(nest.c)
  emitPanel(f, nest, columnPanel(nest.plan, columns), nest.b, nest.starts.b)
}

function emitPackedRows(f: FunctionBuilder, nest: Nest, rows: number): void {
  emitSourceOfA(f, nest, 'a')
  f.set(nest.a)
  f.get(nest.packed)
  f.set(nest.c)
  emitPanel(f, nest, rowPanel(nest.plan, rows), nest.a, nest.starts.a)
}

/** Emits the copy of a panel to where `c` points. */
function emitPanel(
  f: FunctionBuilder,
  nest: Nest,
  panel: Panel,
  from: Local,
  start: WalkStart | undefined,
): void {
  const { c: to, left, vectors } = nest
  const count = panel.walk.length > 1 ? usedCopy(f, nest.count) : nest.count
  const places = start?.places.map((place) => usedCopy(f, place) as Local) ?? []
  emitPack(f, panel, { from, to, left, count, places, vectors })
}

/** A local of the same value, for those who use it up. */
function usedCopy(f: FunctionBuilder, count: Count): Count {
  if (typeof count === 'number') return count
  const copy = f.local('i32')
  f.get(count)
  f.set(copy)
  return copy
}

/** How far a walk's pointer is at the start of the current block. */
function blockTerm(
  { plan, block, starts }: Nest,
  walk: keyof BlocksPlan['walks'],
  pointer: number,
): AddressTerm {
  const start = starts[walk]
  return start ? [start.offsets[pointer], 1] : [block, lineSteps(plan.walks[walk])[pointer] ?? 0]
}

function emitSourceOfA(f: FunctionBuilder, nest: Nest, walk: 'a' | 'direct'): void {
  const { plan, around, between, row } = nest
  emitAddress(f, plan.a.address, [
    ...[...around, ...between].map(({ index, a }): AddressTerm => [index, a]),
    [row, plan.a.m],
    blockTerm(nest, walk, 0),
  ])
}

function emitSourceOfB(f: FunctionBuilder, nest: Nest, walk: 'b' | 'direct'): void {
  const { plan, around, column } = nest
  emitAddress(f, plan.b.address, [
    ...around.map(({ index, b }): AddressTerm => [index, b]),
    blockTerm(nest, walk, walk === 'direct' && !plan.packsA ? 1 : 0),
    [column, plan.b.n],
  ])
}

function emitTileAt(f: FunctionBuilder, context: RoutineContext, nest: Nest, tile: Tile): void {
  const { plan, around, between, row, column, count, isFirst, a, b, c } = nest
  if (plan.packsA) f.get(nest.packed)
  else emitSourceOfA(f, nest, 'direct')
  if (plan.isInline) f.set(a)
  if (plan.packsB) f.i32Const(nest.scratch)
  else emitSourceOfB(f, nest, 'direct')
  if (plan.isInline) f.set(b)
  emitAddress(f, plan.c.address, [
    ...[...around, ...between].map((loop): AddressTerm => [loop.index, loop.c]),
    [row, plan.c.m],
    [column, plan.c.n],
  ])
  if (plan.isInline) f.set(c)
  if (!plan.isInline) {
    emitCount(f, count)
    if (isFirst !== undefined) f.get(isFirst)
    const places = typeof count === 'number' ? 0 : tile.walk.length - 1
    const start = nest.starts.direct?.places
    for (let i = 0; i < places; i++) f.get(start![i]!)
    f.call(tileFunction(context, tile, { mayAdd: isFirst !== undefined, places, count }))
    return
  }
  if (typeof count !== 'number') {
    f.get(count)
    f.set(nest.left)
  }
  const left = typeof count === 'number' ? count : nest.left
  const first = isFirst === undefined ? {} : { isFirst }
  emitTile(f, tile, { a, b, c, count: left, places: [], vectors: nest.vectors, ...first })
}

interface TileCall {
  readonly mayAdd: boolean
  readonly places: number
  readonly count: Count
}

function tileFunction(
  context: RoutineContext,
  tile: Tile,
  { mayAdd, places, count }: TileCall,
): FunctionReference {
  const { rows, columns, walk } = tile
  // A walk along one axis takes any count; others are written for all of their products.
  const known = walk.length > 1 && typeof count === 'number' ? count : undefined
  const steps = walk.map((axis, i) => (i === 0 ? axis.steps : axis))
  const key = JSON.stringify([{ ...tile, walk: steps }, known, mayAdd])
  const params: Record<string, 'i32'> = { a: 'i32', b: 'i32', c: 'i32', count: 'i32' }
  if (mayAdd) params.isFirst = 'i32'
  for (let i = 0; i < places; i++) params[`place${i}`] = 'i32'
  const emit = (f: FunctionBuilder): void => {
    const at = (param: string): Local => f.params[param]!
    emitTile(f, tile, {
      a: at('a'),
      b: at('b'),
      c: at('c'),
      count: known ?? at('count'),
      places: Array.from({ length: places }, (_, i) => at(`place${i}`)),
      ...(mayAdd && { isFirst: at('isFirst') }),
      vectors: new VectorLocals(f),
    })
  }
  return sharedFunction(context, `tile_${rows}x${columns}`, params, emit, [], key)
}
