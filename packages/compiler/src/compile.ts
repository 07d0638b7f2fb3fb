import type { Builder } from '@gradus/graph'
import type { DType } from '@gradus/ops'
import type { CompilerChecks } from './checks.ts'
import { scratchBytesOf } from './emit/entry.ts'
import { emitModule } from './emit/module.ts'
import type { LoopProgram } from './loop/loop.ts'
import { lowerProgram } from './lower/lower.ts'
import { type MemoryPlan, planMemory } from './memory-plan.ts'
import { runPasses } from './pipeline.ts'
import type { Program } from './program.ts'

/** Choices of a compilation. */
export interface CompileOptions {
  /** `relaxed` may round a product and a sum together; `plain` gives the same bits everywhere. */
  readonly simd: 'plain' | 'relaxed'
  /** What verifies each step. */
  readonly checks?: CompilerChecks
  /** Names of passes to leave out. */
  readonly disablePass?: readonly string[]
  /** Is told the program after each pass. */
  readonly onPass?: (pass: string, program: Program) => void
}

/** Where a buffer is in the module's memory. */
export interface BufferPlace {
  /** Bytes from the start of the memory; a multiple of 16. */
  readonly offset: number
  /** Elements, with rows at their capacity. */
  readonly length: number
  readonly dtype: DType
}

/** A module and what its host needs to know of it. */
export interface CompiledProgram {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Pages of 64 KiB of the exported `memory`. */
  readonly pages: number
  readonly buffers: ReadonlyMap<string, BufferPlace>
  /** Byte offset of each series' ring of `SERIES_CAPACITY` f64 values. */
  readonly series: ReadonlyMap<string, number>
  /** The exported functions `(rows: i32) => void`; `prepare` may be among them, added by us. */
  readonly entries: readonly string[]
  /** The program on its way; not part of what a worker is sent. */
  readonly stages: {
    readonly given: Program
    readonly optimized: Program
    readonly loops: LoopProgram
  }
}

/** Compiles the graphs of a program to one WebAssembly module. */
export function compileProgram(
  program: Program,
  builder: Builder,
  options: CompileOptions,
): CompiledProgram {
  const optimized = runPasses(program, builder, options)
  const loops = lowerProgram(optimized, builder)
  options.checks?.afterLowering(loops)
  const plan = planMemory(loops, scratchBytesOf)
  const { bytes, pages } = emitModule(optimized, loops, plan, {
    isFused: options.simd === 'relaxed',
    ...(options.checks && { functionBuilder: options.checks.functionBuilder }),
  })
  return {
    bytes,
    pages,
    buffers: placesOf(loops, plan),
    series: plan.series,
    entries: optimized.entries.map(({ name }) => name),
    stages: { given: program, optimized, loops },
  }
}

function placesOf({ buffers }: LoopProgram, plan: MemoryPlan): Map<string, BufferPlace> {
  return new Map(
    buffers.map(({ name, dtype, length }) => [
      name,
      { offset: plan.buffers.get(name)!, length, dtype },
    ]),
  )
}
