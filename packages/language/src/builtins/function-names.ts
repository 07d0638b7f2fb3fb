// Apart from the rows, so that the reader of tokens can tell a function from a value
// without knowing what functions take.

/** Functions of one number, applied to each element; also the activations of a layer. */
export const elementwiseNames = [
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

/** The name of a function of one number. */
export type ElementwiseName = (typeof elementwiseNames)[number]
