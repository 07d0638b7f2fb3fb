/** What the language asks of the world: texts to import and the schema of data files. */
export interface ModelHost {
  /** The text of a `.gd` file, by the path as resolved against the importing file; undefined if absent. */
  readText(path: string): string | undefined
  /** The columns of a data file, without reading it whole where that can be avoided. */
  describeData(path: string): DataDescription
  /** Names of files near a path, for "did you mean". */
  listFiles?(path: string): readonly string[]
}

export type DataDescription =
  | { readonly kind: 'table'; readonly rows: number; readonly columns: readonly DataColumn[] }
  /** `code` is a catalogue code of E04, `values` fill its message. */
  | {
      readonly kind: 'problem'
      readonly code: 'E0401' | 'E0404' | 'E0408' | 'E0410'
      readonly values: Readonly<Record<string, string | number>>
      readonly notes?: readonly string[]
    }

export interface DataColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
  /** Distinct texts in order of first appearance, for text columns (at most 1000 kept). */
  readonly labels?: readonly string[]
  /** How many distinct values there are. */
  readonly distinct?: number
  readonly minimum?: number
  readonly maximum?: number
  /** The first cell that is not a number in a column that is mostly numbers. */
  readonly firstBad?: { readonly row: number; readonly text: string; readonly count: number }
}
