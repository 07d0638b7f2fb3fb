import {
  type Code,
  type Details,
  type Diagnostic,
  diagnostic,
  type Edit,
  type Fix,
  type Label,
  type MessageValues,
  type Source,
  type Span,
} from '@gradus/diagnostics'
import type { Damage } from './damage.ts'
import { poison, type Type } from './types.ts'

/** All that is reported while one model is checked, over all of its files. */
export class Reports {
  readonly diagnostics: Diagnostic[] = []
  /** True once something is used that is not available yet and that a run needs. */
  unavailable = false
  readonly #seen = new Set<string>()

  add(found: Diagnostic): void {
    const { start, end } = found.primary.span
    const key = `${found.code} ${found.source.file} ${start} ${end}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.diagnostics.push(found)
  }

  hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error')
  }

  /** Errors in the order of the text; warnings only when there are no errors. */
  result(): Diagnostic[] {
    const shown = this.hasErrors()
      ? this.diagnostics.filter(({ severity }) => severity === 'error')
      : this.diagnostics
    return inTextOrder(shown)
  }
}

function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const files = [...new Set(diagnostics.map(({ source }) => source))]
  return files.flatMap((file) =>
    diagnostics
      .filter(({ source }) => source === file)
      .toSorted((a, b) => a.primary.span.start - b.primary.span.start),
  )
}

/** Reports what is wrong in one file; what is wrong has the poison type. */
export class Reporter {
  readonly source: Source
  readonly reports: Reports
  readonly damage: Damage
  /** The call whose body is being checked, marked beside what is wrong in the body. */
  readonly caller: Label | undefined

  constructor(source: Source, reports: Reports, damage: Damage, caller?: Label) {
    this.source = source
    this.reports = reports
    this.damage = damage
    this.caller = caller
  }

  /** The same file, while a body is checked for a call. */
  calledFrom(caller: Label): Reporter {
    return new Reporter(this.source, this.reports, this.damage, caller)
  }

  report<C extends Code>(
    code: C,
    span: Span,
    values: MessageValues<C>,
    details: Details = {},
  ): Type {
    const secondary = [...(details.secondary ?? []), ...(this.caller ? [this.caller] : [])]
    this.add(diagnostic(code, this.source, span, values, { ...details, secondary }))
    return poison
  }

  /** Adds what was found in this file, unless it stands where the text was damaged. */
  add(found: Diagnostic): void {
    if (!this.damage.covers(found.primary.span)) this.reports.add(found)
  }

  /** Warns that something is understood but not available; it stops a run unless told. */
  unavailable(feature: string, span: Span, stops = true): void {
    this.report('W0713', span, { feature })
    if (stops) this.reports.unavailable = true
  }

  /** The text of a span, as it is written. */
  textOf({ start, end }: Span): string {
    return this.source.text.slice(start, end)
  }
}

/** A fix that replaces one span; `safe` when no one would decline it. */
export function replaceFix(span: Span, text: string, confidence: Fix['confidence'] = 'safe'): Fix {
  return editsFix(`write \`${text}\``, [{ span, text }], confidence)
}

/** A fix of several edits. */
export function editsFix(
  title: string,
  edits: readonly Edit[],
  confidence: Fix['confidence'] = 'safe',
): Fix {
  return { title, confidence, edits }
}

/** An edit that puts text in at an offset. */
export function insertion(offset: number, text: string): Edit {
  return { span: { start: offset, end: offset }, text }
}

/** The label and fix of a name that was probably meant to be another. */
export function didYouMean(span: Span, better: string | undefined, otherwise = ''): Details {
  if (better === undefined) return { label: otherwise }
  return { label: `did you mean \`${better}\`?`, fix: replaceFix(span, better) }
}
