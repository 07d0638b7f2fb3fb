// What a diagnostic is

// The catalogue of codes
export { type Code, catalog, type MessageValues } from './catalog/index.ts'
export {
  type Details,
  type Diagnostic,
  diagnostic,
  type Edit,
  type Fix,
  type Label,
  type Severity,
} from './diagnostic.ts'
export { type Position, Source } from './source.ts'
export { type Span, spanBetween } from './span.ts'
