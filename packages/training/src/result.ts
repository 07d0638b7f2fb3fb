import type { Diagnostic } from '@gradus/diagnostics'
import type { PlotStatement } from '@gradus/language'
import type { TypedArray } from '@gradus/ops'
import type { EpochRecord, RunCheckpoint, StopReason } from './run-checkpoint.ts'
import type { RunSettings } from './settings.ts'

/** What a run tells while it goes. At most ten `progress` events a second. */
export type TrainEvent =
  | { readonly event: 'start'; readonly run: RunDescription }
  | { readonly event: 'progress'; readonly run: RunDescription; readonly progress: Progress }
  | { readonly event: 'epoch'; readonly run: RunDescription; readonly epoch: EpochRecord }
  | { readonly event: 'end'; readonly run: RunDescription; readonly result: RunResult }

/** Which run of a training this is. */
export interface RunDescription {
  /** Counts from 0 through all blocks and sweeps. */
  readonly index: number
  readonly total: number
  /** The name of the train block, if it has one. */
  readonly block: string | undefined
  /** Given where the run makes the loss as large as it can. */
  readonly isMaximized?: true
  /** The optimizer's name, as in the block. */
  readonly optimizer: string
  /** The value of each `sweep` in this run, by the name of its setting. */
  readonly choices: readonly { readonly name: string; readonly text: string }[]
  readonly seed: number
  /** Steps the run will make if nothing ends it early. */
  readonly plannedSteps: number
  /** Epochs, where the run goes through batches of rows. */
  readonly plannedEpochs: number | undefined
  readonly parameters: number
}

/** Where a run stands. */
export interface Progress {
  readonly step: number
  /** Epochs begun, from 1; only where there are batches or `epochs`. */
  readonly epoch: number | undefined
  readonly loss: number
  readonly seconds: number
  /** Estimated from the steps so far. */
  readonly secondsLeft: number
  /** The newest metrics, taken at the end of an epoch. */
  readonly latest: EpochRecord | undefined
}

/** A trained parameter. */
export interface TrainedParameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly dims: readonly string[]
  /** Row-major; the value in the model, inside its range. */
  readonly data: TypedArray
}

/** One number at each recorded step. */
export interface Curve {
  readonly statement: PlotStatement
  readonly title: string
  readonly values: Float64Array
  readonly reference: number | undefined
}

export interface RunResult {
  readonly run: RunDescription
  readonly settings: RunSettings
  readonly steps: number
  readonly epochs: number | undefined
  /** The loss over the training rows at the final parameters. */
  readonly loss: number
  readonly metrics: Readonly<Record<string, number>>
  readonly validation: Readonly<Record<string, number>> | undefined
  /** The loss of every step, as it was before the step. */
  readonly losses: Float64Array
  readonly epochRecords: readonly EpochRecord[]
  readonly parameters: readonly TrainedParameter[]
  /** Values of `plot curve(…)` for every step, as they were before it, in the order of the text. */
  readonly curves: readonly Curve[]
  readonly seconds: number
  readonly stopped: StopReason
  /** What went wrong while it ran, such as E0801. */
  readonly diagnostics: readonly Diagnostic[]
  /** A digest of the trained parameters' bits, NaN canonicalised: 16 hexadecimal digits. */
  readonly weightsHash: string
  /** Opaque: what is needed to evaluate expressions at this run's parameters. */
  readonly state: ReadonlyMap<string, TypedArray>
  /** What it takes to go on from where this run ended. */
  readonly checkpoint: RunCheckpoint
}

/** Everything that running a model gave. */
export interface TrainResult {
  readonly runs: readonly RunResult[]
  readonly shows: readonly ShownValue[]
  readonly plots: readonly PlotData[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The value of a `show`. */
export interface ShownValue {
  /** The title in the text, or the expression as written. */
  readonly title: string
  readonly line: number
  readonly shape: readonly number[]
  readonly dims: readonly string[]
  readonly data: ArrayLike<number>
}

/** What a `plot` draws. */
export type PlotData =
  | {
      readonly kind: 'curve'
      readonly title: string
      readonly lines: readonly PlotLine[]
      readonly reference: number | undefined
    }
  | {
      readonly kind: 'bars'
      readonly title: string
      readonly values: readonly number[]
      readonly scale: 'linear' | 'log'
    }
  | {
      readonly kind: 'scatter'
      readonly title: string
      readonly x: readonly number[]
      readonly y: readonly number[]
      readonly line: readonly number[] | undefined
    }
  | { readonly kind: 'hist'; readonly title: string; readonly values: readonly number[] }

/** One run's line of a curve plot. */
export interface PlotLine {
  readonly label: string
  readonly values: ArrayLike<number>
}

/** The outcome of the tests of a model. */
export interface TestReport {
  readonly tests: readonly TestResult[]
  readonly passed: number
  readonly failed: number
}

export interface TestResult {
  readonly title: string
  readonly line: number
  readonly passed: boolean
  readonly seconds: number
  /** T1001, T1002 and what stopped it: one for each expectation that does not hold. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The gradient of a single number, computed in independent ways. */
export interface GradientReport {
  readonly passed: boolean
  readonly tolerance: number
  readonly parameters: readonly GradientComparison[]
  /** What the symbolic engine derived; absent where it could not. */
  readonly symbolic?: SymbolicComparison
  /** The derivation itself, where it is short enough to be read. */
  readonly formulas?: DerivedFormulas
  /** Ways that were not available, with the reason. */
  readonly left: readonly string[]
}

/** How well slopes that were derived as formulas agree with the other ways. */
export interface SymbolicComparison {
  /** How many rows the formula is about, of how many; absent where it is about none. */
  readonly rows: { readonly used: number; readonly of: number } | undefined
  /** Distinct nodes of the value and its slopes together. */
  readonly nodes: number
  /** One for each entry that was derived; only their `error` decides whether a check passes. */
  readonly slopes: readonly SymbolicSlope[]
  /** The one with the largest error. */
  readonly worst: SymbolicSlope
}

/** A slope by the symbolic engine, over the rows of the formula, beside the other ways. */
export interface SymbolicSlope {
  readonly name: string
  readonly at: readonly number[]
  /** The relative difference between the formula and the gradient of the backend. */
  readonly error: number
  /** That between the formula and finite differences, which are less exact. */
  readonly differenceError: number
  readonly symbolic: number
  readonly reverse: number
  readonly differences: number
}

/** A value and its slopes as formulas in the names of the model. */
export interface DerivedFormulas {
  /** Whether they are those of a single row. */
  readonly isOfRow: boolean
  readonly value: string
  readonly slopes: readonly { readonly name: string; readonly text: string }[]
}

/** How well the ways agree for one parameter. */
export interface GradientComparison {
  readonly name: string
  /** Entries that were compared one by one; all of them, or a sample of a large tensor. */
  readonly checked: number
  readonly entries: number
  /** The largest relative difference between any two ways. */
  readonly worst: number
  /** Where it is, and what each way gives there. */
  readonly at: readonly number[]
  readonly reverse: number
  readonly forward: number
  readonly differences: number
  /** The step of the finite differences at that entry. */
  readonly step: number
  /** Entries at a kink, or so near one that differences were taken closer to the point. */
  readonly kinks: number
}
