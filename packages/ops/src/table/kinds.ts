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
import { elementwiseTraits } from './elementwise.ts'

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
  cholesky: 1,
  lu: 1,
  solve: 3,
  determinant: 2,
  qr: 1,
  eigh: 1,
  svd: 1,
  spectrum: 2,
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
  ...elementwiseTraits,
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
  cholesky: ['whole'],
  lu: ['whole'],
  solve: ['whole'],
  determinant: ['whole'],
  qr: ['whole'],
  eigh: ['whole'],
  svd: ['whole'],
  spectrum: ['whole'],
  argsort: ['index', 'constant', 'whole'],
  cumsum: ['linear', 'whole'],
  repeat: ['whole'],
}

/** Whether an op has a declared property. */
export function hasTrait(op: OpName, trait: Trait): boolean {
  return traitsOf[op].includes(trait)
}
