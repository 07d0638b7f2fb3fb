import { type Diagnostic, lineText, type Source, type Span } from '@gradus/diagnostics'
import type { ModelFile, Statement } from '../1-syntax/ast.ts'

/**
 * Which parts of a text could not be read as written. Nothing in them is reported again,
 * what they name is poison, and what they may have named is not missed.
 */
export class Damage {
  readonly #spans: readonly Span[]
  readonly #words: ReadonlySet<string>

  constructor(source: Source, file: ModelFile, diagnostics: readonly Diagnostic[]) {
    const lines = brokenLines(source, diagnostics)
    this.#spans = damagedSpans(source, file, lines)
    this.#words = wordsOf(source, lines)
  }

  /** True when a statement was lost or damaged, so that what is absent may be there. */
  get isAny(): boolean {
    return this.#words.size > 0 || this.#spans.length > 0
  }

  /** Tells whether a place lies in a damaged part. */
  covers({ start }: Span): boolean {
    return this.#spans.some((span) => span.start <= start && start <= span.end)
  }

  /** Tells whether a lost line may have given a name its meaning; two words may have run together. */
  mayName(name: string): boolean {
    return [...this.#words].some((word) => word.startsWith(name))
  }
}

function brokenLines(source: Source, diagnostics: readonly Diagnostic[]): ReadonlySet<number> {
  const lines = new Set<number>()
  for (const { severity, primary, secondary } of diagnostics) {
    if (severity !== 'error') continue
    for (const { span } of [primary, ...secondary]) {
      const last = source.positionAt(span.end).line
      for (let line = source.positionAt(span.start).line; line <= last; line++) lines.add(line)
    }
  }
  return lines
}

function wordsOf(source: Source, lines: ReadonlySet<number>): ReadonlySet<string> {
  const words = new Set<string>()
  for (const line of lines) {
    for (const [word] of lineText(source, line).matchAll(/[\p{L}_][\p{L}\p{N}_₀-₉]*/gu)) {
      words.add(word)
    }
  }
  return words
}

function damagedSpans(source: Source, file: ModelFile, lines: ReadonlySet<number>): Span[] {
  if (lines.size === 0) return []
  return file.statements.flatMap((statement) => {
    const touched = linesOf(source, statement.span).filter((line) => lines.has(line))
    if (touched.length === 0) return []
    const items = itemsOf(statement)
    const damaged = items.filter(({ span }) =>
      linesOf(source, span).some((line) => lines.has(line)),
    )
    const inside = new Set(damaged.flatMap(({ span }) => linesOf(source, span)))
    const first = items[0] ? source.positionAt(items[0].span.start).line : Number.POSITIVE_INFINITY
    // A slip before the first item is one of the words that open the block.
    const isHeader = touched.some((line) => !inside.has(line) && line <= first)
    const isOneLine = touched.some((line) => line === source.positionAt(statement.span.start).line)
    return isHeader || isOneLine ? [statement.span] : damaged.map(({ span }) => span)
  })
}

function linesOf(source: Source, { start, end }: Span): number[] {
  const first = source.positionAt(start).line
  const last = source.positionAt(end).line
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

// What stands on lines of its own inside a block.
function itemsOf(statement: Statement): readonly { readonly span: Span }[] {
  switch (statement.kind) {
    case 'train':
      return statement.settings
    case 'test':
      return statement.items
    case 'optimizer':
      return statement.rules
    case 'layer':
    case 'repeat':
      return statement.body.statements
    case 'function':
      return statement.body.kind === 'block' ? statement.body.statements : []
    default:
      return []
  }
}
