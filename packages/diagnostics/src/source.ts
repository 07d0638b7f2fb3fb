/** A place in a text: line and column count from 1, columns in code points. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where an excerpt begins in the whole file that it was taken from. */
export interface SourceOrigin {
  /** The number of its first line; 1 unless told. */
  readonly line?: number
  /** The UTF-16 offset of its first character; 0 unless told. */
  readonly offset?: number
}

const byteOrderMark = 0xfeff

/**
 * A text with the name it is reported under; finds lines and columns of offsets.
 *
 * Lines end at `\n` or `\r\n`. A byte order mark at the start belongs to no column. All
 * offsets count from the start of `text`; lines count as in the file, so that a few lines
 * cut out of a large file (see {@link SourceOrigin}) are reported where they stand in it.
 */
export class Source {
  readonly file: string
  readonly text: string
  /** The number of the first line of `text`. */
  readonly firstLine: number
  /** The offset of `text` in the file. */
  readonly firstOffset: number
  /** The offsets in `text` at which its lines start. */
  readonly lineStarts: readonly number[]
  // The place asked for last: those who ask in order pay for each character once.
  #last: { readonly offset: number; readonly position: Position } | undefined

  constructor(file: string, text: string, origin: SourceOrigin = {}) {
    this.file = file
    this.text = text
    this.firstLine = origin.line ?? 1
    this.firstOffset = origin.offset ?? 0
    this.lineStarts = findLineStarts(text)
  }

  /** The line and column of a UTF-16 offset; offsets past the end give the end. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length))
    const index = this.#lineIndexOf(at)
    const line = this.firstLine + index
    const last = this.#last
    const isAhead = last?.position.line === line && last.offset <= at
    let column = isAhead ? last.position.column : 1
    let i = isAhead ? last.offset : (this.lineStarts[index] ?? 0)
    for (; i < at; i += lengthAt(this.text, i)) column++
    const position = { line, column }
    // A place inside a pair of surrogates is no start to go on from.
    if (i === at) this.#last = { offset: at, position }
    return position
  }

  /** The line of a UTF-16 offset, which costs less than its column. */
  lineAt(offset: number): number {
    return this.firstLine + this.#lineIndexOf(offset)
  }

  #lineIndexOf(offset: number): number {
    let low = 0
    let high = this.lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** The offset where a line starts; the end of the text for lines that do not exist. */
export function lineStart({ text, firstLine, lineStarts }: Source, line: number): number {
  return lineStarts[line - firstLine] ?? text.length
}

/** A line without its line break. */
export function lineText(source: Source, line: number): string {
  const next = source.lineStarts[line - source.firstLine + 1]
  const end = next === undefined ? source.text.length : next - 1
  return source.text.slice(lineStart(source, line), end).replace(/\r$/, '')
}

function findLineStarts(text: string): number[] {
  const starts = [text.charCodeAt(0) === byteOrderMark ? 1 : 0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}

/** The UTF-16 length of the code point at an index. */
function lengthAt(text: string, index: number): number {
  const code = text.codePointAt(index)
  return code !== undefined && code > 0xffff ? 2 : 1
}
