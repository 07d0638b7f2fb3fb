import type { Diagnostic } from '@gradus/diagnostics'
import type { StatementTokens } from './layout.ts'
import { Token } from './tokens.ts'

/** What each step found, in the order of the steps. */
export interface Findings {
  readonly unreadable: readonly Diagnostic[]
  readonly brackets: readonly Diagnostic[]
  readonly repaired: Diagnostic[]
  readonly unparsed: Diagnostic[]
  readonly built: Diagnostic[]
}

/**
 * Keeps one report for one slip, in the order of the text. Where a line is known to be
 * wrong, what the parser stumbled over there is an echo; a closing bracket too many is
 * most often the echo of its opener; and the parser's first error on a line is the one
 * that its recovery did not make.
 */
export function selectDiagnostics(
  found: Findings,
  statements: readonly StatementTokens[],
): readonly Diagnostic[] {
  const lineOf = findLines(statements)
  const known = new Set<number>()
  const kept: Diagnostic[] = []
  const keep = (diagnostics: readonly Diagnostic[], when: (line: number) => boolean): void => {
    const lines = diagnostics.map((diagnostic) => {
      // Tabs are wrong on every line alike and spoil none of them.
      if (diagnostic.code === 'E0119') return -1
      return lineOf(diagnostic.primary.span.start)
    })
    for (const [i, diagnostic] of diagnostics.entries())
      if (when(lines[i] as number)) kept.push(diagnostic)
    for (const line of lines) if (line >= 0) known.add(line)
  }
  const isUnclosed = (diagnostic: Diagnostic): boolean => diagnostic.code !== 'E0113'
  keep(found.unreadable, () => true)
  const unreadable = new Set(known)
  keep(found.brackets.filter(isUnclosed), () => true)
  keep(found.repaired, (line) => !unreadable.has(line))
  const parsed = new Set<number>()
  keep(found.unparsed, (line) => !known.has(line) && !parsed.has(line) && !!parsed.add(line))
  keep(found.built, (line) => !known.has(line))
  keep(
    found.brackets.filter((d) => !isUnclosed(d)),
    (line) => !known.has(line),
  )
  return kept.sort((a, b) => a.primary.span.start - b.primary.span.start)
}

// Numbers the inner lines of all statements: what lies between two separators or braces.
function findLines(statements: readonly StatementTokens[]): (offset: number) => number {
  const starts: number[] = []
  for (const statement of statements) {
    let isStart = true
    for (const token of statement) {
      if (isStart) starts.push(token.startOffset)
      isStart = token.tokenType === Token.LineBreak || token.tokenType === Token.OpenBrace
    }
  }
  return (offset) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
