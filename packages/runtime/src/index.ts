// Backends and sessions
export type { Backend, Session, SessionOptions, StepResult } from './backend.ts'
export { interpreterBackend } from './interpreter.ts'
export { wasmBackend } from './wasm.ts'
export { defaultBackend } from './default-backend.ts'

// Looking inside
export { passNames, printAfterPass, printCompilerStage } from './stages.ts'
export { type CompilerChecks, type CompilerStage, checksAtLevel } from '@gradus/compiler'

// What only some ops need to be compiled
export {
  addAlongAxisEmitter,
  argsortEmitter,
  bringAllEmitters,
  bringEmitter,
  bringRegionCompiler,
  bringSteps,
  cumsumEmitter,
  overlapAddEmitter,
  programEmitter,
  type RoutineEmitter,
  randomEmitter,
} from '@gradus/compiler'

// What they run
export type {
  Batches,
  Entry,
  Program,
  ProgramBuffer,
  StepEntry,
  StepStatus,
  Write,
} from '@gradus/compiler'
export { SERIES_CAPACITY } from '@gradus/compiler'
