/** A line as a terminal shows it: cells that are none, one or two columns wide. */
export interface DisplayLine {
  readonly width: number
  /** The column, from 0, of a UTF-16 offset in the line. */
  columnAt(offset: number): number
  /** The text between two columns; a cell that straddles an end is left out. */
  slice(from: number, to: number): string
}

const tabStop = 4

/** Lays a line out: tabs become spaces, control characters become visible. */
export function layOut(text: string): DisplayLine {
  return /^[ -~]*$/.test(text) ? layOutAscii(text) : layOutCells(text)
}

function layOutAscii(text: string): DisplayLine {
  return {
    width: text.length,
    columnAt: (offset) => offset,
    slice: (from, to) => text.slice(from, to),
  }
}

interface Cell {
  readonly text: string
  readonly column: number
  readonly width: number
}

function layOutCells(text: string): DisplayLine {
  const cells: Cell[] = []
  const columns: number[] = []
  let column = 0
  for (const { segment } of new Intl.Segmenter('und').segment(text)) {
    const tab = segment === '\t'
    const width = tab ? tabStop - (column % tabStop) : clusterWidth(segment)
    cells.push({ text: tab ? ' '.repeat(width) : showControls(segment), column, width })
    for (let i = 0; i < segment.length; i++) columns.push(column)
    column += width
  }
  return {
    width: column,
    columnAt: (offset) => columns[offset] ?? column + Math.max(0, offset - text.length),
    slice: (from, to) =>
      cells
        .filter((cell) => cell.column >= from && cell.column + cell.width <= to)
        .map((cell) => cell.text)
        .join(''),
  }
}

/**
 * Replaces control characters by their pictures and marks of text direction by `\ufffd`, so
 * that a file cannot move the cursor or reorder what is shown of it. Line breaks stay.
 */
export function showControls(text: string): string {
  return text.replace(/\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => {
    if (char === '\n') return char
    return char < ' ' ? String.fromCharCode(0x2400 + char.charCodeAt(0)) : '\ufffd'
  })
}

// East Asian wide and full-width blocks (Unicode 16, UAX #11), without the unassigned rest.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1b000}-\u{1b2fb}\u{20000}-\u{3fffd}]/u
const emoji = /\p{Emoji_Presentation}|\ufe0f/u
const withoutWidth = /^[\p{Mn}\p{Me}\u200b-\u200d\u2060\ufeff]+$/u

/** How many columns a user-perceived character takes: 0, 1 or 2. */
function clusterWidth(cluster: string): number {
  if (withoutWidth.test(cluster)) return 0
  return wide.test(cluster) || emoji.test(cluster) ? 2 : 1
}
