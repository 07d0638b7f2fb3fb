import type { Diagnostic } from '@gradus/diagnostics'

/** A table that was read: columns of equal length, in the order of the header. */
export interface Table {
  readonly file: string
  readonly rows: number
  readonly columns: readonly Column[]
}

export type Column = NumberColumn | TextColumn

/** A column of numbers; true and false are 1 and 0. */
export interface NumberColumn {
  readonly kind: 'number'
  readonly name: string
  /** `[rows]`; NaN stands where the cell is missing or is not a number. */
  readonly values: Float64Array
  /** The first cell without a number, if there is one. */
  readonly bad?: BadCell
}

/** A column of texts, coded in order of first appearance. */
export interface TextColumn {
  readonly kind: 'text'
  readonly name: string
  /** `[rows]`; the index of each cell's text in `labels`. */
  readonly codes: Int32Array
  readonly labels: readonly string[]
}

export interface BadCell {
  /** Counts from 1, without the header and without blank lines. */
  readonly row: number
  readonly text: string
  /** How many cells of the column hold no number. */
  readonly count: number
  /** E0404, located in the data file. */
  readonly diagnostic: Diagnostic
}
