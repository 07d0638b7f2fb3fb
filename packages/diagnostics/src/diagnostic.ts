import { type Code, catalog, type MessageValues } from './catalog/index.ts'
import type { CatalogRow, Severity } from './catalog/row.ts'
import type { Source } from './source.ts'
import type { Span } from './span.ts'

/** A marked span; `source` is given only when it lies in another text than the diagnostic. */
export interface Label {
  readonly span: Span
  readonly text: string
  readonly source?: Source
}

export interface Edit {
  readonly span: Span
  readonly text: string
}

/** A change to the text; `safe` ones keep the meaning that the writer must have had. */
export interface Fix {
  readonly title: string
  readonly confidence: 'safe' | 'ask'
  readonly edits: readonly Edit[]
  /** The help already shows the change: tools offer it, people are not told twice. */
  readonly told?: true
}

/** One thing that is wrong with what the user gave, as plain data. */
export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  readonly message: string
  readonly source: Source
  readonly primary: Label
  readonly secondary: readonly Label[]
  readonly notes: readonly string[]
  readonly help?: string
  readonly fixes: readonly Fix[]
  /** Commands that show more, beside the page of the code. */
  readonly see: readonly string[]
}

export interface Details {
  /** Says why here; stands beside the marks of the primary span. */
  readonly label?: string | undefined
  readonly secondary?: readonly Label[]
  readonly notes?: readonly string[]
  readonly help?: string | undefined
  readonly fix?: Fix | undefined
  readonly see?: readonly string[]
}

/**
 * Makes a diagnostic of the catalogue's row `code`; `values` fill the `{…}` of its message.
 */
export function diagnostic<C extends Code>(
  code: C,
  source: Source,
  span: Span,
  values: MessageValues<C>,
  details?: Details,
): Diagnostic {
  return diagnosticOf(code, catalog[code], source, span, values, details)
}

/**
 * Makes a diagnostic of a row that is given: for those who report few codes and must not
 * bring the whole catalogue along.
 */
export function diagnosticOf<C extends Code>(
  code: C,
  row: Pick<CatalogRow, 'severity' | 'message'>,
  source: Source,
  span: Span,
  values: MessageValues<C>,
  details: Details = {},
): Diagnostic {
  const { label = '', secondary = [], notes = [], help, fix, see = [] } = details
  return {
    code,
    severity: row.severity,
    message: fillMessage(row.message, values),
    source,
    primary: { span, text: label },
    secondary,
    notes,
    ...(help === undefined ? {} : { help }),
    fixes: fix ? [fix] : [],
    see,
  }
}

function fillMessage(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}
