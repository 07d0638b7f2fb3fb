// What a diagnostic is
export { type Span, spanBetween } from './span.ts'
export { lineStart, lineText, type Position, Source, type SourceOrigin } from './source.ts'
export {
  type Details,
  type Diagnostic,
  diagnostic,
  diagnosticOf,
  type Edit,
  type Fix,
  type Label,
} from './diagnostic.ts'

// The catalogue of codes
export { type Code, catalog, type MessageValues } from './catalog/index.ts'
export { type FormulaCode, formulaMessages } from './catalog/formula-codes.ts'
export type { CatalogRow, Severity } from './catalog/row.ts'

// How diagnostics are shown
export { renderHuman } from './render/human.ts'
export { renderShort } from './render/short.ts'
export { renderPlain } from './render/plain.ts'
export { renderGithub } from './render/github.ts'
export {
  type JsonDiagnostic,
  type JsonLabel,
  type JsonPosition,
  type JsonRange,
  type JsonReport,
  renderJson,
  reportJson,
} from './render/json.ts'
export { reportSarif, type SarifLog } from './render/sarif.ts'

// What helps to write and to follow them
export { applyEdits, applyFixes, type FixedText } from './fixes.ts'
export { nearest, suggest } from './suggest.ts'

// Our own mistakes
export { InternalError, internalError } from './internal-error.ts'
