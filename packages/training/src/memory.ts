import { type Diagnostic, diagnostic } from '@gradus/diagnostics'
import { type Builder, type Node, topologicalOrder } from '@gradus/graph'
import { bytesPerElement, elementCount, type ValueType } from '@gradus/ops'
import type { Backend, Program, Session, SessionOptions } from '@gradus/runtime'
import type { Model } from './load-model.ts'

/** What a WebAssembly memory can hold: 65536 pages of 64 KiB. */
const AVAILABLE_BYTES = 65536 * 65536

/**
 * Thrown where something would be too large to begin with, and read by `explainExhaustion`:
 * like a failed allocation, it can happen wherever values are made. It never leaves this package.
 */
class ExhaustedMemory extends Error {
  readonly needed: number

  constructor(needed: number) {
    super(`${needed} bytes are needed`)
    this.needed = needed
  }
}

/** Refuses what needs more bytes than there can be. */
export function demandMemory(values: readonly ValueType[]): void {
  const needed = bytesOf(values)
  if (!(needed <= AVAILABLE_BYTES)) throw new ExhaustedMemory(needed)
}

/** Starts a session, unless its program is too large for a memory. */
export function startWithin(
  backend: Backend,
  program: Program,
  builder: Builder,
  options: SessionOptions,
): Session {
  demandMemory(program.buffers)
  try {
    return backend.start(program, builder, options)
  } catch (error) {
    // Which values of a step share memory is known only after compiling, so a plan that is
    // too large, or a memory that the system denies, shows as a range error on the way.
    const needed = bytesOf(program.buffers) + bytesOf(nodesOf(program))
    if (!(error instanceof RangeError) || needed <= GENEROUS_BYTES) throw error
    throw new ExhaustedMemory(needed)
  }
}

/** No system denies a program that keeps less than this even if no value shares memory. */
const GENEROUS_BYTES = 2 ** 28

/** E0805 for memory that does not suffice; any other error goes on. */
export function explainExhaustion({ source, checked }: Model, error: unknown): Diagnostic {
  if (!(error instanceof ExhaustedMemory)) throw error
  const span = checked?.objective?.value.span ?? { start: 0, end: 0 }
  const values = { needed: printBytes(error.needed), available: printBytes(AVAILABLE_BYTES) }
  const help = 'smaller dims or a smaller `batch` need less; `precision: f32` needs half'
  return diagnostic('E0805', source, span, values, { help })
}

/** A size in decimal units, such as `3.1 GB`. */
function printBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']
  const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}

function bytesOf(values: readonly ValueType[]): number {
  return values.reduce(
    (sum, { shape, dtype }) => sum + elementCount(shape) * bytesPerElement[dtype],
    0,
  )
}

function nodesOf({ entries, step }: Program): readonly Node[] {
  const writes = [...entries, ...(step ? [step] : [])].flatMap((entry) => entry.writes)
  return topologicalOrder(writes.map(({ node }) => node))
}
