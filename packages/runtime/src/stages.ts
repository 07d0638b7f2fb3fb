import {
  type CompilerStage,
  compileProgram,
  type Program,
  passes,
  printProgram,
  printStage,
} from '@gradus/compiler'
import type { Builder } from '@gradus/graph'
import type { SessionOptions } from './backend.ts'
import { simdVariant } from './wasm.ts'

/** The names of the compiler's passes over graphs, in the order in which they run. */
export const passNames: readonly string[] = passes.map(({ name }) => name)

/** The text of a program at a stage of the compiler: what the WebAssembly backend would run. */
export function printCompilerStage(
  program: Program,
  builder: Builder,
  stage: CompilerStage,
  options: SessionOptions = {},
): string {
  return printStage(compile(program, builder, options), stage)
}

/** The text of a program after one pass; `undefined` where that pass is disabled. */
export function printAfterPass(
  program: Program,
  builder: Builder,
  pass: string,
  options: SessionOptions = {},
): string | undefined {
  let text: string | undefined
  compile(program, builder, options, (name, after) => {
    if (name === pass) text = printProgram(after)
  })
  return text
}

function compile(
  program: Program,
  builder: Builder,
  options: SessionOptions,
  onPass?: (pass: string, program: Program) => void,
): ReturnType<typeof compileProgram> {
  const { checks, disablePass } = options
  return compileProgram(program, builder, {
    simd: simdVariant(options),
    ...(checks && { checks }),
    ...(disablePass && { disablePass }),
    ...(onPass && { onPass }),
  })
}
