import type { CompilerChecks, Program, StepStatus } from '@gradus/compiler'
import type { Builder } from '@gradus/graph'
import type { TypedArray } from '@gradus/ops'

/** What a backend may be asked for. */
export interface SessionOptions {
  /** Results that are the same bits on every engine and machine; costs some speed. */
  readonly isDeterministic?: boolean
  /** What verifies each step of the compiler. */
  readonly checks?: CompilerChecks
  /** Names of compiler passes to leave out. */
  readonly disablePass?: readonly string[]
}

/** Something that can run programs. */
export interface Backend {
  readonly name: 'interpreter' | 'wasm'
  /** Makes a session: the program with memory of its own. Its graphs are nodes of `builder`. */
  start(program: Program, builder: Builder, options?: SessionOptions): Session
}

/** How far a call of `step` came. */
export interface StepResult {
  /** Steps that were done, at most as many as asked for. */
  readonly steps: number
  readonly status: StepStatus
  /** One number for each step done, by name. */
  readonly series: ReadonlyMap<string, Float64Array>
}

/** A program with memory: buffers keep their values between calls. */
export interface Session {
  /** A copy of the elements of a buffer, row-major. */
  read(buffer: string): TypedArray
  /** The memory of a buffer itself, at one place for all time: who writes to it sets elements. */
  view(buffer: string): TypedArray
  /** Sets the elements of a buffer; there must be as many as it has. */
  write(buffer: string, elements: ArrayLike<number>): void
  /** Computes what depends on constant buffers alone; due after these were written. */
  prepare(): void
  /** Runs an entry; `rows` is the run-time count where its shapes have one. */
  call(entry: string, rows?: number): void
  /** Runs at most `count` steps, see Note [Programs] of the compiler. */
  step(count: number): StepResult
}
