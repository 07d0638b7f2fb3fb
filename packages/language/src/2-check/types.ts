import type { Definition } from './definition.ts'

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

/** What a name stands for when it names something to call; built in unless a definition is given. */
export interface FunctionType {
  readonly kind: 'function'
  readonly name: string
  readonly definition?: Definition
}

/**
 * What the checker knows of an expression. `poison` marks what could not be typed:
 * it fits everywhere and is never reported again.
 */
export type Type =
  | TensorType
  | FunctionType
  | { readonly kind: 'text' }
  | { readonly kind: 'range' }
  | { readonly kind: 'module' }
  /** An optimizer, a schedule, a stop rule, or a word of a setting. */
  | { readonly kind: 'setting'; readonly of: string }
  | { readonly kind: 'poison' }

/** Makes the type of a tensor of numbers with these dims; none for a single number. */
export function numbers(dims: readonly string[] = []): TensorType {
  return { kind: 'tensor', element: { kind: 'number' }, dims }
}

/** Makes the type of a tensor of truth values with these dims. */
export function bools(dims: readonly string[] = []): TensorType {
  return { kind: 'tensor', element: { kind: 'bool' }, dims }
}

/** Makes the type of a tensor of labels that index `dim`. */
export function labels(dim: string, dims: readonly string[] = []): TensorType {
  return { kind: 'tensor', element: { kind: 'labels', dim }, dims }
}

/** The type of what could not be typed. */
export const poison: Type = { kind: 'poison' }

/** Tells whether a type is one value and has no dims. */
export function isSingle(type: Type): boolean {
  return type.kind === 'tensor' && type.dims.length === 0
}

/** Tells whether a type holds labels. */
export function isLabels(type: Type): boolean {
  return type.kind === 'tensor' && type.element.kind === 'labels'
}

/** Tells whether a type holds truth values. */
export function isBool(type: Type): boolean {
  return type.kind === 'tensor' && type.element.kind === 'bool'
}
