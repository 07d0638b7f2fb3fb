import { type BuiltinRow, optional, required } from './argument.ts'

/** Layers: functions that own parameters. */
export type LayerName = 'dense' | 'linear' | 'dropout'

/** How a parameter starts when its start is random or filled. */
export type InitializerName = 'glorot' | 'he' | 'zeros' | 'ones' | 'orthogonal'

/** Random draws; they take the shape of the declaration they stand in. */
export type DrawName = 'normal' | 'uniform'

const layerSettings = [
  optional('act', 'function', 'identity'),
  optional('W', 'initializer', 'glorot'),
  optional('b', 'initializer', '0'),
]

/** The layers. */
export const layers: Readonly<Record<LayerName, BuiltinRow>> = {
  dense: {
    arguments: [required('x', 'value'), required('o', 'dim'), ...layerSettings],
    doc: 'act(x @ W + b): every input to every output.',
  },
  linear: {
    arguments: [required('x', 'value'), optional('o', 'dim'), ...layerSettings],
    doc: 'x @ W + b; without `o` the last dim is summed away to one number each.',
  },
  dropout: {
    arguments: [required('x', 'value'), optional('rate', 'number', '0.5')],
    doc: 'Sets a random share of the elements to 0 while training.',
  },
}

/** The initializers. */
export const initializers: Readonly<Record<InitializerName, BuiltinRow>> = {
  glorot: {
    arguments: [],
    doc: 'Uniform within sqrt(6 / (fan in + fan out)); for tanh and sigmoid.',
  },
  he: { arguments: [], doc: 'Normal with deviation sqrt(2 / fan in); for relu.' },
  zeros: { arguments: [], doc: 'All 0.' },
  ones: { arguments: [], doc: 'All 1.' },
  orthogonal: { arguments: [], doc: 'A random matrix with orthonormal rows or columns.' },
}

/** The random draws. */
export const draws: Readonly<Record<DrawName, BuiltinRow>> = {
  normal: {
    arguments: [optional('mean', 'value', '0'), optional('sd', 'value', '1')],
    doc: 'A normal draw for each element.',
  },
  uniform: {
    arguments: [optional('low', 'value', '0'), optional('high', 'value', '1')],
    doc: 'A draw between low and high for each element.',
  },
}
