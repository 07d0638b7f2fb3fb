import type { Local, PlainMnemonic } from '@gradus/wasm'
import {
  combine,
  hasPartialLanes,
  pushMasked,
  pushRotated,
  type Reducer,
  range,
  storeResults,
} from './accumulators.ts'
import { laneOf, pushConstant } from './lanes.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recording.ts'
import type { Writer } from './writer.ts'

/** Combines terms lane by lane: sums, products and maxima. */
export interface FoldReducer extends Reducer {
  /** The instruction that combines two partial results. */
  readonly mnemonic: PlainMnemonic
  /** Pushes a vector that changes nothing. */
  readonly pushIdentity: () => void
  /** Sets an accumulator to the vector on the stack. */
  readonly setSum: (level: number, vector: number) => void
}

/** A reducer that combines terms lane by lane. */
export function foldReducer(
  writer: Writer,
  recorded: RecordedReduction,
  nest: Nest,
  fold: keyof typeof combine,
): FoldReducer {
  const { f, pool } = writer
  const { order, dtype } = recorded.reduction
  const lane = laneOf[dtype]
  const [mnemonic, identity] = combine[fold][lane]
  // Only sums have levels.
  const levels = fold === 'sum' ? order.levels : 1
  let sums: readonly (readonly Local[])[] = []
  const pushIdentity = (): void => pushConstant(f, lane, identity)
  const empty = (sum: Local): void => {
    pushIdentity()
    f.set(sum)
  }
  const add = (to: Local, pushFrom: () => void): void => {
    f.get(to)
    pushFrom()
    f.op(mnemonic)
    f.set(to)
  }
  const moveUp = (level: number): void => {
    sums[level]!.forEach((from, vector) => {
      add(sums[level + 1]![vector]!, () => f.get(from))
      empty(from)
    })
  }
  /** Halves the lanes until one is left; vectors first, then the lanes of the last one. */
  const addLanes = (all: readonly Local[]): void => {
    for (const [i, from] of halvings(all.length)) add(all[i]!, () => f.get(all[from]!))
    for (let lanes = nest.width >> 1; lanes >= 1; lanes >>= 1) {
      add(all[0]!, () => pushRotated(f, all[0]!, lanes * recorded.width))
    }
  }
  return {
    levels,
    radix: order.radix,
    mnemonic,
    pushIdentity,
    start: (vectors) => {
      sums = range(levels).map(() => range(vectors).map(() => pool.take('v128')))
      sums.flat().forEach(empty)
    },
    take: (vector) =>
      add(sums[0]![vector]!, () => pushMasked(writer, recorded.value, vector, lane, identity)),
    moveUp,
    setSum: (level, vector) => f.set(sums[level]![vector]!),
    finish: () => {
      range(levels - 1).forEach(moveUp)
      const all = sums.at(-1)!
      if (hasPartialLanes(nest)) addLanes(all)
      storeResults(writer, recorded, all)
    },
  }
}

/** The pairs of vectors that are brought together, the second one into the first. */
function halvings(count: number): [into: number, from: number][] {
  const pairs: [number, number][] = []
  let half = 1
  while (half * 2 < count) half *= 2
  for (; half >= 1; half >>= 1) {
    for (let i = 0; i < half && i + half < count; i++) pairs.push([i, i + half])
  }
  return pairs
}
