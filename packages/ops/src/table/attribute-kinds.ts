import type { OpAttributes } from '../attributes.ts'
import type { OpName } from '../names.ts'
import type { AttributeKind, AttributeKindOf } from '../row.ts'
import { opNames } from './kinds.ts'

type KindsOf<K extends OpName> = {
  readonly [A in keyof OpAttributes[K]]-?: AttributeKindOf<OpAttributes[K][A]>
}

type AttributedName = {
  [K in OpName]: keyof OpAttributes[K] extends never ? never : K
}[OpName]

const given: { readonly [K in AttributedName]: KindsOf<K> } = {
  cast: { dtype: 'dtype' },
  sum: { axes: 'integers' },
  prod: { axes: 'integers' },
  reduce_max: { axes: 'integers' },
  argmax: { axis: 'integer' },
  reshape: { shape: 'shape' },
  transpose: { order: 'integers' },
  broadcast: { shape: 'shape', into: 'integers' },
  slice: { axis: 'integer', start: 'integer', size: 'integer' },
  pad: { axis: 'integer', before: 'integer', after: 'integer' },
  concat: { axis: 'integer', name: 'text' },
  scatter_add: { rows: 'dim' },
  one_hot: { classes: 'dim', dtype: 'dtype' },
  windows: { axis: 'integer', size: 'integer', stride: 'integer', dilation: 'integer' },
  overlap_add: { axis: 'integer', length: 'dim', stride: 'integer', dilation: 'integer' },
  reverse: { axes: 'integers' },
  take_along_axis: { axis: 'integer' },
  add_along_axis: { axis: 'integer', size: 'dim' },
  contract: { left: 'integers', right: 'integers', out: 'integers' },
  constant: { value: 'number', dtype: 'dtype' },
  input: { name: 'text', shape: 'shape', dtype: 'dtype' },
  parameter: { name: 'text', shape: 'shape', dtype: 'dtype' },
  random: { stream: 'integers', half: 'integer', shape: 'shape' },
  iota: { shape: 'shape', axis: 'integer' },
  extent: { capacity: 'integer', dtype: 'dtype' },
  triangular_solve: { lower: 'truth', transposed: 'truth', unit: 'truth' },
  solve: { transposed: 'truth' },
  argsort: { axis: 'integer' },
  cumsum: { axis: 'integer', reverse: 'truth' },
  repeat: {
    body: 'body',
    count: 'dim',
    carried: 'integer',
    stacked: 'integer',
    output: 'integer',
    isWhile: 'truth?',
    isKept: 'truth?',
    rule: 'body?',
  },
}

/** The attributes of each op, in the order in which they are written. */
export const attributeKinds: Readonly<Record<OpName, Readonly<Record<string, AttributeKind>>>> =
  Object.fromEntries(
    opNames.map((op) => [op, op in given ? given[op as AttributedName] : {}]),
  ) as Record<OpName, Record<string, AttributeKind>>
