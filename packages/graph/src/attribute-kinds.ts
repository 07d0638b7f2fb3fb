import { type OpAttributes, type OpName, opNames } from '@gradus/ops'

/** What an attribute is, for those who read and write attributes as text. */
export type AttributeKind =
  | 'integer'
  | 'integers'
  | 'number'
  | 'truth'
  | 'text'
  | 'dtype'
  | 'dim'
  | 'shape'
  | 'body'

type Kinds<K extends OpName> = { readonly [A in keyof OpAttributes[K]]: AttributeKind }
type AttributedName = {
  [K in OpName]: keyof OpAttributes[K] extends never ? never : K
}[OpName]

const given: { readonly [K in AttributedName]: Kinds<K> } = {
  cast: { dtype: 'dtype' },
  sum: { axes: 'integers' },
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
  contract: { left: 'integers', right: 'integers', out: 'integers' },
  constant: { value: 'number', dtype: 'dtype' },
  input: { name: 'text', shape: 'shape', dtype: 'dtype' },
  parameter: { name: 'text', shape: 'shape', dtype: 'dtype' },
  random: { stream: 'integers', half: 'integer', shape: 'shape' },
  iota: { shape: 'shape', axis: 'integer' },
  extent: { capacity: 'integer', dtype: 'dtype' },
  triangular_solve: { lower: 'truth', transposed: 'truth' },
  repeat: { body: 'body', count: 'dim', carried: 'integer', stacked: 'integer', output: 'integer' },
}

/** The attributes of each op, in the order in which they are written. */
export const attributeKinds: Readonly<Record<OpName, Readonly<Record<string, AttributeKind>>>> =
  Object.fromEntries(
    opNames.map((op) => [op, op in given ? given[op as AttributedName] : {}]),
  ) as Record<OpName, Record<string, AttributeKind>>
