import type { FitTask, MinimumTask } from './problems.ts'

/** What a solver came to. */
export interface Outcome {
  readonly value: number
  /** Whether the solver says that it is a minimum; absent for solvers that never say. */
  readonly isClaimed?: boolean
  /** Calls of the objective. */
  readonly evaluations: number
  /** Milliseconds of the processor. */
  readonly time: number
}

/** A solver of one library, with its defaults. */
export interface Minimizer {
  readonly name: string
  /** What it is given of the objective. */
  readonly knows: 'values' | 'gradients' | 'Hessians'
  /** One outcome for each task; `undefined` where it fails. */
  solve(tasks: readonly MinimumTask[], seeds?: number): readonly (Outcome | undefined)[]
}

/** A library that fits curves: its parameters for each start, in the order of the tasks. */
export interface Fitter {
  readonly name: string
  fit(tasks: readonly FitTask[]): readonly (readonly number[] | undefined)[]
}

/** No objective is called more often than this. */
export const evaluationLimit = 20_000

/** Ends a solver that has no limit of its own. */
export class TooMany extends Error {}
