import { CONTRACTION_BLOCK } from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { ContractionDescriptor } from './contraction-descriptor.ts'
import { VectorLocals } from './contraction-element.ts'
import { bytesOfProduct, emitPack, type Panel } from './contraction-pack.ts'
import { type BlocksPlan, panelBytes, planBlocks, type Section } from './contraction-plan.ts'
import { emitTile, type Tile } from './contraction-tile.ts'
import { type RoutineContext, sharedFunction } from './routines/context.ts'
import {
  type Count,
  countOf,
  emitAddress,
  emitCount,
  emitFor,
  emitUntil,
  emitWhileFits,
} from './routines/loop.ts'

/** The locals of the loop nest; an index that is absent stays 0. */
interface Nest {
  readonly plan: BlocksPlan
  readonly scratch: number
  readonly rows: Local | undefined
  readonly batch: Local | undefined
  readonly block: Local | undefined
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
  rows?: Local,
): void {
  const plan = planBlocks(descriptor, CONTRACTION_BLOCK)
  const index = (): Local => f.local('i32')
  const hasBlocks = plan.k.size > plan.block
  const nest: Nest = {
    plan,
    scratch,
    rows,
    batch: plan.batch.size === 1 && !plan.batch.rows ? undefined : index(),
    block: hasBlocks ? index() : undefined,
    row: index(),
    column: index(),
    count: hasBlocks || plan.k.rows ? index() : plan.k.size,
    isFirst: hasBlocks ? index() : undefined,
    rowLimit: plan.rowBlock === undefined ? countOf(plan.m, rows) : index(),
    a: index(),
    b: index(),
    c: index(),
    left: index(),
    packed: index(),
    vectors: new VectorLocals(f),
  }
  const body = (): void => emitProductBlocks(f, context, nest)
  if (nest.batch === undefined) body()
  else emitFor(f, nest.batch, countOf(plan.batch, rows), body)
}

function emitProductBlocks(f: FunctionBuilder, context: RoutineContext, nest: Nest): void {
  const { plan, block, count, isFirst } = nest
  const products = countOf(plan.k, nest.rows)
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
  const { plan, column } = nest
  if (plan.packsA) emitRowTiles(f, nest, firstRow, (rows) => emitPackedRows(f, nest, rows))
  f.i32Const(0)
  f.set(column)
  emitSections(f, plan.columnSections, column, countOf(plan.n, nest.rows), (columns) => {
    if (plan.packsB) emitPackedColumns(f, nest, columns)
    emitRowTiles(f, nest, firstRow, (rows) =>
      emitTileAt(f, context, nest, tileOf(plan, rows, columns)),
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

function columnPanel({ element, b }: BlocksPlan, columns: number): Panel {
  return { element, columns, strides: b.strides }
}

function rowPanel({ element, a }: BlocksPlan, rows: number): Panel {
  return { element, columns: rows, strides: { k: a.strides.k, n: a.strides.m } }
}

function tileOf(plan: BlocksPlan, rows: number, columns: number): Tile {
  const { element, isFused, packsA, packsB } = plan
  const perProduct = bytesOfProduct(columnPanel(plan, columns))
  return {
    element,
    isFused,
    rows,
    columns,
    a: packsA ? { m: element.bytes, k: bytesOfProduct(rowPanel(plan, rows)) } : plan.a.strides,
    b: { k: packsB ? perProduct : plan.b.strides.k, isPadded: packsB },
    c: plan.c.strides,
  }
}

function emitPackedColumns(f: FunctionBuilder, nest: Nest, columns: number): void {
  const { plan, scratch, count, left, vectors } = nest
  emitSourceOfB(f, nest)
  f.set(nest.b)
  f.i32Const(scratch)
  f.set(nest.c)
  const locals = { from: nest.b, to: nest.c, left, count, vectors }
  emitPack(f, columnPanel(plan, columns), locals)
}

function emitPackedRows(f: FunctionBuilder, nest: Nest, rows: number): void {
  const { plan, packed, count, left, vectors } = nest
  emitSourceOfA(f, nest)
  f.set(nest.a)
  f.get(packed)
  f.set(nest.c)
  const locals = { from: nest.a, to: nest.c, left, count, vectors }
  emitPack(f, rowPanel(plan, rows), locals)
}

function emitSourceOfA(f: FunctionBuilder, { plan, batch, block, row }: Nest): void {
  const { address, strides } = plan.a
  emitAddress(f, address, [
    [batch, strides.batch],
    [row, strides.m],
    [block, strides.k],
  ])
}

function emitSourceOfB(f: FunctionBuilder, { plan, batch, block, column }: Nest): void {
  const { address, strides } = plan.b
  emitAddress(f, address, [
    [batch, strides.batch],
    [block, strides.k],
    [column, strides.n],
  ])
}

function emitTileAt(f: FunctionBuilder, context: RoutineContext, nest: Nest, tile: Tile): void {
  const { plan, batch, row, column, count, isFirst } = nest
  const { a, b, c } = nest
  if (plan.packsA) f.get(nest.packed)
  else emitSourceOfA(f, nest)
  if (plan.isInline) f.set(a)
  if (plan.packsB) f.i32Const(nest.scratch)
  else emitSourceOfB(f, nest)
  if (plan.isInline) f.set(b)
  emitAddress(f, plan.c.address, [
    [batch, plan.c.strides.batch],
    [row, plan.c.strides.m],
    [column, plan.c.strides.n],
  ])
  if (plan.isInline) f.set(c)
  if (!plan.isInline) {
    emitCount(f, count)
    if (isFirst !== undefined) f.get(isFirst)
    f.call(tileFunction(context, tile, isFirst !== undefined))
    return
  }
  if (typeof count !== 'number') {
    f.get(count)
    f.set(nest.left)
  }
  const left = typeof count === 'number' ? count : nest.left
  const first = isFirst === undefined ? {} : { isFirst }
  emitTile(f, tile, { a, b, c, count: left, vectors: nest.vectors, ...first })
}

function tileFunction(
  context: RoutineContext,
  tile: Tile,
  mayAdd: boolean,
): ReturnType<typeof sharedFunction> {
  const { element, isFused, rows, columns, a, b, c } = tile
  const kind = `${element.bytes === 4 ? 'f32' : 'f64'}${isFused ? '_fused' : ''}`
  const strides = [a.m, a.k, b.k, Number(b.isPadded), c.m, c.n].join('_')
  const name = `tile_${kind}_${rows}x${columns}_${strides}${mayAdd ? '_add' : ''}`
  const params = { a: 'i32', b: 'i32', c: 'i32', count: 'i32' } as const
  if (!mayAdd) {
    return sharedFunction(context, name, params, (f) =>
      emitTile(f, tile, { ...f.params, vectors: new VectorLocals(f) }),
    )
  }
  return sharedFunction(context, name, { ...params, isFirst: 'i32' }, (f) =>
    emitTile(f, tile, { ...f.params, vectors: new VectorLocals(f) }),
  )
}
