import type { FunctionName } from '../names.ts'
import type { LaneProgram, Partials } from '../row.ts'

/** An elementwise op with its program, which is brought by who applies it; Note [Brought ops]. */
export interface FunctionRow<K extends FunctionName> {
  readonly op: K
  readonly program: LaneProgram<K>
  readonly partials: Partials<K>
  /** The functions that its partials are made of. */
  readonly needs?: () => readonly AnyFunction[]
}

/** A row of any of these ops. */
export type AnyFunction = { [K in FunctionName]: FunctionRow<K> }[FunctionName]

const known = new Map<FunctionName, AnyFunction>()

/** Makes a function known, with those that its partials are made of, and gives its name. */
export function bringFunction<K extends FunctionName>(row: FunctionRow<K>): K {
  if (!known.has(row.op)) {
    known.set(row.op, row as unknown as AnyFunction)
    for (const needed of row.needs?.() ?? []) bringFunction(needed as FunctionRow<FunctionName>)
  }
  return row.op
}

/** The row of a function that was brought. */
export function broughtFunction(op: FunctionName): AnyFunction {
  const row = known.get(op)
  if (row) return row
  throw new Error(`${op} is not on this page: its function brings it, a method or a name does not`)
}
