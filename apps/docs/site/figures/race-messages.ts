/** What the page sends to the worker: the text of a model. */
export interface RaceRequest {
  readonly text: string
}

/** One descent of the race. */
export interface Curve {
  /** What this run does differently, such as `lr 0.1`. */
  readonly label: string
  /** The objective at the start and after each step. */
  readonly values: readonly number[]
  /** The single parameters that `plot curve` names, at the start and after each step. */
  readonly parameters: Readonly<Record<string, readonly number[]>>
}

/** What the worker answers. */
export interface RaceResult {
  /** None when the model has errors. */
  readonly curves: readonly Curve[]
  /** What there is to say about the model, rendered; empty when that is nothing. */
  readonly diagnostics: string
}
