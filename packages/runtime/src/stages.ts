import { type CompilerStage, compileProgram, type Program } from '@gradus/compiler'
import type { Builder } from '@gradus/graph'
import type { SessionOptions } from './backend.ts'
import { simdVariant } from './wasm.ts'

/** The text of a program at a stage of the compiler: what the WebAssembly backend would run. */
export function printCompilerStage(
  program: Program,
  builder: Builder,
  stage: CompilerStage,
  options: SessionOptions = {},
): string {
  const { check, disablePass } = options
  const compiled = compileProgram(program, builder, {
    simd: simdVariant(options),
    ...(check !== undefined && { check }),
    ...(disablePass && { disablePass }),
  })
  return compiled.stages[stage]()
}
