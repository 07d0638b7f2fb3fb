import type { Diagnostic } from '@gradus/diagnostics'

/** What the language asks of the world: texts to import and the schema of data files. */
export interface ModelHost {
  /** The text of a `.gd` file by its path relative to the main file; undefined if absent. */
  readText(path: string): string | undefined
  /** The columns of a data file, without reading it whole where that can be avoided. */
  describeData(path: string): DataDescription
  /** Names of files near a path, for "did you mean". */
  listFiles?(path: string): readonly string[]
}

/** The schema of a data file, or why there is none. */
export type DataDescription =
  | { readonly kind: 'table'; readonly rows: number; readonly columns: readonly DataColumn[] }
  | { readonly kind: 'missing' }
  /** The file is there; the diagnostics say where in it reading ended. */
  | { readonly kind: 'unreadable'; readonly diagnostics: readonly Diagnostic[] }

/** What is known of one column of a data file. */
export interface DataColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  /** Distinct texts in order of first appearance, for text columns (at most 1000 kept). */
  readonly labels?: readonly string[]
  /** The first cell that is not a number in a column of texts that has numbers before it. */
  readonly firstText?: { readonly row: number; readonly text: string }
  /** How many distinct values there are. */
  readonly distinct?: number
  readonly minimum?: number
  readonly maximum?: number
  /** The first number that is not whole, if there is one. */
  readonly fraction?: number
  /** The first cell that is not a number in a column that is mostly numbers. */
  readonly firstBad?: { readonly row: number; readonly text: string; readonly count: number }
}
