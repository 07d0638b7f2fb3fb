import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { halfCosine } from '../schedule/cosine.ts'
import { defineCurve } from '../schedule/curve.ts'
import { cycleAt } from '../schedule/cyclic.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'
import { checkTorch } from './rules.ts'
import { call, type Lambda, type Scheduler, sets } from './scheduler.ts'

/** A schedule of rates, with that of the momentum beside it. */
export type Cycle = Scheduler & { readonly momentum: Schedule }

/** What `OneCycleLR` takes: `total_steps`, or `epochs` and `steps_per_epoch`. */
export interface OneCycleLROptions {
  readonly max_lr: Scalar
  readonly total_steps?: number
  readonly epochs?: number
  readonly steps_per_epoch?: number
  readonly pct_start?: number
  readonly anneal_strategy?: 'cos' | 'linear'
  readonly base_momentum?: Scalar
  readonly max_momentum?: Scalar
  readonly div_factor?: Scalar
  readonly final_div_factor?: Scalar
  readonly three_phase?: boolean
}

/** A stretch of `OneCycleLR`: where it ends, and which of the levels it goes between. */
interface Phase {
  readonly end: number
  readonly rates: readonly [Level, Level]
  readonly momenta: readonly [Level, Level]
}
type Level = 'high' | 'low' | 'least'

/**
 * `OneCycleLR`: the cycle ends at step `total_steps - 1`. PyTorch goes one step further along the
 * last curve and then raises an error; here the rate is the last one of the cycle from then on.
 */
export function OneCycleLR(options: OneCycleLROptions): Cycle {
  checkTorch(
    'OneCycleLR',
    options,
    [
      'base_lr',
      'total_steps',
      'epochs',
      'steps_per_epoch',
      'pct_start',
      'anneal_strategy',
      'base_momentum',
      'max_momentum',
      'div_factor',
      'final_div_factor',
      'three_phase',
      'cycle_momentum',
    ],
    ['max_lr'],
  )
  const { max_lr, epochs = 0, steps_per_epoch = 0, div_factor = 25 } = options
  const { base_momentum = 0.85, max_momentum = 0.95, final_div_factor = 1e4 } = options
  const total = options.total_steps ?? epochs * steps_per_epoch
  if (!(total > 0)) {
    throw new TypeError('torch.OneCycleLR needs `total_steps`, or `epochs` and `steps_per_epoch`')
  }
  const phases = phasesOf(total, options)
  const rates = defineCurve((math, step) => {
    const low = math.div(max_lr, div_factor)
    const levels = { high: math.of(max_lr), low, least: math.div(low, final_div_factor) }
    return anneal(math, step, phases, levels, 'rates', options.anneal_strategy)
  })
  const momentum = defineCurve((math, step) => {
    const [high, low] = [math.of(max_momentum), math.of(base_momentum)]
    const levels = { high, low, least: high }
    return anneal(math, step, phases, levels, 'momenta', options.anneal_strategy)
  })
  return Object.assign(sets(rates), { momentum })
}

function phasesOf(
  total: number,
  { pct_start = 0.3, three_phase = false }: OneCycleLROptions,
): readonly Phase[] {
  const top = pct_start * total - 1
  const rise: Phase = { end: top, rates: ['low', 'high'], momenta: ['high', 'low'] }
  if (!three_phase) {
    return [rise, { end: total - 1, rates: ['high', 'least'], momenta: ['low', 'high'] }]
  }
  const fall: Phase = {
    end: 2 * pct_start * total - 2,
    rates: ['high', 'low'],
    momenta: ['low', 'high'],
  }
  return [rise, fall, { end: total - 1, rates: ['low', 'least'], momenta: ['high', 'least'] }]
}

function anneal<T>(
  math: Arithmetic<T>,
  step: T,
  phases: readonly Phase[],
  levels: Readonly<Record<Level, T>>,
  of: 'rates' | 'momenta',
  strategy: 'cos' | 'linear' = 'cos',
): T {
  const last = phases.at(-1)!.end
  // A phase without a length is at its end at once.
  const values = phases.map((phase, i) => {
    const start = phases[i - 1]?.end ?? 0
    const length = phase.end - start
    const done = length === 0 ? math.of(1) : math.div(math.sub(step, start), length)
    const share = math.whereLess(last + 1, step, 1, done)
    const [from, to] = phase[of].map((level) => levels[level]) as [T, T]
    return strategy === 'cos'
      ? halfCosine(math, from, to, share)
      : math.add(from, math.mul(math.sub(to, from), share))
  })
  return values.reduceRight((later, value, i) => math.whereLess(phases[i]!.end, step, later, value))
}

/** What `CyclicLR` takes. */
export interface CyclicLROptions {
  readonly base_lr: Scalar
  readonly max_lr: Scalar
  readonly step_size_up?: Scalar
  readonly step_size_down?: Scalar
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range'
  readonly gamma?: Scalar
  /** Takes the place of `mode`: a factor by the number of the cycle, from 1, or by the step. */
  readonly scale_fn?: Lambda
  readonly scale_mode?: 'cycle' | 'iterations'
  readonly base_momentum?: Scalar
  readonly max_momentum?: Scalar
}

/** `CyclicLR`; momentum goes down where the rate goes up. */
export function CyclicLR(options: CyclicLROptions): Cycle {
  checkTorch(
    'CyclicLR',
    options,
    [
      'step_size_up',
      'step_size_down',
      'mode',
      'gamma',
      'scale_fn',
      'scale_mode',
      'cycle_momentum',
      'base_momentum',
      'max_momentum',
    ],
    ['base_lr', 'max_lr'],
  )
  const { base_lr, max_lr, base_momentum = 0.8, max_momentum = 0.9 } = options
  const rates = defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    return math.add(base_lr, math.mul(math.sub(max_lr, base_lr), heightAt($, options, step)))
  })
  const momentum = defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    const height = heightAt($, options, step)
    return math.sub(max_momentum, math.mul(math.sub(max_momentum, base_momentum), height))
  })
  return Object.assign(sets(rates), { momentum })
}

function heightAt<T>($: TensorAlgebra<T>, options: CyclicLROptions, step: T): T {
  const { step_size_up = 2000, mode = 'triangular', gamma = 1, scale_fn } = options
  const math: Arithmetic<T> = arithmeticIn($, 'f64')
  const down = options.step_size_down ?? step_size_up
  const { share, cycle } = cycleAt(math, step, step_size_up, down)
  const factors = {
    triangular: (): T => math.of(1),
    triangular2: (): T => math.pow(0.5, cycle),
    exp_range: (): T => math.pow(gamma, step),
  }
  const number = options.scale_mode === 'iterations' ? step : math.add(cycle, 1)
  return math.mul(share, scale_fn ? call($, scale_fn, number) : factors[mode]())
}
