import { parseCell } from './cell.ts'
import type { Column, Table, TextColumn } from './table.ts'

/** The schema of a table: what can be said of its columns without their rows. */
export interface TableDescription {
  readonly kind: 'table'
  readonly rows: number
  readonly columns: readonly ColumnDescription[]
}

export interface ColumnDescription {
  readonly name: string
  readonly kind: 'number' | 'text'
  /** The first thousand texts in order of first appearance, for columns of texts. */
  readonly labels?: readonly string[]
  /** The first cell that is not a number in a column of texts that has numbers before it. */
  readonly firstText?: { readonly row: number; readonly text: string }
  /** How many distinct values there are; left out when a column has more than 1000 numbers. */
  readonly distinct?: number
  /** The least and the greatest number; left out when no cell holds one. */
  readonly minimum?: number
  readonly maximum?: number
  /** The first number that is not whole, if there is one. */
  readonly fraction?: number
  /** The first cell that is not a number in a column of numbers, and how many there are. */
  readonly firstBad?: { readonly row: number; readonly text: string; readonly count: number }
}

const mostKept = 1000

/** Describes a table for those who bind names to its columns. */
export function describeTable(table: Table): TableDescription {
  return { kind: 'table', rows: table.rows, columns: table.columns.map(describeColumn) }
}

function describeColumn(column: Column): ColumnDescription {
  const { name, kind } = column
  if (column.kind === 'text') {
    const { labels } = column
    const described = { name, kind, labels: labels.slice(0, mostKept), distinct: labels.length }
    const firstText = findText(column)
    return { ...described, ...(firstText && { firstText }) }
  }
  const { bad } = column
  return {
    name,
    kind,
    ...describeNumbers(column.values),
    ...(bad ? { firstBad: { row: bad.row, text: bad.text, count: bad.count } } : {}),
  }
}

// Whoever takes such a column for numbers looks for the cell that is none.
function findText({ labels, codes }: TextColumn): ColumnDescription['firstText'] {
  const code = labels.findIndex((label) => Number.isNaN(parseCell(label)))
  return code > 0 ? { row: codes.indexOf(code) + 1, text: labels[code]! } : undefined
}

function describeNumbers(
  values: Float64Array,
): Pick<ColumnDescription, 'minimum' | 'maximum' | 'fraction' | 'distinct'> {
  const distinct = new Set<number>()
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  let fraction: number | undefined
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
    if (!Number.isInteger(value)) fraction ??= value
    if (distinct.size <= mostKept) distinct.add(value)
  }
  return {
    ...(minimum <= maximum ? { minimum, maximum } : {}),
    ...(fraction === undefined ? {} : { fraction }),
    ...(distinct.size <= mostKept ? { distinct: distinct.size } : {}),
  }
}
