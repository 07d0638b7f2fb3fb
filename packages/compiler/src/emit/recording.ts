import type { DType } from '@gradus/ops'
import type { Local } from '@gradus/wasm'
import type { Reduction } from '../loop/loop.ts'
import type { Address, Tape, Value } from './tape.ts'

/** Where a kernel's values go. */
export interface RecordedStore {
  readonly value: Value
  readonly width: 4 | 8
  readonly address: Address
}

export interface RecordedReduction extends RecordedStore {
  readonly reduction: Reduction
  /** The type of the values that are reduced. */
  readonly dtype: DType
  /** The index along the reduced axis, for those who need it. */
  readonly index: Value
}

/** A kernel's body as lines, and what is done with their values. */
export interface Recording {
  readonly tape: Tape
  readonly stores: readonly RecordedStore[]
  readonly reductions: readonly RecordedReduction[]
  readonly pointers: readonly Pointer[]
}

/** What addresses that move alike have in common. */
export interface Pointer {
  /** How many bytes it moves in each loop. */
  readonly strides: readonly number[]
  /** What it is before all loops, where that is not zero. */
  readonly start: Local | undefined
}
