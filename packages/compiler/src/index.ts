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

// What runs a module
export { supportsRelaxedSimd, type WebAssemblyInstance, webAssembly } from '@gradus/wasm'
