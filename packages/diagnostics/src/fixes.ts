import type { Diagnostic, Edit, Fix } from './diagnostic.ts'
import type { Source } from './source.ts'

/** A text after its fixes, and the fixes that went in. */
export interface FixedText {
  readonly text: string
  readonly applied: readonly Fix[]
}

/**
 * Applies the fixes of the diagnostics that lie in `source`: with `only: 'safe'` those that
 * keep the meaning, otherwise also those that should be asked about.
 *
 * A fix goes in whole or not at all: one that touches text another has changed waits for
 * the next check.
 */
export function applyFixes(
  source: Source,
  diagnostics: readonly Diagnostic[],
  options: { readonly only?: 'safe' } = {},
): FixedText {
  const applied: Fix[] = []
  const edits: Edit[] = []
  for (const { source: reported, fixes } of diagnostics) {
    if (reported.file !== source.file) continue
    const fix = fixes.find(({ confidence }) => !options.only || confidence === options.only)
    if (!fix || fix.edits.some((edit) => edits.some((taken) => collide(edit, taken)))) continue
    applied.push(fix)
    edits.push(...fix.edits)
  }
  return { text: applyEdits(source.text, edits), applied }
}

/** Replaces spans of a text; the edits must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = []
  let end = 0
  for (const edit of inOrder(edits)) {
    pieces.push(text.slice(end, edit.span.start), edit.text)
    end = edit.span.end
  }
  return [...pieces, text.slice(end)].join('')
}

/** The edits from the start of the text to its end. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((a, b) => a.span.start - b.span.start)
}

/** Two insertions at one place collide as well: their order would be a guess. */
function collide(a: Edit, b: Edit): boolean {
  const overlap = a.span.start < b.span.end && b.span.start < a.span.end
  return overlap || a.span.start === b.span.start
}
