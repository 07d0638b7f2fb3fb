import { type BuiltinRow, inside, optional, ranges, required } from './argument.ts'

/**
 * Learning rates that change over the steps. Training hands their arguments, in the order of
 * the row, to the function of `@gradus/optim`.
 */
export type ScheduleName =
  | 'constant'
  | 'linear_decay'
  | 'polynomial_decay'
  | 'cosine'
  | 'cosine_restarts'
  | 'step_decay'
  | 'exponential'
  | 'natural_exponential'
  | 'inverse_time'
  | 'inverse_square_root'
  | 'cyclic'
  | 'one_cycle'
  | 'warmup'
  | 'warmup_stable_decay'
  | 'join'

/** The schedules: each is a function of the step, from 0. */
export const schedules: Readonly<Record<ScheduleName, BuiltinRow>> = {
  constant: {
    arguments: [inside(ranges.fromZero, required('start', 'number'))],
    doc: 'The same rate in every step.',
  },
  linear_decay: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      inside(ranges.fromZero, required('end', 'number')),
      required('steps', 'count'),
    ],
    doc: 'From start to end in equal parts, then end.',
  },
  polynomial_decay: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      required('steps', 'count'),
      optional('power', 'number', '1'),
      inside(ranges.fromZero, optional('end', 'number', '0')),
    ],
    doc: 'From start to end as a power of the steps left, then end.',
  },
  cosine: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      required('steps', 'count'),
      inside(ranges.fromZero, optional('end', 'number', '0')),
    ],
    doc: 'From start to end along half a cosine, then end.',
  },
  cosine_restarts: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      required('steps', 'count'),
      inside(ranges.positive, optional('growth', 'number', '1')),
      inside(ranges.fromZero, optional('end', 'number', '0')),
    ],
    doc: 'Half cosines from start to end, each growth times as long as the last.',
  },
  step_decay: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      required('every', 'count'),
      inside(ranges.fromZero, optional('factor', 'number', '0.5')),
    ],
    doc: 'start times factor, once for every so many steps.',
  },
  exponential: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      inside(ranges.fromZero, required('factor', 'number')),
    ],
    doc: 'start times factor to the power of the step.',
  },
  natural_exponential: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      inside(ranges.fromZero, required('speed', 'number')),
    ],
    doc: 'start times e to the power of minus speed times the step.',
  },
  inverse_time: {
    arguments: [
      inside(ranges.fromZero, required('start', 'number')),
      inside(ranges.fromZero, required('speed', 'number')),
      optional('every', 'count', '1'),
    ],
    doc: 'start over 1 plus speed times the step.',
  },
  inverse_square_root: {
    arguments: [inside(ranges.fromZero, required('peak', 'number')), required('steps', 'count')],
    doc: 'Rises to peak over the first steps, then falls with the root of the step.',
  },
  cyclic: {
    arguments: [
      inside(ranges.fromZero, required('low', 'number')),
      inside(ranges.fromZero, required('high', 'number')),
      required('up', 'count'),
      optional('down', 'count'),
      inside(ranges.fromZero, optional('factor', 'number', '1')),
    ],
    doc: 'Rises from low to high and falls back, again and again.',
  },
  one_cycle: {
    arguments: [
      inside(ranges.fromZero, required('peak', 'number')),
      required('steps', 'count'),
      inside(ranges.part, optional('rise', 'number', '0.3')),
      inside(ranges.positive, optional('division', 'number', '25')),
      inside(ranges.positive, optional('final_division', 'number', '1e4')),
    ],
    doc: 'Rises to peak and falls to almost nothing, along half cosines.',
  },
  warmup: {
    arguments: [required('rate', 'rate'), required('steps', 'count')],
    doc: 'Rises from 0 to a rate, or into a schedule, over the first steps.',
  },
  warmup_stable_decay: {
    arguments: [
      inside(ranges.fromZero, required('peak', 'number')),
      required('warmup', 'count'),
      required('stable', 'count'),
      required('decay', 'count'),
      inside(ranges.fromZero, optional('end', 'number', '0')),
    ],
    doc: 'Rises to peak, stays there, and falls to end.',
  },
  join: {
    arguments: [required('first', 'rate'), required('second', 'rate'), required('at', 'count')],
    doc: 'One rate or schedule up to a step, another from there on.',
  },
}
