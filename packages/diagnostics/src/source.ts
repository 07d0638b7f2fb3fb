/** A place in a text: line and column count from 1, columns in code points. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A text with the name it is reported under; finds lines and columns of offsets. */
export class Source {
  readonly file: string
  readonly text: string
  readonly #lineStarts: readonly number[]

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
    this.#lineStarts = findLineStarts(text)
  }

  get lineCount(): number {
    return this.#lineStarts.length
  }

  /** The line and column of a UTF-16 offset; offsets past the end give the end. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length))
    const line = this.#lineOf(at)
    const start = this.#lineStarts[line - 1] ?? 0
    let column = 1
    for (let i = start; i < at; i += isSurrogatePair(this.text, i) ? 2 : 1) column++
    return { line, column }
  }

  /** The offset where a line starts; lines count from 1. */
  lineStart(line: number): number {
    return this.#lineStarts[line - 1] ?? this.text.length
  }

  /** A line without its line break. */
  lineText(line: number): string {
    const end = this.#lineStarts[line] ?? this.text.length + 1
    return this.text.slice(this.lineStart(line), end - 1).replace(/[\r\n]+$/, '')
  }

  #lineOf(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
}

function isSurrogatePair(text: string, index: number): boolean {
  const code = text.codePointAt(index)
  return code !== undefined && code > 0xffff
}
