import type { Evaluation, EvaluatorMemory } from './evaluator.ts'
import type { Iterate } from './solver.ts'

/** A version of what {@link Checkpoint} holds; another one is refused. */
const version = 2

/**
 * Where a run stands, as plain JSON: numbers that JSON does not have are written as text
 * (`"NaN"`, `"-0"`), so that what is read back is the same to the bit.
 */
export interface Checkpoint {
  readonly version: number
  readonly method: string
  readonly data: unknown
}

/** What a run needs to go on: all of it plain data. */
export interface RunState {
  /** The state that the current iteration begins with; none before the first. */
  readonly state?: Iterate
  readonly iteration: number
  readonly memory: EvaluatorMemory
  /** The calls that the current iteration has made. */
  readonly log: readonly Evaluation[]
  readonly trace: readonly unknown[]
}

/** Writes a run as a checkpoint. */
export function save(method: string, run: RunState): Checkpoint {
  return { version, method, data: encode(run) }
}

/** Reads a checkpoint; throws a RangeError for one of another version or method. */
export function load({ version: found, method: of, data }: Checkpoint, method: string): RunState {
  if (found !== version) {
    throw new RangeError(`the checkpoint has version ${found}, and this reads ${version}`)
  }
  if (of !== method) throw new RangeError(`the checkpoint is one of ${of}, not of ${method}`)
  return decode(data) as RunState
}

// Vectors are tagged by `$vector` and numbers outside JSON by `$number`. States are as deep
// as solvers nest, never as deep as their input, so recursion is safe.
function encode(data: unknown): unknown {
  if (typeof data === 'number') return isPlain(data) ? data : { $number: nameOf(data) }
  if (data instanceof Float64Array) return { $vector: Array.from(data, plainOrName) }
  if (Array.isArray(data)) return data.map(encode)
  if (typeof data !== 'object' || data === null) return data
  const entries = Object.entries(data).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, encode(value)]))
}

function decode(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(decode)
  if (typeof data !== 'object' || data === null) return data
  if ('$number' in data) return Number(data.$number)
  if ('$vector' in data) return Float64Array.from(data.$vector as (number | string)[], Number)
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decode(value)]))
}

function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function plainOrName(value: number): number | string {
  return isPlain(value) ? value : nameOf(value)
}
