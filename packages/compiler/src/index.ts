// What is compiled
export {
  type Batches,
  type Entry,
  type Program,
  type ProgramBuffer,
  SERIES_CAPACITY,
  type StepEntry,
  type StepStatus,
  type Write,
} from './program.ts'

// The compiler
export {
  type BufferPlace,
  type CompiledProgram,
  type CompileOptions,
  compileProgram,
} from './compile.ts'
export { type CompilerChecks, checksAtLevel } from './checks.ts'
export { stepStatus } from './emit/driver.ts'

// What only some ops need to be compiled
export { bringRegionCompiler } from './bring-region-compiler.ts'
export { bringSteps } from './bring-steps.ts'
export { bringAllEmitters } from './emit/routines/all.ts'
export { addAlongAxisEmitter } from './emit/routines/along-axis.ts'
export { argsortEmitter } from './emit/routines/argsort.ts'
export { cumsumEmitter } from './emit/routines/cumsum.ts'
export { bringEmitter } from './emit/routines/emitter.ts'
export type { RoutineEmitter } from './emit/routines/routine-emitter.ts'
export { overlapAddEmitter } from './emit/routines/overlap-add.ts'
export { programEmitter } from './emit/routines/program.ts'
export { randomEmitter } from './emit/routines/uniform.ts'

// Looking inside
export { passOrder } from './pass-order.ts'
export { type Pass, passes } from './pipeline.ts'
export { printProgram } from './print-program.ts'
export { type CompilerStage, printStage } from './print-stage.ts'

// Kernels: their text, their invariants, their oracle
export type { Kernel, LoopEntry, LoopKernel, LoopProgram, RoutineKernel } from './loop/loop.ts'
export { LOOP_TEXT_VERSION, printLoops } from './loop/print.ts'
export { parseLoops } from './loop/parse.ts'
export {
  type LoopInvariant,
  type LoopViolation,
  loopInvariants,
  verifyLoops,
} from './loop/verify.ts'
export { interpretLoops, type LoopMemory } from './loop/interpret.ts'

// What runs a module
export { supportsRelaxedSimd, type WebAssemblyInstance, webAssembly } from '@gradus/wasm'
