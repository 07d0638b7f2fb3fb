import { internalError } from '@gradus/diagnostics'
import { ROUTINE_SUM_LANES } from '@gradus/ops'
import type { Local } from '@gradus/wasm'
import { elements } from '../contraction-element.ts'
import { emitCount } from './loop.ts'
import { emitBytes } from './machine-memory.ts'
import { keep, type Methods, type Parts, type Place, type WasmIndex } from './machine-parts.ts'

/** Loops over indices: one after the other, and as long as something holds. */
export function counting(parts: Parts): Methods<'each' | 'repeat'> {
  const { f, pool } = parts
  return {
    each(from, to, body) {
      const index = pool.take('i32')
      emitCount(f, from)
      f.set(index)
      emitSteps(parts, { index, step: 1, end: to }, () => body(index))
      pool.give(index)
    },
    repeat(limit, body) {
      const turn = pool.take('i32')
      f.i32Const(0)
      f.set(turn)
      f.block((done) => {
        emitSteps(parts, { index: turn, step: 1, end: limit }, () => {
          f.get(body())
          f.op('i32.eqz')
          f.brIf(done)
        })
      })
      pool.give(turn)
    },
  }
}

/** How an i32 goes on: by `step`, while another step ends at `end` or before. */
interface Steps {
  readonly index: Local
  readonly step: number
  readonly end: WasmIndex
}

function emitSteps({ f, pool }: Parts, { index, step, end }: Steps, body: () => void): void {
  f.block((done) => {
    f.loop((again) => {
      f.get(index)
      f.i32Const(step)
      f.op('i32.add')
      emitCount(f, end)
      f.op('i32.gt_s')
      f.brIf(done)
      pool.scope(body)
      f.get(index)
      f.i32Const(step)
      f.op('i32.add')
      f.set(index)
      f.br(again)
    })
  })
}

/** Loops over neighbours, several at a time. */
export function sweeping(parts: Parts): Methods<'sweep' | 'sum'> {
  let isSweeping = false
  const emitAlone = (range: Range, passes: Passes): void => {
    if (isSweeping) internalError('sweeps of a routine do not nest')
    isSweeping = true
    emitPasses(parts, range, passes)
    isSweeping = false
  }
  return {
    sweep: (from, to, body) => emitAlone([from, to], sweepPasses(parts, body)),
    sum(from, to, term) {
      const count = ROUTINE_SUM_LANES / parts.lanes
      const sums = Array.from({ length: count }, () => parts.pool.take('v128'))
      for (const sum of sums) {
        parts.f.v128Const('i32x4', [0, 0, 0, 0])
        parts.f.set(sum)
      }
      emitAlone([from, to], sumPasses(parts, sums, term))
      for (const sum of sums.slice(1)) parts.pool.give(sum)
      return sums[0]!
    },
  }
}

type Range = readonly [from: WasmIndex, to: WasmIndex]

/** The two loops of a sweep or a sum. */
interface Passes {
  /** Elements that `vectors` takes at once. */
  readonly step: number
  readonly vectors: (bytes: Local) => void
  readonly rest: (bytes: Local, end: Local) => void
}

/** Writes loops over the bytes of a range: by `step` elements, and then what is left. */
function emitPasses(parts: Parts, [from, to]: Range, passes: Passes): void {
  const { f, pool, dtype } = parts
  const [bytes, end] = [pool.take('i32'), pool.take('i32')]
  emitBytes(parts, from)
  f.set(bytes)
  emitBytes(parts, to)
  f.set(end)
  const step = passes.step * elements[dtype].bytes
  emitSteps(parts, { index: bytes, step, end }, () => passes.vectors(bytes))
  passes.rest(bytes, end)
  pool.give(bytes)
  pool.give(end)
}

function sweepPasses(parts: Parts, body: (place: Place) => void): Passes {
  const { f, pool, lanes } = parts
  return {
    step: lanes,
    vectors: (bytes) => body({ bytes, offset: 0, reach: 'vector' }),
    rest(bytes, end) {
      f.get(bytes)
      f.get(end)
      f.op('i32.lt_s')
      f.if(() =>
        pool.scope(() => {
          f.get(end)
          f.get(bytes)
          f.op('i32.sub')
          body({ bytes, offset: 0, reach: { left: keep(parts, 'i32') } })
        }),
      )
    },
  }
}

/** Adds up in as many vectors as there are partial sums; the total is in the first. */
function sumPasses(parts: Parts, sums: readonly Local[], term: (place: Place) => Local): Passes {
  const { f, dtype } = parts
  const { bytes: width, add } = elements[dtype]
  const addTo = (sum: Local, place: Place): void => {
    const value = term(place)
    f.get(sum)
    f.get(value)
    f.op(add)
    f.set(sum)
  }
  return {
    step: ROUTINE_SUM_LANES,
    vectors(bytes) {
      for (const [i, sum] of sums.entries()) {
        addTo(sum, { bytes, offset: 16 * i, reach: 'vector' })
      }
    },
    rest(bytes, end) {
      emitFold(parts, sums)
      emitSteps(parts, { index: bytes, step: width, end }, () =>
        addTo(sums[0]!, { bytes, offset: 0, reach: 'one' }),
      )
    },
  }
}

const swapHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]
const swapWords = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11]

/** Adds up the lanes of all sums, in all lanes of the first. */
function emitFold({ f, dtype }: Parts, sums: readonly Local[]): void {
  const { add } = elements[dtype]
  const [total, other] = sums as [Local, Local | undefined]
  const addSwapped = (bytes: readonly number[]): void => {
    f.get(total)
    f.get(total)
    f.get(total)
    f.shuffle(bytes)
    f.op(add)
    f.set(total)
  }
  if (other) {
    f.get(total)
    f.get(other)
    f.op(add)
    f.set(total)
  }
  addSwapped(swapHalves)
  if (dtype === 'f32') addSwapped(swapWords)
}
