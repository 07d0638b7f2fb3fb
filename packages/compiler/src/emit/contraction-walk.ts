import type { FunctionBuilder, Local } from '@gradus/wasm'
import { type Count, emitAdvance, emitCount, emitUntil } from './routines/loop.ts'

// Note [Walks] is at the end of this file.

/** An axis of products: how many, and the bytes that each pointer moves from one to the next. */
export interface WalkAxis {
  readonly size: number
  readonly steps: readonly number[]
}

/** The axes of products, outermost first; the size of the first one does not matter to walks. */
export type Walk = readonly [WalkAxis, ...WalkAxis[]]

/** The walk along some axes, at least one, with as few axes as it needs. */
export function mergedWalk(axes: readonly WalkAxis[]): Walk {
  const merged: WalkAxis[] = []
  for (const axis of axes) {
    const last = merged.at(-1)
    const isEven = last?.steps.every((step, i) => step === axis.steps[i]! * axis.size)
    if (last && isEven) merged[merged.length - 1] = { ...axis, size: last.size * axis.size }
    else merged.push(axis)
  }
  return merged as unknown as Walk
}

/** The walk of more pointers: some step evenly through packed products of so many bytes each. */
export function withPacked(
  walk: Walk,
  stepsOf: (steps: readonly number[], linear: (bytes: number) => number) => readonly number[],
): Walk {
  let inner = 1
  return walk
    .toReversed()
    .map(({ size, steps }) => {
      const count = inner
      inner *= size
      return { size, steps: stepsOf(steps, (bytes) => count * bytes) }
    })
    .toReversed() as unknown as Walk
}

/** The bytes that each pointer moves from one product of a line to the next. */
export function lineSteps(walk: Walk): readonly number[] {
  return walk.at(-1)!.steps
}

/** Where a walk begins when it does not begin at the first product. */
export interface WalkStart {
  /** The place along each axis but the first. */
  readonly places: readonly Local[]
  /** The bytes that each pointer is ahead of the first product. */
  readonly offsets: readonly Local[]
}

/** The locals of a start, which `emitStart` sets. */
export function walkStart(f: FunctionBuilder, walk: Walk): WalkStart {
  const index = (): Local => f.local('i32')
  return { places: walk.slice(1).map(index), offsets: walk[0].steps.map(index) }
}

/** Emits the start of a walk at the product with that number. */
export function emitStart(f: FunctionBuilder, walk: Walk, start: WalkStart, product: Local): void {
  const rest = f.local('i32')
  f.get(product)
  f.set(rest)
  for (const offset of start.offsets) {
    f.i32Const(0)
    f.set(offset)
  }
  const addSteps = ({ steps }: WalkAxis, place: Local): void => {
    start.offsets.forEach((offset, i) => {
      f.get(offset)
      f.get(place)
      f.i32Const(steps[i]!)
      f.op('i32.mul')
      f.op('i32.add')
      f.set(offset)
    })
  }
  for (let depth = walk.length - 1; depth > 0; depth--) {
    const place = start.places[depth - 1]!
    f.get(rest)
    f.i32Const(walk[depth]!.size)
    f.op('i32.rem_u')
    f.set(place)
    f.get(rest)
    f.i32Const(walk[depth]!.size)
    f.op('i32.div_u')
    f.set(rest)
    addSteps(walk[depth]!, place)
  }
  addSteps(walk[0], rest)
}

/** The locals of a walk; all are used up. */
export interface WalkLocals {
  readonly pointers: readonly Local[]
  /** How many products; when that is a number, all of them from the first one on. */
  readonly count: Count
  /** The places of the first product; not needed when the count is a number. */
  readonly places: readonly Local[]
}

/**
 * Emits a walk as runs along its last axis. `emitRun` is to emit that many products, a number
 * or a local that it may use up, and to move the pointers past them.
 */
export function emitWalk(
  f: FunctionBuilder,
  walk: Walk,
  locals: WalkLocals,
  emitRun: (count: Count) => void,
): void {
  if (walk.length === 1) emitRun(locals.count)
  else if (typeof locals.count === 'number') emitWhole(f, walk, locals, emitRun, 0)
  else emitPart(f, walk, locals, locals.count, emitRun)
}

/** Emits all products from an axis inward. Recurses as deep as there are axes. */
function emitWhole(
  f: FunctionBuilder,
  walk: Walk,
  locals: WalkLocals,
  emitRun: (count: Count) => void,
  depth: number,
): void {
  const { size } = walk[depth]!
  if (depth === walk.length - 1) {
    emitRun(size)
    return
  }
  const index = f.local('i32')
  f.i32Const(0)
  f.set(index)
  emitUntil(f, index, 1, size, () => {
    emitWhole(f, walk, locals, emitRun, depth + 1)
    emitTurn(f, walk, locals, depth)
  })
}

/** Emits as many products as asked for from some place on, line by line. */
function emitPart(
  f: FunctionBuilder,
  walk: Walk,
  locals: WalkLocals,
  left: Local,
  emitRun: (count: Count) => void,
): void {
  const line = walk.at(-1)!.size
  const place = locals.places.at(-1)!
  const run = f.local('i32', 'run')
  f.block((done) => {
    f.loop((again) => {
      f.i32Const(line)
      f.get(place)
      f.op('i32.sub')
      f.tee(run)
      f.get(left)
      f.get(run)
      f.get(left)
      f.op('i32.lt_u')
      f.op('select')
      f.set(run)
      f.get(left)
      f.get(run)
      f.op('i32.sub')
      f.set(left)
      f.get(run)
      f.i32Const(line)
      f.op('i32.eq')
      f.if(
        () => emitRun(line),
        () => emitRun(run),
      )
      f.get(left)
      f.op('i32.eqz')
      f.brIf(done)
      f.i32Const(0)
      f.set(place)
      emitNextLine(f, walk, locals, walk.length - 2)
      f.br(again)
    })
  })
}

/** Emits the step along an axis after a whole line of the next one; carries into the one before. */
function emitNextLine(f: FunctionBuilder, walk: Walk, locals: WalkLocals, depth: number): void {
  emitTurn(f, walk, locals, depth)
  if (depth === 0) return
  const place = locals.places[depth - 1]!
  emitAdvance(f, place, 1)
  f.get(place)
  emitCount(f, walk[depth]!.size)
  f.op('i32.eq')
  f.if(() => {
    f.i32Const(0)
    f.set(place)
    emitNextLine(f, walk, locals, depth - 1)
  })
}

/** Emits the way from the end of a line along the next axis to the next place along an axis. */
function emitTurn(f: FunctionBuilder, walk: Walk, { pointers }: WalkLocals, depth: number): void {
  const [axis, inner] = [walk[depth]!, walk[depth + 1]!]
  pointers.forEach((pointer, i) => {
    emitAdvance(f, pointer, axis.steps[i]! - inner.size * inner.steps[i]!)
  })
}

// Note [Walks]
//
// A factor that is a view of windows lies in memory along several axes that do not follow
// evenly: channels, rows of the window, columns of the window. A walk runs along the last
// axis with constant steps, so that products can be unrolled, and jumps at the end of a line.
// Nothing is copied: what would be a matrix of windows exists as addresses only.
//
// Blocks of 256 products begin and end anywhere. So a walk may begin at a place in the middle
// of all axes but the first, whose end nobody asks for: the count of products ends it.
