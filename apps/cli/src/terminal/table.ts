/** One column of a table: its heading, its cells as they are shown, and their side. */
export interface TableColumn {
  readonly heading: string
  readonly cells: readonly string[]
  readonly side?: 'left' | 'right'
  /** Puts a colour on a padded cell. */
  readonly paint?: (text: string, row: number) => string
}

/** Sets columns side by side, two spaces apart; the headings come first unless all are empty. */
export function layOutTable(
  columns: readonly TableColumn[],
  paintHeading: (text: string) => string,
): readonly string[] {
  const rows = Math.max(0, ...columns.map(({ cells }) => cells.length))
  const widths = columns.map(({ heading, cells }) =>
    Math.max(heading.length, ...cells.map(({ length }) => length)),
  )
  const pad = ({ side = 'left' }: TableColumn, text: string, i: number): string =>
    side === 'left' ? text.padEnd(widths[i]!) : text.padStart(widths[i]!)
  const lines: string[] = []
  if (columns.some(({ heading }) => heading !== '')) {
    const headings = columns.map((column, i) => pad(column, column.heading, i))
    lines.push(paintHeading(headings.join('  ').trimEnd()))
  }
  for (let row = 0; row < rows; row++) {
    const cells = columns.map((column, i) => {
      const text = pad(column, column.cells[row] ?? '', i)
      return column.paint ? column.paint(text, row) : text
    })
    lines.push(cells.join('  ').trimEnd())
  }
  return lines
}

/** Takes away columns of the lowest rank, from the right, until the rest fits into `width`. */
export function fitColumns<Column extends TableColumn & { readonly rank: number }>(
  columns: readonly Column[],
  width: number,
): readonly Column[] {
  const kept = [...columns]
  const widthOf = ({ heading, cells }: Column): number =>
    Math.max(heading.length, ...cells.map(({ length }) => length)) + 2
  while (kept.length > 1 && kept.reduce((sum, each) => sum + widthOf(each), -2) > width) {
    const lowest = Math.min(...kept.map(({ rank }) => rank))
    kept.splice(
      kept.findLastIndex(({ rank }) => rank === lowest),
      1,
    )
  }
  return kept
}
