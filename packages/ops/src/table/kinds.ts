import {
  type ContractionName,
  type ConversionName,
  type ElementwiseName,
  type Kind,
  type MovementName,
  type OpName,
  type ReductionName,
  type RegionName,
  type RoutineName,
  type SourceName,
  signatures,
} from '../names.ts'
import type { Trait } from '../row.ts'
import { elementwiseTraits } from './elementwise.ts'
import { tensorTraits } from './tensor-traits.ts'

/** The ops of each kind. */
export interface NamesByKind extends Record<Kind, readonly OpName[]> {
  readonly elementwise: readonly (ElementwiseName | ConversionName)[]
  readonly reduction: readonly ReductionName[]
  readonly movement: readonly MovementName[]
  readonly contraction: readonly ContractionName[]
  readonly source: readonly SourceName[]
  readonly routine: readonly RoutineName[]
  readonly region: readonly RegionName[]
}

type KindOf<K extends OpName> = {
  [P in Kind]: K extends NamesByKind[P][number] ? P : never
}[Kind]

type Row<K extends OpName> = readonly [kind: KindOf<K>, arity: number | 'any', ...traits: Trait[]]

/** What the ops are that have no signature: their kinds, how many inputs they take, their traits. */
const others: { readonly [K in Exclude<OpName, ElementwiseName>]: Row<K> } = {
  cast: ['elementwise', 1, 'conversion', 'linear', 'finite'],
  sum: ['reduction', 1, 'linear'],
  prod: ['reduction', 1],
  reduce_max: ['reduction', 1],
  argmax: ['reduction', 1, 'index', 'constant'],
  reshape: ['movement', 1, 'linear', 'finite'],
  transpose: ['movement', 1, 'linear', 'finite'],
  broadcast: ['movement', 1, 'linear', 'finite'],
  slice: ['movement', 1, 'linear', 'finite'],
  pad: ['movement', 1, 'linear', 'finite'],
  concat: ['movement', 'any', 'linear', 'finite'],
  gather: ['movement', 2, 'linear', 'finite'],
  scatter_add: ['movement', 2, 'linear', 'whole'],
  one_hot: ['movement', 1, 'constant', 'finite'],
  windows: ['movement', 1, 'linear', 'finite'],
  overlap_add: ['movement', 1, 'linear', 'whole'],
  reverse: ['movement', 1, 'linear', 'finite'],
  take_along_axis: ['movement', 2, 'linear', 'finite'],
  add_along_axis: ['movement', 2, 'linear', 'whole'],
  contract: ['contraction', 2],
  constant: ['source', 0, 'constant'],
  input: ['source', 0, 'fed'],
  parameter: ['source', 0, 'fed'],
  random: ['source', 2, 'constant', 'whole'],
  iota: ['source', 0, 'index', 'constant', 'finite'],
  extent: ['source', 0, 'constant', 'finite'],
  triangular_solve: ['routine', 2, 'whole'],
  cholesky: ['routine', 1, 'whole'],
  lu: ['routine', 1, 'whole'],
  solve: ['routine', 3, 'whole'],
  determinant: ['routine', 2, 'whole'],
  qr: ['routine', 1, 'whole'],
  eigh: ['routine', 1, 'whole'],
  svd: ['routine', 1, 'whole'],
  spectrum: ['routine', 2, 'whole'],
  argsort: ['routine', 1, 'index', 'constant', 'whole'],
  cumsum: ['routine', 1, 'linear', 'whole'],
  repeat: ['region', 'any', 'whole'],
}

const rows: readonly (readonly [op: OpName, kind: Kind, arity: number | 'any', ...Trait[]])[] = [
  ...(Object.entries(signatures) as [ElementwiseName, string][]).map(([op, signature]) => {
    const traits = [...(elementwiseTraits[op] ?? []), ...(tensorTraits[op] ?? [])]
    return [op, 'elementwise', signature.indexOf('>'), ...traits] as const
  }),
  ...(Object.entries(others) as [keyof typeof others, Row<OpName>][]).map(
    ([op, row]) => [op, ...row] as const,
  ),
]

/** Every op, in the order of the table. */
export const opNames: readonly OpName[] = rows.map(([op]) => op)

export const kindOf: Readonly<Record<OpName, Kind>> = column(([, kind]) => kind)

/** How many inputs each op takes. */
export const arityOf: Readonly<Record<OpName, number | 'any'>> = column(([, , arity]) => arity)

/** Declared properties of each op. */
export const traitsOf: Readonly<Record<OpName, readonly Trait[]>> = column(
  ([, , , ...traits]) => traits,
)

/** The op names of each kind, in the order of the table. */
export const namesByKind: NamesByKind = Object.fromEntries(
  Object.values(kindOf).map((kind) => [kind, opNames.filter((op) => kindOf[op] === kind)]),
) as never

function column<T>(entry: (row: (typeof rows)[number]) => T): Record<OpName, T> {
  return Object.fromEntries(rows.map((row) => [row[0], entry(row)])) as Record<OpName, T>
}

/** Whether an op has a declared property. */
export function hasTrait(op: OpName, trait: Trait): boolean {
  return traitsOf[op].includes(trait)
}
