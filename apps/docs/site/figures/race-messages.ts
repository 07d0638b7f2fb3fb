/** What the page sends to the worker: the text of a model with a swept learning rate. */
export interface RaceRequest {
  readonly text: string
}

/** One descent of the race. */
export interface Curve {
  /** The swept setting, such as `lr 0.1`. */
  readonly label: string
  /** The objective at the start and after each step. */
  readonly values: readonly number[]
  /** The parameters that are single numbers, at the start and after each step. */
  readonly parameters: Readonly<Record<string, readonly number[]>>
}

/** What the worker answers: the descents, or the rendered diagnostics of the model. */
export type RaceResult = { readonly curves: readonly Curve[] } | { readonly diagnostics: string }
