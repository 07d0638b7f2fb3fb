import {
  applyEdits,
  type Diagnostic,
  diagnosticOf,
  type Fix,
  formulaMessages,
  type Source,
  type Span,
} from '@gradus/diagnostics'
import { type Finding, findMistakes } from './check.ts'
import { type Mistake, mistakes, valuesOf } from './mistakes.ts'
import { readTokens } from './tokens.ts'

/** A mistake in the text of a formula, with its place where it is looked for first. */
export interface FormulaDiagnostic extends Diagnostic {
  /** From 1. */
  readonly line: number
  /** From 1, in code points. */
  readonly column: number
  /** In UTF-16 offsets. */
  readonly span: Span
}

// Repairs are tried for so many of the findings: each try reads the text once more.
const mostTried = 3

/**
 * Says what is wrong with a text. Where the repair of one mistake leaves none, the others
 * came of it and are not reported; a fix for the only mistake gives a formula.
 */
export function diagnose(source: Source, findings: readonly Finding[]): FormulaDiagnostic[] {
  for (const finding of findings.slice(0, mostTried)) {
    for (const cure of fixesOf(finding)) {
      if (isCure(source.text, cure)) return [describe(source, finding, cure)]
    }
  }
  if (findings.length === 1) return [describe(source, findings[0]!)]
  const inOrder = findings.toSorted((a, b) => a.site.at - b.site.at)
  return inOrder.map((finding) =>
    describe(source, finding, fixesOf(finding).next().value ?? undefined),
  )
}

function* fixesOf({ mistake, site }: Finding): Generator<Fix, undefined> {
  const { repairs }: Mistake = mistakes[mistake]
  for (const repair of repairs) {
    const fix = repair(site)
    if (fix) yield fix
  }
}

function isCure(text: string, fix: Fix): boolean {
  return findMistakes(readTokens(applyEdits(text, fix.edits))).length === 0
}

function describe(source: Source, { mistake, site }: Finding, fix?: Fix): FormulaDiagnostic {
  const row: Mistake = mistakes[mistake]
  const { code, label, help } = row
  const { start, end } = site.tokens[site.at]!
  const span = { start, end }
  const said = { label: label?.(site), help: help?.(site), fix }
  return {
    ...diagnosticOf(
      code,
      { severity: 'error', message: formulaMessages[code] },
      source,
      span,
      valuesOf(site, row),
      said,
    ),
    ...source.positionAt(start),
    span,
  }
}
