import { internalError } from '@gradus/diagnostics'
import type { Builder, Node } from '@gradus/graph'
import type { FunctionReference, ModuleBuilder } from '@gradus/wasm'
import type { EntryFunction, Scope } from './emit/scope.ts'
import type { Kernel, LoopEntry, RepeatKernel } from './loop/loop.ts'
import type { Entry, Program, StepEntry } from './program.ts'

/** Where a repeat is written, and what it asks of those who write other kernels. */
export interface RepeatTarget {
  readonly module: ModuleBuilder
  /** The address of the bytes that the repeat needs while it runs. */
  readonly scratch: number
  /** The addresses of the buffers around it. */
  readonly addressOf: (buffer: string) => number
  readonly scratchBytesOf: (kernel: Kernel) => number
  /** Writes the kernels of a scope from `first` to before `end`. */
  readonly write: (f: EntryFunction, scope: Scope, first: number, end: number) => void
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
  /** Bytes that a repeat needs while it runs. */
  readonly scratchBytes: (
    kernel: RepeatKernel,
    scratchBytesOf: (kernel: Kernel) => number,
  ) => number
  /** Writes a repeat as a function of the count of rows. */
  readonly emit: (kernel: RepeatKernel, target: RepeatTarget) => FunctionReference
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
