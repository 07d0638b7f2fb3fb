/**
 * Every elementwise op with its signature: `v` is a value, `m` a truth value (a mask when
 * vectorised). The list stands before the rows so that the types of rows are not circular.
 */
export const signatures = {
  add: 'vv>v',
  sub: 'vv>v',
  mul: 'vv>v',
  div: 'vv>v',
  pow: 'vv>v',
  neg: 'v>v',
  abs: 'v>v',
  sign: 'v>v',
  min: 'vv>v',
  max: 'vv>v',
  sqrt: 'v>v',
  rsqrt: 'v>v',
  cbrt: 'v>v',
  hypot: 'vv>v',
  floor: 'v>v',
  ceil: 'v>v',
  round: 'v>v',
  mod: 'vv>v',
  flush: 'v>v',
  stop_gradient: 'v>v',
  exp: 'v>v',
  expm1: 'v>v',
  exp2: 'v>v',
  log: 'v>v',
  log1p: 'v>v',
  log2: 'v>v',
  log10: 'v>v',
  sin: 'v>v',
  cos: 'v>v',
  tan: 'v>v',
  sec: 'v>v',
  csc: 'v>v',
  cot: 'v>v',
  asin: 'v>v',
  acos: 'v>v',
  atan: 'v>v',
  atan2: 'vv>v',
  sinh: 'v>v',
  cosh: 'v>v',
  tanh: 'v>v',
  asinh: 'v>v',
  acosh: 'v>v',
  atanh: 'v>v',
  sigmoid: 'v>v',
  softplus: 'v>v',
  relu: 'v>v',
  erf: 'v>v',
  erfc: 'v>v',
  gamma: 'v>v',
  lgamma: 'v>v',
  digamma: 'v>v',
  trigamma: 'v>v',
  polygamma: 'vv>v',
  eq: 'vv>m',
  ne: 'vv>m',
  lt: 'vv>m',
  le: 'vv>m',
  gt: 'vv>m',
  ge: 'vv>m',
  and: 'mm>m',
  or: 'mm>m',
  not: 'm>m',
  select: 'mvv>v',
} as const

export type ElementwiseName = keyof typeof signatures
export type SignatureOf<K extends ElementwiseName> = (typeof signatures)[K]

/** The elementwise ops whose arguments and result are all values, so that they have partials. */
export type SmoothName = {
  [K in ElementwiseName]: SignatureOf<K> extends 'v>v' | 'vv>v' ? K : never
}[ElementwiseName]

type Parts<S extends string, V, M> = S extends `v${infer Rest}`
  ? [V, ...Parts<Rest, V, M>]
  : S extends `m${infer Rest}`
    ? [M, ...Parts<Rest, V, M>]
    : []

/** The argument tuple of a signature over a carrier with values `V` and truth values `M`. */
export type ArgsOf<K extends ElementwiseName, V, M> =
  SignatureOf<K> extends `${infer Inputs}>${string}` ? Parts<Inputs, V, M> : never

/** The result of a signature over a carrier. */
export type ResultOf<K extends ElementwiseName, V, M> = SignatureOf<K> extends `${string}>v` ? V : M

/** Elementwise as well, but between element types; they carry the target dtype. */
export const conversionNames = ['cast'] as const
export type ConversionName = (typeof conversionNames)[number]

export const reductionNames = ['sum', 'prod', 'reduce_max', 'argmax'] as const
export type ReductionName = (typeof reductionNames)[number]

export const movementNames = [
  'reshape',
  'transpose',
  'broadcast',
  'slice',
  'pad',
  'concat',
  'gather',
  'scatter_add',
  'one_hot',
  'windows',
  'overlap_add',
  'reverse',
  'take_along_axis',
  'add_along_axis',
] as const
export type MovementName = (typeof movementNames)[number]

export const contractionNames = ['contract'] as const
export type ContractionName = (typeof contractionNames)[number]

export const sourceNames = ['constant', 'input', 'parameter', 'random', 'iota', 'extent'] as const
export type SourceName = (typeof sourceNames)[number]

/** Routines over the matrices that the last two axes hold, one for each place of the others. */
export const linearAlgebraNames = [
  'triangular_solve',
  'cholesky',
  'lu',
  'solve',
  'determinant',
  'qr',
  'eigh',
  'svd',
  'spectrum',
] as const
export type LinearAlgebraName = (typeof linearAlgebraNames)[number]

export type RoutineName = LinearAlgebraName | 'argsort' | 'cumsum'

/** Elementwise ops whose programs are brought by who applies them: functions, not methods. */
export const functionNames = [
  'cbrt',
  'hypot',
  'mod',
  'exp2',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'sec',
  'csc',
  'cot',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'asinh',
  'acosh',
  'atanh',
  'erf',
  'erfc',
  'gamma',
  'lgamma',
  'digamma',
  'trigamma',
  'polygamma',
] as const satisfies readonly ElementwiseName[]
export type FunctionName = (typeof functionNames)[number]

export const regionNames = ['repeat'] as const
export type RegionName = (typeof regionNames)[number]

export type OpName =
  | ElementwiseName
  | ConversionName
  | ReductionName
  | MovementName
  | ContractionName
  | SourceName
  | RoutineName
  | RegionName

/** Ops whose derivatives are not elementwise partials. */
export type RuledName = Exclude<OpName, SmoothName | RegionName>

export type Kind =
  | 'elementwise'
  | 'reduction'
  | 'movement'
  | 'contraction'
  | 'source'
  | 'routine'
  | 'region'

/** The elementary functions, which JavaScript has in `Math`, and what is made of those. */
export type ElementaryName =
  | 'pow'
  | 'cbrt'
  | 'hypot'
  | 'exp'
  | 'expm1'
  | 'exp2'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'sec'
  | 'csc'
  | 'cot'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'sigmoid'
  | 'softplus'
