import { internalError } from '@gradus/diagnostics'
import type { Builder, Node } from '@gradus/graph'
import type { FunctionBuilder, FunctionReference } from '@gradus/wasm'
import type { LoopEntry, RepeatKernel } from './loop/loop.ts'
import type { Entry, Program, StepEntry } from './program.ts'

/** The addresses of the buffers inside and around a repeat. */
export interface RepeatAddresses {
  readonly inside: (buffer: string) => number
  readonly outside: (buffer: string) => number
}

/** What the compiler does where it meets regions, brought by who makes them. */
export interface RegionCompiler {
  readonly unroll: (program: Program, builder: Builder) => Program
  readonly lower: (
    outputs: readonly Node<'repeat'>[],
    bufferOf: (node: Node) => string | undefined,
    builder: Builder,
    lowerBody: (entry: Entry & Partial<StepEntry>) => LoopEntry,
  ) => RepeatKernel
  readonly emit: (
    f: FunctionBuilder<{ readonly rows: 'i32' }>,
    kernel: RepeatKernel,
    turn: FunctionReference,
    addresses: RepeatAddresses,
  ) => void
}

let known: RegionCompiler | undefined

/** Makes what there is for regions known; always the same. */
export function provideRegionCompiler(compiler: RegionCompiler): void {
  known = compiler
}

/** What was brought for regions, if anything was. */
export function knownRegionCompiler(): RegionCompiler | undefined {
  return known
}

/** What was brought for regions. */
export function regionCompiler(): RegionCompiler {
  return known ?? internalError('the compiler of regions was not brought')
}
