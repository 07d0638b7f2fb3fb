/** The element kinds of values; labels index the dim they are named after. */
export type Element =
  | { readonly kind: 'number' }
  | { readonly kind: 'int' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'labels'; readonly dim: string }

/** The type of a tensor value: an element kind and named dims, primes included. */
export interface TensorType {
  readonly kind: 'tensor'
  readonly element: Element
  readonly dims: readonly string[]
}

/**
 * What the checker knows of an expression. `poison` marks what could not be typed:
 * it fits everywhere and is never reported again.
 */
export type Type =
  | TensorType
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'text' }
  | { readonly kind: 'range' }
  | { readonly kind: 'module' }
  /** An optimizer, a schedule, a stop rule, or a word of a setting. */
  | { readonly kind: 'setting'; readonly of: string }
  | { readonly kind: 'poison' }
