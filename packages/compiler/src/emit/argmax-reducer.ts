import type { FunctionBuilder, Local } from '@gradus/wasm'
import {
  combine,
  hasPartialLanes,
  pushMasked,
  pushRotated,
  type Reducer,
  range,
  storeResults,
} from './accumulators.ts'
import { evenWords, laneOf, pushConstant } from './lanes.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recording.ts'
import type { Lane } from './tape.ts'
import type { Writer } from './writer.ts'

/** Values and their indices, lane by lane. */
interface Candidates {
  readonly values: Local
  readonly indices: Local
}

/** Keeps the greatest value and its index in each lane; ties go to the lower index. */
export function argmaxReducer(writer: Writer, recorded: RecordedReduction, nest: Nest): Reducer {
  const { f, pool } = writer
  const lane = laneOf[recorded.dtype]
  const bytes = lane === 'f64x2' ? 8 : 4
  const lowest = combine.max[lane][1]
  let best: readonly Candidates[] = []
  const candidates = (): Candidates => ({ values: pool.take('v128'), indices: pool.take('v128') })
  return {
    levels: 1,
    radix: 1,
    start: (vectors) => {
      best = range(vectors).map(candidates)
      for (const { values, indices } of best) {
        pushConstant(f, lane, lowest)
        f.set(values)
        pushConstant(f, 'i32x4', 0)
        f.set(indices)
      }
    },
    take: (vector) =>
      pool.scope(() => {
        const next = candidates()
        pushMasked(writer, recorded.value, vector, lane, lowest)
        f.set(next.values)
        writer.push(recorded.index, vector)
        f.set(next.indices)
        pushIsGreater(f, lane, next.values, best[vector]!.values)
        replace(writer, lane, best[vector]!, next)
      }),
    moveUp: () => {},
    finish: () => {
      if (hasPartialLanes(nest)) {
        for (const other of best.slice(1)) join(writer, lane, best[0]!, other)
        pool.scope(() => {
          const turned = candidates()
          for (let lanes = nest.width >> 1; lanes >= 1; lanes >>= 1) {
            pushRotated(f, best[0]!.values, lanes * bytes)
            f.set(turned.values)
            pushRotated(f, best[0]!.indices, lanes * 4)
            f.set(turned.indices)
            join(writer, lane, best[0]!, turned)
          }
        })
      }
      storeResults(
        writer,
        recorded,
        best.map(({ indices }) => indices),
      )
    },
  }
}

/** Puts others in the place of candidates where the mask on the stack says so. */
function replace({ f, pool }: Writer, lane: Lane, old: Candidates, other: Candidates): void {
  const wins = pool.take('v128')
  f.set(wins)
  f.get(other.values)
  f.get(old.values)
  f.get(wins)
  f.op('v128.bitselect')
  f.set(old.values)
  f.get(other.indices)
  f.get(old.indices)
  f.get(wins)
  if (lane === 'f64x2') {
    f.get(wins)
    f.shuffle(evenWords)
  }
  f.op('v128.bitselect')
  f.set(old.indices)
  pool.give(wins)
}

/** Brings candidates into others, lane by lane; of equal ones the lower index stays. */
function join(writer: Writer, lane: Lane, into: Candidates, other: Candidates): void {
  const { f } = writer
  pushIsGreater(f, lane, other.values, into.values)
  pushIsGreater(f, lane, into.values, other.values)
  f.op('v128.not')
  f.get(other.indices)
  f.get(into.indices)
  f.op('i32x4.lt_s')
  if (lane === 'f64x2') f.op('i64x2.extend_low_i32x4_s')
  f.op('v128.and')
  f.op('v128.or')
  replace(writer, lane, into, other)
}

/** Pushes where a is greater, or the only NaN of the two. */
function pushIsGreater(f: FunctionBuilder, lane: Lane, a: Local, b: Local): void {
  f.get(a)
  f.get(b)
  if (lane === 'i32x4') {
    f.op('i32x4.gt_s')
    return
  }
  f.op(`${lane}.gt`)
  f.get(a)
  f.get(a)
  f.op(`${lane}.ne`)
  f.get(b)
  f.get(b)
  f.op(`${lane}.eq`)
  f.op('v128.and')
  f.op('v128.or')
}
