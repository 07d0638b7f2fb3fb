import type { Paint, Style } from './theme.ts'

/** Columns of one line to underline, from 0 and half open, with a text that may be empty. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly primary: boolean
  readonly style: Style
}

interface Piece {
  readonly column: number
  readonly text: string
  readonly style: Style
}

/**
 * Draws the lines below a source line: the marks, with the text of the last one beside them;
 * the other texts hang below, from right to left, so that no two cross.
 */
export function drawMarks(marks: readonly Mark[], paint: Paint): string[] {
  const ordered = marks.toSorted((a, b) => a.from - b.from)
  const underline = underlinePieces(ordered)
  const beside = markWithTextBeside(ordered)
  const hanging = ordered.filter((mark) => mark.text !== '' && mark !== beside)
  if (beside) underline.push({ column: beside.to + 1, text: beside.text, style: beside.style })
  const rows = [underline]
  if (hanging.length > 0) rows.push(hanging.map(connector))
  for (let i = hanging.length - 1; i >= 0; i--) {
    const mark = hanging[i]!
    const text = { column: mark.from, text: mark.text, style: mark.style }
    rows.push([...hanging.slice(0, i).map(connector), text])
  }
  return rows.map((pieces) => joinPieces(pieces, paint))
}

/** The mark that ends last may have its text beside it when no other starts after it. */
function markWithTextBeside(ordered: readonly Mark[]): Mark | undefined {
  const last = ordered.at(-1)
  const free = last && last.text !== '' && ordered.every((mark) => mark.to <= last.to)
  return free ? last : undefined
}

/** One run of `^` or `-` for each stretch of columns; the primary mark covers the others. */
function underlinePieces(marks: readonly Mark[]): Piece[] {
  const owners: Mark[] = []
  for (const primary of [false, true]) {
    for (const mark of marks.filter((candidate) => candidate.primary === primary)) {
      for (let column = mark.from; column < mark.to; column++) owners[column] = mark
    }
  }
  const pieces: Piece[] = []
  for (let start = 0; start < owners.length; ) {
    const owner = owners[start]
    let end = start + 1
    while (end < owners.length && owners[end] === owner) end++
    if (owner) {
      const text = (owner.primary ? '^' : '-').repeat(end - start)
      pieces.push({ column: start, text, style: owner.style })
    }
    start = end
  }
  return pieces
}

function connector(mark: Mark): Piece {
  return { column: mark.from, text: '|', style: mark.style }
}

/** Sets pieces at their columns, in one line; of pieces at one column the last stays. */
function joinPieces(pieces: readonly Piece[], paint: Paint): string {
  let line = ''
  let width = 0
  for (const [i, { column, text, style }] of pieces.entries()) {
    if (pieces[i + 1]?.column === column) continue
    line += ' '.repeat(column - width) + paint(style, text)
    width = column + text.length
  }
  return line
}
