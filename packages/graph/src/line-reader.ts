import type { Span } from '@gradus/diagnostics'
import { type Dim, type DType, dtypes, type Shape } from '@gradus/ops'
import type { Token } from './tokens.ts'

/** A word that does not belong where it stands; no word at all at the end of a line. */
export class Unexpected extends Error {
  readonly token: Token | undefined
  readonly expected: string

  constructor(token: Token | undefined, expected = '') {
    super('unexpected text')
    this.token = token
    this.expected = expected
  }
}

/** Takes the words of one line one after the other. */
export class LineReader {
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  /** The end of the line, for what is missing there. */
  get lastSpan(): Span {
    const end = this.#tokens.at(-1)?.end ?? 0
    return { start: end, end }
  }

  /** Whether the next word is this sign. */
  isAt(text: string): boolean {
    return this.#tokens[this.#next]?.text === text
  }

  take(kind: Token['kind']): Token {
    const token = this.#tokens[this.#next]
    if (token?.kind !== kind) throw new Unexpected(token, `expected ${nameOf[kind]}`)
    this.#next++
    return token
  }

  word(text: string): Token {
    return this.#exactly('word', text)
  }

  sign(text: string): Token {
    return this.#exactly('sign', text)
  }

  end(): void {
    const token = this.#tokens[this.#next]
    if (token) throw new Unexpected(token, 'the line should end here')
  }

  /** Items between two brackets, separated by commas. */
  list<T>(open: string, close: string, item: () => T): T[] {
    this.sign(open)
    const items: T[] = []
    while (!this.isAt(close)) {
      if (items.length > 0) this.sign(',')
      items.push(item())
    }
    this.sign(close)
    return items
  }

  /** Items to the end of the line, separated by commas. */
  rest<T>(item: () => T): T[] {
    const items: T[] = []
    while (this.#next < this.#tokens.length) {
      if (items.length > 0) this.sign(',')
      items.push(item())
    }
    return items
  }

  /** A word, or a text in quotes. */
  name(): string {
    return this.#tokens[this.#next]?.kind === 'text' ? this.text() : this.take('word').text
  }

  text(): string {
    const token = this.take('text')
    try {
      return JSON.parse(token.text) as string
    } catch {
      throw new Unexpected(token, 'expected a text as JSON writes it')
    }
  }

  number(): number {
    return Number(this.take('number').text)
  }

  integer(): number {
    const token = this.take('number')
    if (!/^-?\d{1,15}$/.test(token.text)) throw new Unexpected(token, 'expected a whole number')
    return Number(token.text)
  }

  dtype(): DType {
    const token = this.take('word')
    const dtype = dtypes.find((each) => each === token.text)
    if (!dtype) throw new Unexpected(token, `expected one of ${dtypes.join(', ')}`)
    return dtype
  }

  dim(): Dim {
    const isNamed = !this.isAt('<=') && this.#tokens[this.#next]?.kind !== 'number'
    const name = isNamed ? this.name() : ''
    const isRows = this.isAt('<=')
    if (isRows || isNamed) this.sign(isRows ? '<=' : '=')
    const size = this.#size()
    return isRows ? { name, size, rows: true } : { name, size }
  }

  shape(): Shape {
    return this.list('[', ']', () => this.dim())
  }

  type(): { readonly dtype: DType; readonly shape: Shape; readonly span: Span } {
    const start = this.#tokens[this.#next]?.start ?? 0
    const dtype = this.dtype()
    const shape = this.shape()
    return { dtype, shape, span: { start, end: this.#tokens[this.#next - 1]!.end } }
  }

  #size(): number {
    const token = this.#tokens[this.#next]
    const size = this.integer()
    if (size < 0 || Object.is(size, -0)) throw new Unexpected(token, 'sizes are not negative')
    return size
  }

  #exactly(kind: 'word' | 'sign', text: string): Token {
    if (!this.isAt(text)) throw new Unexpected(this.#tokens[this.#next], `expected \`${text}\``)
    return this.take(kind)
  }
}

const nameOf: Readonly<Record<Token['kind'], string>> = {
  node: 'a node, such as `%0`',
  body: 'a body, such as `@0`',
  word: 'a word',
  text: 'a text in quotes',
  number: 'a number',
  sign: 'a sign',
  line: 'the end of the line',
  unknown: 'something else',
}
