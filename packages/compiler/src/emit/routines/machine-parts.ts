import type { Machine } from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { LocalPool } from '../locals.ts'
import type { RoutineContext } from './context.ts'

/** An index: known now, or an i32. */
export type WasmIndex = number | Local

/** Where in an array a sweep is: an i32 of bytes, plus bytes that are known now. */
export interface Place {
  readonly bytes: Local
  readonly offset: number
  /**
   * What it stands for: as many neighbours as a vector has lanes, one element, or the rest of a
   * sweep, of which `left` holds the bytes; other lanes of the rest hold anything.
   */
  readonly reach: 'vector' | 'one' | { readonly left: Local }
}

/** Elements in memory from an address on: an i32, plus bytes that are known now. */
export interface WasmArray {
  readonly address: Local
  readonly offset: number
}

/** The carrier of routines that are emitted: numbers are vectors, with one number in all lanes. */
export interface WasmCarrier {
  readonly value: Local
  readonly truth: Local
  readonly index: WasmIndex
  readonly place: Place
  readonly array: WasmArray
}

/** What the methods of a machine write with. */
export interface Parts {
  readonly f: FunctionBuilder
  readonly context: RoutineContext
  readonly pool: LocalPool
  readonly dtype: 'f32' | 'f64'
  readonly lanes: 2 | 4
}

/** Some methods of the machine. */
export type Methods<K extends keyof Machine<WasmCarrier>> = Pick<Machine<WasmCarrier>, K>

/** What was pushed, in a local of its own. */
export function keep({ f, pool }: Parts, type: 'v128' | 'i32'): Local {
  const local = pool.take(type)
  f.set(local)
  return local
}
