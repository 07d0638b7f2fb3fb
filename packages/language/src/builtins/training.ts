import { type Argument, type BuiltinRow, optional, required } from './row.ts'

/** Optimizers that train. */
export type OptimizerName = 'sgd' | 'momentum' | 'rmsprop' | 'adam' | 'adamw' | 'newton' | 'lbfgs'

/** Learning rates that change over the steps. */
export type ScheduleName = 'constant' | 'cosine' | 'step_decay' | 'exponential' | 'warmup'

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

const eps = optional('eps', 'number', '1e-8')

/** The optimizers with their settings; the defaults are those of their papers and of PyTorch. */
export const optimizers: Readonly<Record<OptimizerName, BuiltinRow>> = {
  sgd: {
    arguments: [
      required('lr', 'rate'),
      optional('momentum', 'number', '0'),
      optional('nesterov', 'flag', 'false'),
      optional('decay', 'number', '0'),
    ],
    doc: 'w <- w - lr * g: a step against the gradient.',
  },
  momentum: {
    arguments: [
      required('lr', 'rate'),
      optional('beta', 'number', '0.9'),
      optional('dampening', 'number', '0'),
    ],
    doc: 'v <- beta * v + (1 - dampening) * g, then w <- w - lr * v.',
  },
  rmsprop: {
    arguments: [optional('lr', 'rate', '0.01'), optional('beta', 'number', '0.9'), eps],
    doc: 'Divides each step by a running size of its gradient.',
  },
  adam: {
    arguments: [
      optional('lr', 'rate', '0.001'),
      optional('beta1', 'number', '0.9'),
      optional('beta2', 'number', '0.999'),
      eps,
    ],
    doc: 'Running mean over running size of the gradient, both corrected for their start.',
  },
  adamw: {
    arguments: [
      optional('lr', 'rate', '0.001'),
      optional('beta1', 'number', '0.9'),
      optional('beta2', 'number', '0.999'),
      eps,
      optional('decay', 'number', '0.01'),
    ],
    doc: 'Adam, with weight decay apart from the gradient.',
  },
  newton: {
    arguments: [optional('lr', 'rate', '1'), optional('damping', 'number', '0')],
    doc: 'Solves with the Hessian; one step on a quadratic.',
  },
  lbfgs: {
    arguments: [optional('lr', 'rate', '1'), optional('history', 'count', '10')],
    doc: 'Approximates the Hessian from the last gradients.',
  },
}

/** Names of settings that other libraries use, and what they are called here. */
export const settingAliases: Readonly<Record<string, string>> = {
  learning_rate: 'lr',
  rate: 'lr',
  alpha: 'lr',
  eta: 'lr',
  step_size: 'lr',
  weight_decay: 'decay',
  l2: 'decay',
  epsilon: 'eps',
  beta_1: 'beta1',
  beta_2: 'beta2',
  b1: 'beta1',
  b2: 'beta2',
}

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
}

/** The schedules: each is a function of the step, from 0. */
export const schedules: Readonly<Record<ScheduleName, BuiltinRow>> = {
  constant: { arguments: [required('start', 'number')], doc: 'The same rate in every step.' },
  cosine: {
    arguments: [
      required('start', 'number'),
      required('steps', 'count'),
      optional('end', 'number', '0'),
    ],
    doc: 'From start to end along half a cosine, then end.',
  },
  step_decay: {
    arguments: [
      required('start', 'number'),
      required('every', 'count'),
      optional('factor', 'number', '0.5'),
    ],
    doc: 'start times factor, once for every so many steps.',
  },
  exponential: {
    arguments: [required('start', 'number'), required('factor', 'number')],
    doc: 'start times factor to the power of the step.',
  },
  warmup: {
    arguments: [required('rate', 'rate'), required('steps', 'count')],
    doc: 'Rises from 0 to a rate, or into a schedule, over the first steps.',
  },
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
