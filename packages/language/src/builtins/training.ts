import { type Argument, type BuiltinRow, optional, required } from './argument.ts'

/** Rules that end a run early. */
export type StopName = 'early'

/** Plots. */
export type PlotName = 'curve' | 'contour' | 'surface' | 'scatter' | 'bars' | 'hist'

/** Settings of a `train` block. */
export type TrainSettingName =
  | 'optimizer'
  | 'steps'
  | 'epochs'
  | 'batch'
  | 'batch_dim'
  | 'drop_last'
  | 'shuffle'
  | 'validate'
  | 'seed'
  | 'stop'
  | 'clip'
  | 'precision'
  | 'save'

/** Names of `train` settings that other libraries use, and what they are called here. */
export const trainSettingAliases: Readonly<Record<string, string>> = {
  batch_size: 'batch',
  iterations: 'steps',
  max_iter: 'steps',
  max_steps: 'steps',
  num_steps: 'steps',
  max_epochs: 'epochs',
  num_epochs: 'epochs',
  optim: 'optimizer',
  random_seed: 'seed',
  random_state: 'seed',
  validation_split: 'validate',
  early_stopping: 'stop',
  patience: 'stop',
  learning_rate: 'optimizer',
  lr: 'optimizer',
}

/** The stop rules that are not conditions. */
export const stopRules: Readonly<Record<StopName, BuiltinRow>> = {
  early: {
    arguments: [required('metric', 'metric'), required('patience', 'count')],
    doc: 'Stops when a metric of the validation rows has not improved; restores the best.',
  },
}

const title = optional('title', 'text')
const area: readonly Argument[] = [
  required('f', 'function'),
  required('x', 'range'),
  required('y', 'range'),
  optional('path', 'list'),
  title,
]

/** The plots. */
export const plots: Readonly<Record<PlotName, BuiltinRow>> = {
  curve: {
    arguments: [required('value', 'value'), title, optional('reference', 'number')],
    doc: 'A value over the steps of each run.',
  },
  contour: { arguments: area, doc: 'Lines of equal height of a function of two numbers.' },
  surface: { arguments: area, doc: 'A function of two numbers as a landscape.' },
  scatter: {
    arguments: [required('x', 'value'), required('y', 'value'), optional('line', 'value'), title],
    doc: 'Points, and a line through predicted ones.',
  },
  bars: {
    arguments: [
      required('values', 'value'),
      { ...optional('scale', 'word', 'linear'), words: ['linear', 'log'] },
      title,
    ],
    doc: 'A bar for each element.',
  },
  hist: { arguments: [required('values', 'value'), title], doc: 'How the elements spread.' },
}

/** What a setting of a `train` block takes. */
export type SettingKind =
  | 'optimizer'
  | 'count'
  | 'batch'
  | 'dim'
  | 'flag'
  | 'validation'
  | 'seed'
  | 'stop'
  | 'positive'
  | 'precision'
  | 'save'

/** One setting of a `train` block. */
export interface SettingRow {
  readonly kind: SettingKind
  readonly start?: string
  readonly doc: string
}

/** The settings of a `train` block. */
export const trainSettings: Readonly<Record<TrainSettingName, SettingRow>> = {
  optimizer: { kind: 'optimizer', doc: 'How the parameters move.' },
  steps: { kind: 'count', doc: 'How many updates to make.' },
  epochs: { kind: 'count', doc: 'How many times to go through the rows.' },
  batch: { kind: 'batch', start: 'all', doc: 'How many rows each step reads, or all.' },
  batch_dim: { kind: 'dim', doc: 'The dim whose rows make the batches.' },
  drop_last: { kind: 'flag', start: 'false', doc: 'Leaves out a last batch that is not full.' },
  shuffle: { kind: 'flag', start: 'true', doc: 'Reads the rows in a new order in each epoch.' },
  validate: { kind: 'validation', start: '0', doc: 'The fraction of rows held back.' },
  seed: { kind: 'seed', start: '0', doc: 'Chooses the random draws.' },
  stop: { kind: 'stop', doc: 'Ends the run before its length.' },
  clip: { kind: 'positive', doc: 'The largest norm that the gradient may have.' },
  precision: { kind: 'precision', start: 'f64', doc: 'f64 or f32.' },
  save: { kind: 'save', doc: 'Where the trained parameters go.' },
}
