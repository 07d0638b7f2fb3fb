import type { FunctionBuilder } from '@gradus/wasm'
import type { Kernel } from '../loop/loop.ts'

/** Kernels that see the same buffers. */
export interface Scope {
  readonly name: string
  readonly kernels: readonly Kernel[]
  readonly addressOf: (buffer: string) => number
  /** The scratch of a kernel, by its position. */
  readonly scratchOf: (index: number) => number
}

/** A function of the count of rows. */
export type EntryFunction = FunctionBuilder<{ readonly rows: 'i32' }>
