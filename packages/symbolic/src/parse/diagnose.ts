import { applyEdits, diagnosticOf, type Fix, formulaCodes, type Source } from '@gradus/diagnostics'
import { type Finding, findMistakes } from './check.ts'
import { type Mistake, mistakes, valuesOf } from './mistakes.ts'
import type { FormulaDiagnostic } from './parse.ts'
import { readTokens } from './tokens.ts'

// Repairs are tried for so many of the findings: each try reads the text once more.
const mostTried = 3

/**
 * Says what is wrong with a text. Where the repair of one mistake leaves none, the others
 * came of it and are not reported; a fix for the only mistake gives a formula.
 */
export function diagnose(source: Source, findings: readonly Finding[]): FormulaDiagnostic[] {
  for (const finding of findings.slice(0, mostTried)) {
    const cure = fixesOf(finding).find((fix) => isCure(source.text, fix))
    if (cure) return [describe(source, finding, cure)]
  }
  if (findings.length === 1) return [describe(source, findings[0]!)]
  return findings.map((finding) => describe(source, finding, fixesOf(finding)[0]))
}

function fixesOf({ mistake, site }: Finding): Fix[] {
  const { repairs }: Mistake = mistakes[mistake]
  return repairs.flatMap((repair) => repair(site) ?? [])
}

function isCure(text: string, fix: Fix): boolean {
  return findMistakes(readTokens(applyEdits(text, fix.edits))).length === 0
}

function describe(source: Source, { mistake, site }: Finding, fix?: Fix): FormulaDiagnostic {
  const { code, label, help }: Mistake = mistakes[mistake]
  const { start, end } = site.tokens[site.at]!
  const span = { start, end }
  const said = { label: label?.(site), help: help?.(site), fix }
  return {
    ...diagnosticOf(code, formulaCodes[code], source, span, valuesOf(site), said),
    ...source.positionAt(start),
    span,
  }
}
