/** Errors keep a model from running, warnings do not. */
export type Severity = 'error' | 'warning'

/** One row of the catalogue: everything that is known about a code. */
export interface CatalogRow {
  /** Adjective and noun, such as `MismatchedInnerDim`. */
  readonly name: string
  readonly severity: Severity
  /** One sentence in the user's words; `{…}` are filled where it is reported. */
  readonly message: string
  /** How sure a fix is when there is one. */
  readonly fix: 'safe' | 'ask' | 'none'
}
