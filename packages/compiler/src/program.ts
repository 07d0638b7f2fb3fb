import type { Node } from '@gradus/graph'
import type { DType, Shape } from '@gradus/ops'

// Note [Programs] is at the end of this file.

/** A block of memory with a name that lives as long as a session. */
export interface ProgramBuffer {
  readonly name: string
  /** Sizes with `rows` dims at their capacity. */
  readonly shape: Shape
  readonly dtype: DType
  /** Never written after `prepare`: what depends on such buffers alone is computed once. */
  readonly isConstant?: true
}

/** Assigns a value to a buffer. */
export interface Write {
  readonly buffer: string
  readonly node: Node
}

/**
 * Something a session can call. Its nodes read buffers through `input` and `parameter`
 * nodes of the buffer's name; all writes of a call happen after all reads.
 */
export interface Entry {
  readonly name: string
  readonly writes: readonly Write[]
}

/** The entry that `step(n)` runs once for each step, and how it goes on. */
export interface StepEntry extends Entry {
  /** A truth value: where it is false, nothing of this step is written and the loop ends. */
  readonly commitIf?: Node
  /** A truth value: where it is true, the loop ends after this step was written. */
  readonly stopIf?: Node
  /** Single numbers that are recorded at every step, in f64. */
  readonly series: readonly { readonly name: string; readonly node: Node }[]
  readonly batches?: Batches
}

/**
 * How the rows of the training data are cut into batches. The loop keeps the i32 buffers
 * `position` (first row of the batch) and `epoch` (from 0), which the graph may read.
 */
export interface Batches {
  /** Rows in an epoch. */
  readonly total: number
  /** Rows in a batch; the last batch of an epoch has what is left. */
  readonly size: number
  readonly position: string
  readonly epoch: string
  /** The entry that runs when an epoch begins, the first one included. */
  readonly onEpoch?: string
}

/** Graphs over shared buffers: what is compiled to one module and runs in one memory. */
export interface Program {
  readonly buffers: readonly ProgramBuffer[]
  /** Called by name, with a count of rows where shapes have `rows` dims. */
  readonly entries: readonly Entry[]
  readonly step?: StepEntry
}

/** The most steps whose series one call of `step(n)` can record. */
export const SERIES_CAPACITY = 4096

/** How a call of `step(n)` ended. */
export type StepStatus = 'done' | 'stopped' | 'not-finite'

// Note [Programs]
//
// A training session has one memory and a few entries: `init` draws the parameters,
// `prepare` computes what depends on data alone, `epoch` shuffles, `step` trains, and
// others evaluate or predict. The compiler sees them together because they share buffers
// with constant addresses.
//
// `step(n)` is a loop inside the module. At the beginning of an epoch (position 0, nothing
// done yet in this epoch) it calls the `onEpoch` entry; then it sets the count of rows to
// min(size, total - position), runs the graph, checks `commitIf`, writes, records the
// series, advances `position`, and, when the epoch is used up, sets it to 0 and increments
// `epoch`. It returns the steps done and leaves a status, so that the host regains control
// after every call. A fresh session starts with position 0 and epoch 0, and a restored one
// continues wherever its buffers say.
