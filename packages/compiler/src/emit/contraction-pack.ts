import type { FunctionBuilder, Local } from '@gradus/wasm'
import {
  type Element,
  emitLoadLanes,
  emitStoreLanes,
  type VectorLocals,
} from './contraction-element.ts'
import { emitWalk, lineSteps, type Walk } from './contraction-walk.ts'
import { type Count, emitAdvance, emitCount } from './routines/loop.ts'

/** A panel of `b` that becomes contiguous: products outside, columns inside. */
export interface Panel {
  readonly element: Element
  readonly columns: number
  /** Bytes from one column to the next. */
  readonly n: number
  /** The products, along one pointer. */
  readonly walk: Walk
}

/** The locals of packing; both pointers, a `count` that is a local and places are used up. */
export interface PanelLocals {
  readonly from: Local
  readonly to: Local
  readonly left: Local
  readonly count: Count
  readonly places: readonly Local[]
  readonly vectors: VectorLocals
}

/** Emits the copy of a panel; the last vector of a product is filled up with zeros. */
export function emitPack(f: FunctionBuilder, panel: Panel, locals: PanelLocals): void {
  const { count, places } = locals
  emitWalk(f, panel.walk, { pointers: [locals.from], count, places }, (run) => {
    emitCount(f, run)
    f.set(locals.left)
    emitPackLine(f, panel, locals)
  })
}

function emitPackLine(f: FunctionBuilder, panel: Panel, locals: PanelLocals): void {
  const { element } = panel
  const strides = stridesOf(panel)
  if (strides.k === element.bytes && strides.n !== element.bytes) {
    emitWhileLeft(f, panel, locals, element.lanes, () => emitTransposed(f, panel, locals))
  }
  emitWhileLeft(f, panel, locals, 1, () => {
    for (let column = 0; column < panel.columns; column += element.lanes) {
      const lanes = Math.min(element.lanes, panel.columns - column)
      const offset = column * strides.n
      emitLoadLanes(f, element, { pointer: locals.from, offset, lanes, stride: strides.n })
      f.set(locals.vectors.at(0))
      emitStoreVector(f, element, locals, column * element.bytes, 0)
    }
  })
}

function stridesOf({ walk, n }: Panel): { readonly k: number; readonly n: number } {
  return { k: lineSteps(walk)[0]!, n }
}

function emitWhileLeft(
  f: FunctionBuilder,
  panel: Panel,
  locals: PanelLocals,
  width: number,
  body: () => void,
): void {
  f.block((done) => {
    f.loop((again) => {
      f.get(locals.left)
      f.i32Const(width)
      f.op('i32.lt_u')
      f.brIf(done)
      body()
      emitAdvance(f, locals.from, width * stridesOf(panel).k)
      emitAdvance(f, locals.to, width * bytesOfProduct(panel))
      emitAdvance(f, locals.left, -width)
      f.br(again)
    })
  })
}

/** Bytes that the columns of one product take in a packed panel. */
export function bytesOfProduct({ element, columns }: Panel): number {
  return Math.ceil(columns / element.lanes) * 16
}

/** Turns squares of `lanes` products by `lanes` columns around in registers. */
function emitTransposed(f: FunctionBuilder, panel: Panel, locals: PanelLocals): void {
  const { element, columns } = panel
  const strides = stridesOf(panel)
  for (let column = 0; column < columns; column += element.lanes) {
    for (let lane = 0; lane < element.lanes; lane++) {
      if (column + lane < columns) {
        f.get(locals.from)
        f.load('v128.load', (column + lane) * strides.n, 2)
      } else {
        f.v128Const('i32x4', [0, 0, 0, 0])
      }
      f.set(locals.vectors.at(lane))
    }
    if (element.lanes === 4) emitTurn4(f, locals.vectors)
    else emitTurn2(f, locals.vectors)
    for (let lane = 0; lane < element.lanes; lane++) {
      const offset = lane * bytesOfProduct(panel) + column * element.bytes
      emitStoreVector(f, element, locals, offset, lane)
    }
  }
}

function emitStoreVector(
  f: FunctionBuilder,
  element: Element,
  { to, vectors }: PanelLocals,
  offset: number,
  vector: number,
): void {
  const at = { pointer: to, offset, lanes: element.lanes, stride: element.bytes }
  emitStoreLanes(f, element, at, vectors.at(vector))
}

function emitTurn2(f: FunctionBuilder, vectors: VectorLocals): void {
  emitMix(f, vectors, [0, 1, 2], [0, 2], 8)
  emitMix(f, vectors, [0, 1, 1], [1, 3], 8)
  f.get(vectors.at(2))
  f.set(vectors.at(0))
}

function emitTurn4(f: FunctionBuilder, vectors: VectorLocals): void {
  emitMix(f, vectors, [0, 1, 4], [0, 4, 1, 5], 4)
  emitMix(f, vectors, [0, 1, 5], [2, 6, 3, 7], 4)
  emitMix(f, vectors, [2, 3, 6], [0, 4, 1, 5], 4)
  emitMix(f, vectors, [2, 3, 7], [2, 6, 3, 7], 4)
  emitMix(f, vectors, [4, 6, 0], [0, 1, 4, 5], 4)
  emitMix(f, vectors, [4, 6, 1], [2, 3, 6, 7], 4)
  emitMix(f, vectors, [5, 7, 2], [0, 1, 4, 5], 4)
  emitMix(f, vectors, [5, 7, 3], [2, 3, 6, 7], 4)
}

/** Emits a new vector of lanes of two others; `lanes` count on through both. */
function emitMix(
  f: FunctionBuilder,
  vectors: VectorLocals,
  [left, right, into]: readonly [number, number, number],
  lanes: readonly number[],
  bytes: number,
): void {
  f.get(vectors.at(left))
  f.get(vectors.at(right))
  f.shuffle(lanes.flatMap((lane) => Array.from({ length: bytes }, (_, i) => lane * bytes + i)))
  f.set(vectors.at(into))
}
