import type { TypedArray } from '@gradus/ops'

/** Why a run ended. */
export type StopReason = 'steps' | 'epochs' | 'early' | 'condition' | 'not-finite' | 'aborted'

/** Metrics at the end of an epoch (or of the run, where there are none). */
export interface EpochRecord {
  readonly epoch: number
  readonly step: number
  /** The mean loss of the epoch's batches, weighted by their rows. */
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  /** Loss and metrics over the rows held back. */
  readonly validation: Readonly<Record<string, number>> | undefined
}

/** Where a run stood: what it takes to go on with the same bits as if it had not stopped. */
export interface RunCheckpoint {
  /** Which run of the training it is, from 0. */
  readonly index: number
  readonly stopped: StopReason
  readonly seconds: number
  /** Parameters, optimizer state, step, epoch, and the order of its rows, by buffer. */
  readonly buffers: ReadonlyMap<string, TypedArray>
  readonly losses: Float64Array
  readonly curves: ReadonlyMap<string, Float64Array>
  readonly epochRecords: readonly EpochRecord[]
  /** What early stopping remembers. */
  readonly best: BestCheckpoint | undefined
}

/** The best epoch so far, as early stopping sees it. */
export interface BestCheckpoint {
  readonly score: number
  readonly loss: number
  readonly epochsSince: number
  readonly parameters: ReadonlyMap<string, TypedArray>
}
