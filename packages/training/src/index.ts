// Models
export { type LoadOptions, loadModel, type Model } from './load-model.ts'
export { memoryHost, type TrainingHost } from './host.ts'

// Training
export { type TrainOptions, train } from './train.ts'
export { bestRun } from './plots.ts'
export type { RunSettings, SettingOverrides } from './settings.ts'
export type {
  Curve,
  PlotData,
  PlotLine,
  Progress,
  RunDescription,
  RunResult,
  ShownValue,
  TrainEvent,
  TrainedParameter,
  TrainResult,
} from './result.ts'
export type {
  BestCheckpoint,
  EpochRecord,
  RunCheckpoint,
  StopReason,
} from './run-checkpoint.ts'

// Prediction
export { type Prediction, predict, type Rows } from './predict.ts'

// Tests and gradient checks
export { entryName } from './entry-name.ts'
export { runTests, type TestOptions } from './test-runner.ts'
export { type GradcheckOptions, gradcheck } from './gradcheck.ts'
export type {
  DerivedFormulas,
  GradientComparison,
  GradientReport,
  SymbolicComparison,
  TestReport,
  TestResult,
} from './result.ts'

// Looking inside
export { passNames } from '@gradus/runtime'
export { printStage, type Stage, type StageOptions, stages } from './stages.ts'

// Records of runs, and how they are resumed
export { jsonNumber, recordRun } from './record.ts'
export {
  type Checkpoint,
  type CheckpointFiles,
  readCheckpoint,
  type TrainingRequest,
} from './checkpoint.ts'
export { MemoryStore, type RunStore } from './store.ts'

// Where programs run
export {
  type Backend,
  type CompilerChecks,
  checksAtLevel,
  defaultBackend,
  interpreterBackend,
} from '@gradus/runtime'
