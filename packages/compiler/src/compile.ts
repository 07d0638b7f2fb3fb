import type { Builder } from '@gradus/graph'
import type { DType } from '@gradus/ops'
import { emitModule } from './emit/module.ts'
import { lowerProgram } from './lower/lower.ts'
import { planMemory } from './memory-plan.ts'
import type { Program } from './program.ts'

/** Choices of a compilation. */
export interface CompileOptions {
  /** `relaxed` may round a product and a sum together; `plain` gives the same bits everywhere. */
  readonly simd: 'plain' | 'relaxed'
  /** 1 verifies after each pass and checks every emitted instruction. */
  readonly check?: 0 | 1 | 2
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
}

/** Compiles the graphs of a program to one WebAssembly module. */
export function compileProgram(
  program: Program,
  builder: Builder,
  options: CompileOptions,
): CompiledProgram {
  const loops = lowerProgram(program, builder)
  const plan = planMemory(loops, () => 0)
  const { bytes, pages } = emitModule(program, loops, plan, {
    isFused: options.simd === 'relaxed',
    check: (options.check ?? 0) > 0,
  })
  const buffers = new Map(
    loops.buffers.map(({ name, dtype, length }): [string, BufferPlace] => [
      name,
      { offset: plan.buffers.get(name)!, length, dtype },
    ]),
  )
  return { bytes, pages, buffers, series: plan.series }
}
