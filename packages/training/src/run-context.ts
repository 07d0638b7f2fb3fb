import type { Session } from '@gradus/runtime'
import type { Dataset } from './dataset.ts'
import type { RunDescription, TrainEvent } from './result.ts'
import type { RunCheckpoint } from './run-checkpoint.ts'
import type { RunSettings } from './settings.ts'
import type { Split } from './split.ts'
import type { TrainProgram } from './train-program.ts'

/** What one run needs: its program with memory, its data, and who listens. */
export interface RunContext {
  readonly description: RunDescription
  readonly settings: RunSettings
  readonly plan: TrainProgram
  readonly session: Session
  readonly dataset: Dataset
  readonly split: Split | undefined
  readonly onEvent: (event: TrainEvent) => void
  readonly signal: AbortSignal | undefined
  /** Where the run stood when it was kept, if it goes on from there. */
  readonly from: RunCheckpoint | undefined
}
