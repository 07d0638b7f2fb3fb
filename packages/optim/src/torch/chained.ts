import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { join } from '../schedule/join.ts'
import type { Scalar, Schedule } from '../transform.ts'
import { checkTorch } from './rules.ts'
import { multiplies, numberOf, type Scheduler, walked } from './scheduler.ts'
import type { BaseOptions } from './schedulers.ts'

/**
 * `SequentialLR`: each schedule begins at its milestone. A `MultiplicativeLR` or `SWALR` that is
 * not the first goes on from the rate before: with one of them it runs at once.
 */
export function SequentialLR(options: {
  readonly schedulers: readonly Schedule[]
  readonly milestones: readonly Scalar[]
}): Scheduler {
  const { schedulers, milestones } = checkTorch(
    'SequentialLR',
    options,
    ['base_lr'],
    ['schedulers', 'milestones'],
  )
  if (milestones.length !== schedulers.length - 1) {
    throw new RangeError(
      `torch.SequentialLR: ${schedulers.length} schedulers have ${schedulers.length - 1} milestones between them, not ${milestones.length}`,
    )
  }
  const parts = schedulers as readonly Partial<Scheduler>[]
  const advance = (step: number, rate: number): number => {
    const starts = [0, ...milestones.map(numberOf)]
    const place = starts.findLastIndex((start) => start <= step)
    const { resume, advance: next } = parts[place]!
    const since = step - starts[place]!
    if (since === 0) return place > 0 && resume ? resume(rate) : schedulers[place]!(0)
    return next ? next(since, rate) : schedulers[place]!(since)
  }
  const isWalked = parts.slice(1).some(({ resume }) => resume)
  const schedule = isWalked ? walked(0, advance) : join(schedulers, milestones)
  return Object.assign(schedule, { advance, isFactor: false })
}

/**
 * `ChainedScheduler`: at each step, each schedule in turn changes the rate that all have come to.
 *
 * Where all of them multiply the rate it can become part of a graph, as the product of their
 * factors; a `CosineAnnealingLR` does so with an `eta_min` of 0 and up to its `T_max`. Others
 * depend on the rates before: with them it runs at once, and costs as many calls as there were
 * steps, or one where the step before was asked last.
 */
export function ChainedScheduler(
  options: BaseOptions & { readonly schedulers: readonly Schedule[] },
): Scheduler {
  const { base_lr, schedulers } = checkTorch(
    'ChainedScheduler',
    options,
    [],
    ['base_lr', 'schedulers'],
  )
  const parts = schedulers.map((each) =>
    'advance' in each ? (each as Scheduler) : multiplies(base_lr, each),
  )
  const advance = (step: number, rate: number): number =>
    parts.reduce((now, each) => each.advance(step, now), rate)
  const steps = walked(base_lr, advance)
  const isFactor = parts.every((each) => each.isFactor)
  if (!isFactor) return Object.assign(steps, { advance, isFactor })
  const product = <T>($: TensorAlgebra<T>, step: T): T => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    return math.mul(base_lr, ...parts.map((each) => math.div(math.rate(each, step), base_lr)))
  }
  return Object.assign((step: number) => steps(step), { over: product, advance, isFactor })
}
