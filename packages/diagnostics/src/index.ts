// What a diagnostic is
export { type Span, spanBetween } from './span.ts'
export { type Position, Source } from './source.ts'
export {
  diagnostic,
  type Details,
  type Diagnostic,
  type Edit,
  type Fix,
  type Label,
  type Severity,
} from './diagnostic.ts'

// The catalogue of codes
export { type Code, catalog, type MessageValues } from './catalog/index.ts'
