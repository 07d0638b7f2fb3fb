import type { signatures } from '@gradus/ops'

// Apart from the rows, so that the reader of tokens can tell a function from a value
// without knowing what functions take.

/** Functions of one number that the language has from the start: no name of a file hides them. */
export const firstElementwiseNames = [
  'abs',
  'sign',
  'exp',
  'log',
  'log1p',
  'expm1',
  'sqrt',
  'sin',
  'cos',
  'tan',
  'tanh',
  'sigmoid',
  'softplus',
  'relu',
  'identity',
] as const

type Signatures = typeof signatures
type WithSignature<S extends string> = {
  [K in keyof Signatures]: Signatures[K] extends S ? K : never
}[keyof Signatures]

/** Ops that the language writes with an operator, and one that backends alone use. */
type UnnamedOp = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'neg' | 'flush'

/**
 * Functions of one number, applied to each element; also the activations of a layer. Every op
 * of the table is one: a new row is missing from the rows below by type.
 */
export type ElementwiseName = Exclude<WithSignature<'v>v'>, UnnamedOp> | CompositeName

/** Functions of one number that are several ops. */
export type CompositeName = 'identity' | 'gelu' | 'silu'

/** Functions of two numbers that share their name with a reduction. */
export type PairwiseName = 'min' | 'max'

/** The other functions of two numbers, element by element. */
export type BinaryName = Exclude<WithSignature<'vv>v'>, UnnamedOp | PairwiseName>
