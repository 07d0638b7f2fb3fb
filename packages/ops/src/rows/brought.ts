import { type BroughtName, broughtNames } from '../brought-names.ts'
import type { RegionName } from '../names.ts'
import type { PlanRule } from '../routines/routine.ts'
import type { Derivative, Kernel, TypeRule } from '../row.ts'

// Note [Brought ops] is at the end of this file.

/** The type rule of an op that is brought. */
export interface TypedRow<K extends BroughtName | RegionName> {
  readonly op: K
  readonly infer: TypeRule<K>
}

/** What an op needs to be computed and differentiated, in one object. */
export interface BroughtRow<K extends BroughtName> extends TypedRow<K> {
  readonly kernel: Kernel<K>
  readonly derivative: Derivative<K>
  /** How the op runs where it is a program over machines. */
  readonly plan?: PlanRule<K>
  /** The ops that its derivative applies. */
  readonly needs?: () => readonly AnyRow[]
}

type AnyRow = { [K in BroughtName]: BroughtRow<K> }[BroughtName]

const rows = new Map<string, TypedRow<never> & Partial<BroughtRow<never>>>()

/** Makes an op known, with those that its derivative applies, and gives its name. */
export function bring<K extends BroughtName | RegionName>(
  row: TypedRow<K> & Partial<Pick<BroughtRow<BroughtName>, 'needs'>>,
): K {
  if (!rows.has(row.op)) {
    rows.set(row.op, row as unknown as TypedRow<never>)
    for (const needed of row.needs?.() ?? []) bring(needed as BroughtRow<BroughtName>)
  }
  return row.op
}

/** The type rule of an op that was brought. */
export function broughtType<K extends BroughtName | RegionName>(op: K): TypedRow<K> {
  const row = rows.get(op)
  if (row) return row as unknown as TypedRow<K>
  throw new Error(`the row of ${op} was not brought: a bug in Gradus, please report it`)
}

/** The row of an op that was brought. */
export function broughtRow(op: BroughtName): BroughtRow<BroughtName> {
  return broughtType(op) as BroughtRow<BroughtName>
}

/** A column's entries for all of these ops; entries ask for the row when they are used. */
export function broughtEntries<Column>(entryOf: (op: BroughtName) => unknown): Column {
  return Object.fromEntries(broughtNames.map((op) => [op, entryOf(op)])) as Column
}

// Note [Brought ops]
//
// The columns of the table name every op, so a page that uses one column carries all that
// stands in it. For ops that few pages apply and that take much code, the columns therefore
// hold entries that ask for a row here, and the functions that apply such an op bring the row:
// `$.apply(bring(choleskyRow), [a], {})`. A bundler keeps what these functions refer to. Where ops
// come by name, from the text of a graph, all rows are brought (`bringAll`).
//
// Rows are constants, and bringing one twice changes nothing: no result depends on the order.
