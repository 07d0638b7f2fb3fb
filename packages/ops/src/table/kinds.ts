import {
  type ContractionName,
  type ConversionName,
  contractionNames,
  conversionNames,
  type ElementwiseName,
  type Kind,
  type MovementName,
  movementNames,
  type OpName,
  type ReductionName,
  type RegionName,
  type RoutineName,
  reductionNames,
  regionNames,
  routineNames,
  type SourceName,
  signatures,
  sourceNames,
} from '../names.ts'
import type { Trait } from '../row.ts'

/** The op names of each kind, in the order of the table. */
export const namesByKind = {
  elementwise: [...(Object.keys(signatures) as ElementwiseName[]), ...conversionNames],
  reduction: reductionNames,
  movement: movementNames,
  contraction: contractionNames,
  source: sourceNames,
  routine: routineNames,
  region: regionNames,
} as const satisfies Record<Kind, readonly OpName[]>

/** Every op, in the order of the table. */
export const opNames: readonly OpName[] = Object.values(namesByKind).flat()

export const kindOf: Readonly<Record<OpName, Kind>> = Object.fromEntries(
  Object.entries(namesByKind).flatMap(([kind, names]) => names.map((name) => [name, kind])),
) as Record<OpName, Kind>

type FixedArity =
  | ConversionName
  | ReductionName
  | MovementName
  | ContractionName
  | SourceName
  | RoutineName
  | RegionName

const arityOfOthers: Readonly<Record<FixedArity, number | 'any'>> = {
  cast: 1,
  sum: 1,
  prod: 1,
  reduce_max: 1,
  argmax: 1,
  reshape: 1,
  transpose: 1,
  broadcast: 1,
  slice: 1,
  pad: 1,
  concat: 'any',
  gather: 2,
  scatter_add: 2,
  one_hot: 1,
  windows: 1,
  overlap_add: 1,
  reverse: 1,
  take_along_axis: 2,
  add_along_axis: 2,
  contract: 2,
  constant: 0,
  input: 0,
  parameter: 0,
  random: 2,
  iota: 0,
  extent: 0,
  triangular_solve: 2,
  argsort: 1,
  cumsum: 1,
  repeat: 'any',
}

/** How many inputs an op takes. */
export const arityOf: Readonly<Record<OpName, number | 'any'>> = {
  ...arityOfOthers,
  ...(Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [name, signature.indexOf('>')]),
  ) as Record<ElementwiseName, number>),
}

/** Declared properties of each op. */
export const traitsOf: Readonly<Record<OpName, readonly Trait[]>> = {
  add: ['commutative', 'associative', 'linear'],
  sub: ['linear'],
  mul: ['commutative', 'associative'],
  div: [],
  pow: ['expensive'],
  neg: ['linear', 'finite'],
  abs: ['finite', 'integral'],
  sign: ['constant', 'finite', 'integral'],
  min: ['commutative', 'associative', 'finite'],
  max: ['commutative', 'associative', 'finite'],
  sqrt: [],
  rsqrt: [],
  cbrt: ['expensive'],
  hypot: ['commutative', 'expensive'],
  floor: ['constant', 'finite', 'integral'],
  ceil: ['constant', 'integral'],
  round: ['constant', 'integral'],
  mod: ['expensive', 'integral'],
  flush: ['finite', 'integral'],
  stop_gradient: ['constant', 'finite', 'integral'],
  exp: ['expensive'],
  expm1: ['expensive'],
  exp2: ['expensive'],
  log: ['expensive'],
  log1p: ['expensive'],
  log2: ['expensive'],
  log10: ['expensive'],
  sin: ['expensive', 'finite'],
  cos: ['expensive', 'finite'],
  tan: ['expensive'],
  sec: ['expensive'],
  csc: ['expensive'],
  cot: ['expensive'],
  asin: ['expensive'],
  acos: ['expensive'],
  atan: ['expensive'],
  atan2: ['expensive'],
  sinh: ['expensive'],
  cosh: ['expensive'],
  tanh: ['expensive', 'finite'],
  asinh: ['expensive'],
  acosh: ['expensive'],
  atanh: ['expensive'],
  sigmoid: ['expensive', 'finite'],
  softplus: ['expensive', 'finite'],
  relu: ['finite', 'integral'],
  erf: ['expensive'],
  erfc: ['expensive'],
  gamma: ['expensive'],
  lgamma: ['expensive'],
  digamma: ['expensive'],
  trigamma: ['expensive'],
  polygamma: ['expensive'],
  eq: ['comparison', 'commutative', 'constant'],
  ne: ['comparison', 'commutative', 'constant'],
  lt: ['comparison', 'constant'],
  le: ['comparison', 'constant'],
  gt: ['comparison', 'constant'],
  ge: ['comparison', 'constant'],
  and: ['logic', 'commutative', 'associative', 'constant'],
  or: ['logic', 'commutative', 'associative', 'constant'],
  not: ['logic', 'constant'],
  select: ['finite'],
  cast: ['conversion', 'linear', 'finite'],
  sum: ['linear'],
  prod: [],
  reduce_max: [],
  argmax: ['index', 'constant'],
  reshape: ['linear', 'finite'],
  transpose: ['linear', 'finite'],
  broadcast: ['linear', 'finite'],
  slice: ['linear', 'finite'],
  pad: ['linear', 'finite'],
  concat: ['linear', 'finite'],
  gather: ['linear', 'finite'],
  scatter_add: ['linear', 'whole'],
  one_hot: ['constant', 'finite'],
  windows: ['linear', 'finite'],
  overlap_add: ['linear', 'whole'],
  reverse: ['linear', 'finite'],
  take_along_axis: ['linear', 'finite'],
  add_along_axis: ['linear', 'whole'],
  contract: [],
  constant: ['constant'],
  input: ['fed'],
  parameter: ['fed'],
  random: ['constant', 'whole'],
  iota: ['index', 'constant', 'finite'],
  extent: ['constant', 'finite'],
  triangular_solve: ['whole'],
  argsort: ['index', 'constant', 'whole'],
  cumsum: ['linear', 'whole'],
  repeat: ['whole'],
}

/** Whether an op has a declared property. */
export function hasTrait(op: OpName, trait: Trait): boolean {
  return traitsOf[op].includes(trait)
}
