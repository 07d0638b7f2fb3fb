import type { FunctionBuilder, Local } from '@gradus/wasm'
import {
  type Element,
  emitLoadLanes,
  emitMultiplyAdd,
  emitStoreLanes,
  type VectorLocals,
} from './contraction-element.ts'
import { emitWalk, lineSteps, type Walk } from './contraction-walk.ts'
import { laneAccess } from './memory-access.ts'
import { type Count, emitAdvance, emitUntil } from './routines/loop.ts'

/** A block of `c` whose sums stay in registers; strides are bytes. */
export interface Tile {
  readonly element: Element
  readonly isFused: boolean
  readonly rows: number
  readonly columns: number
  readonly a: { readonly m: number }
  /** `isPadded`: the last vector may be read whole. */
  readonly b: { readonly isPadded: boolean }
  readonly c: { readonly m: number; readonly n: number }
  /** The products, along the pointers of `a` and `b`. */
  readonly walk: Walk
}

/** The locals that a tile works on; `a`, `b`, places and a `count` that is a local are used up. */
export interface TileLocals {
  readonly a: Local
  readonly b: Local
  readonly c: Local
  readonly count: Count
  /** Where the walk begins, when it is counted at run time. */
  readonly places: readonly Local[]
  /** Whether the tile is stored, not added to what is there; always stored when absent. */
  readonly isFirst?: Local
  readonly vectors: VectorLocals
}

/** Products per turn of the loop; below twice this count there is no loop. */
const UNROLL = 4

/** How many vectors the columns of a tile take. */
export function vectorsOf(tile: Tile): number {
  return Math.ceil(tile.columns / tile.element.lanes)
}

/** Emits `c[rows, columns] (+)= Σ a·b` over `count` products. */
export function emitTile(f: FunctionBuilder, tile: Tile, locals: TileLocals): void {
  const sums = tile.rows * vectorsOf(tile)
  for (let i = 0; i < sums; i++) {
    f.v128Const('i32x4', [0, 0, 0, 0])
    f.set(locals.vectors.at(i))
  }
  const { a, b, count, places } = locals
  const isOne = tile.walk.length === 1
  emitWalk(f, tile.walk, { pointers: [a, b], count, places }, (run) => {
    if (typeof run === 'number') emitKnownCount(f, tile, locals, run, !isOne)
    else emitRunTimeCount(f, tile, locals, run)
  })
  if (locals.isFirst === undefined) {
    emitStores(f, tile, locals, false)
    return
  }
  f.get(locals.isFirst)
  f.if(
    () => emitStores(f, tile, locals, false),
    () => emitStores(f, tile, locals, true),
  )
}

function emitKnownCount(
  f: FunctionBuilder,
  tile: Tile,
  locals: TileLocals,
  count: number,
  goesOn: boolean,
): void {
  const turns = Math.floor(count / UNROLL)
  if (turns < 2) {
    emitProducts(f, tile, locals, count)
    if (goesOn) emitPast(f, tile, locals, count)
    return
  }
  const step = f.local('i32')
  f.i32Const(0)
  f.set(step)
  emitUntil(f, step, UNROLL, turns * UNROLL, () => {
    emitProducts(f, tile, locals, UNROLL)
    emitPast(f, tile, locals, UNROLL)
  })
  emitProducts(f, tile, locals, count % UNROLL)
  if (goesOn) emitPast(f, tile, locals, count % UNROLL)
}

function emitRunTimeCount(f: FunctionBuilder, tile: Tile, locals: TileLocals, left: Local): void {
  for (const width of [UNROLL, 1]) {
    f.block((done) => {
      f.loop((again) => {
        f.get(left)
        f.i32Const(width)
        f.op('i32.lt_u')
        f.brIf(done)
        emitProducts(f, tile, locals, width)
        emitPast(f, tile, locals, width)
        emitAdvance(f, left, -width)
        f.br(again)
      })
    })
  }
}

function emitPast(f: FunctionBuilder, tile: Tile, { a, b }: TileLocals, count: number): void {
  lineSteps(tile.walk).forEach((step, i) => void emitAdvance(f, i === 0 ? a : b, count * step))
}

function emitProducts(f: FunctionBuilder, tile: Tile, locals: TileLocals, count: number): void {
  const { element, isFused, rows, a, b } = tile
  const [stepA, stepB] = lineSteps(tile.walk) as readonly [number, number]
  const vectors = vectorsOf(tile)
  const sums = rows * vectors
  const factor = locals.vectors.at(sums)
  const shared = (v: number): Local => locals.vectors.at(sums + 1 + v)
  for (let step = 0; step < count; step++) {
    const emitVector = (v: number): void => {
      const lanes = b.isPadded ? element.lanes : lanesOfVector(tile, v)
      const offset = step * stepB + v * 16
      emitLoadLanes(f, element, { pointer: locals.b, offset, lanes, stride: element.bytes })
    }
    // A vector that one row alone uses takes no register.
    for (let v = 0; v < vectors && rows > 1; v++) {
      emitVector(v)
      f.set(shared(v))
    }
    for (let row = 0; row < rows; row++) {
      f.get(locals.a)
      f.load(laneAccess[element.bytes].splat, step * stepA + row * a.m)
      f.set(factor)
      for (let v = 0; v < vectors; v++) {
        emitMultiplyAdd(f, element, isFused, locals.vectors.at(row * vectors + v), () => {
          f.get(factor)
          if (rows === 1) emitVector(v)
          else f.get(shared(v))
        })
      }
    }
  }
}

function emitStores(f: FunctionBuilder, tile: Tile, locals: TileLocals, adds: boolean): void {
  const { element, rows, c } = tile
  const vectors = vectorsOf(tile)
  for (let row = 0; row < rows; row++) {
    for (let v = 0; v < vectors; v++) {
      const value = locals.vectors.at(row * vectors + v)
      const offset = row * c.m + v * element.lanes * c.n
      const at = { pointer: locals.c, offset, lanes: lanesOfVector(tile, v), stride: c.n }
      if (adds) {
        emitLoadLanes(f, element, at)
        f.get(value)
        f.op(element.add)
        f.set(value)
      }
      emitStoreLanes(f, element, at, value)
    }
  }
}

function lanesOfVector(tile: Tile, vector: number): number {
  return Math.min(tile.element.lanes, tile.columns - vector * tile.element.lanes)
}
