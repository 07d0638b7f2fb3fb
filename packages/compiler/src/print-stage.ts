import { toWat } from '@gradus/wasm'
import type { CompiledProgram } from './compile.ts'
import { printLoops } from './loop/print.ts'
import { printProgram } from './print-program.ts'

/** What can be printed: the graphs as given, after all passes, the kernels, the module. */
export type CompilerStage = keyof typeof printers

/** A program as text at a stage of its compilation. */
export function printStage(compiled: CompiledProgram, stage: CompilerStage): string {
  return printers[stage](compiled)
}

// Not methods of what is compiled: a page that only runs programs does not carry them.
const printers = {
  grad: ({ stages }: CompiledProgram) => printProgram(stages.given),
  opt: ({ stages }: CompiledProgram) => printProgram(stages.optimized),
  loops: ({ stages }: CompiledProgram) => printLoops(stages.loops),
  wat: ({ bytes }: CompiledProgram) => toWat(bytes),
}
