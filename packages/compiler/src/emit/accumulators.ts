import type { FunctionBuilder, Local } from '@gradus/wasm'
import { pushConstant } from './lanes.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recording.ts'
import type { Lane, Value } from './tape.ts'
import type { Writer } from './writer.ts'

// Note [Accumulators] is at the end of this file.

/** Keeps a reduction's accumulators in locals. */
export interface Reducer {
  /** Levels of accumulators; a level is moved up after every `radix` terms. */
  readonly levels: number
  readonly radix: number
  /** Empties the accumulators of `vectors` vectors. */
  start(vectors: number): void
  /** Takes the terms of one vector of the variant that is being written. */
  take(vector: number): void
  /** Adds a level to the next and empties it. */
  moveUp(level: number): void
  /** Brings levels, and lanes where they are partial results, together; then stores. */
  finish(): void
}

/** How partial results of a fold are combined, and what changes nothing. */
export const combine = {
  sum: {
    f64x2: ['f64x2.add', 0],
    f32x4: ['f32x4.add', 0],
    i32x4: ['i32x4.add', 0],
  },
  prod: {
    f64x2: ['f64x2.mul', 1],
    f32x4: ['f32x4.mul', 1],
    i32x4: ['i32x4.mul', 1],
  },
  max: {
    f64x2: ['f64x2.max', Number.NEGATIVE_INFINITY],
    f32x4: ['f32x4.max', Number.NEGATIVE_INFINITY],
    i32x4: ['i32x4.max_s', -(2 ** 31)],
  },
} as const

/** Pushes a value with the identity in the lanes outside of the domain. */
export function pushMasked(
  writer: Writer,
  value: Value,
  vector: number,
  lane: Lane,
  identity: number,
): void {
  const mask = writer.variant.masks?.[vector]
  writer.push(value, vector)
  if (!mask) return
  if (identity !== 0) pushConstant(writer.f, lane, identity)
  writer.f.get(lane === 'f64x2' ? mask.pairs : mask.words)
  writer.f.op(identity === 0 ? 'v128.and' : 'v128.bitselect')
}

/** Whether the lanes hold parts of one result, and not results of their own. */
export function hasPartialLanes({ isSerial, vectorDepth, reducedDepth }: Nest): boolean {
  return isSerial || (vectorDepth >= reducedDepth && vectorDepth >= 0)
}

/** Pushes a vector turned by a number of bytes, so that lane j holds what was further up. */
export function pushRotated(f: FunctionBuilder, vector: Local, bytes: number): void {
  f.get(vector)
  f.get(vector)
  f.shuffle(range(16).map((i) => (i + bytes) % 16))
}

export function storeResults(
  writer: Writer,
  recorded: RecordedReduction,
  results: readonly Local[],
): void {
  const count = recorded.address.step === 0 ? 1 : results.length
  for (let vector = 0; vector < count; vector++) {
    writer.storeLocal(recorded, results[vector]!, vector)
  }
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

// Note [Accumulators]
//
// A reduction along the vector axis has 16 partial results, as many vectors as hold them.
// Vectors past the end of a short axis are left out: they would be zero, and adding +0 to a
// sum that is never -0 changes nothing. A reduction along another axis has one accumulator
// for each vector of the round. Where it does not vary along the vector axis at all, every
// lane holds the same and lane 0 is stored.
//
// A sum over several axes that do not lie evenly in memory meets the lanes in an order that
// no vector follows when its lines are not a multiple of 16 long. Its partial results are in
// memory then, and terms are added one by one: slow, right, and rare, since the lowering
// stores what is summed first whenever that makes it lie evenly.
