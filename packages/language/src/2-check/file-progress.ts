import type { ObjectiveStatement, TrainStatement } from '../1-syntax/ast.ts'
import type { Env } from './env.ts'
import type { Meaning } from './scope.ts'

/** What the statements of the main file add up to, while they are checked. */
export interface FileProgress {
  readonly env: Env
  objective?: ObjectiveStatement
  loss?: Meaning
  readonly batchDims: Set<string>
  /** What tests, plots and the like read, beside the objective. */
  readonly trains: readonly TrainStatement[]
}
