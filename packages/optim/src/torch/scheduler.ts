import type { TensorAlgebra } from '@gradus/ops'
import { Tensor, TracerError } from '@gradus/tensor'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/** A schedule that also says how PyTorch moves on from a rate, whoever came to it. */
export interface Scheduler extends Schedule {
  /** The rate at a step from the rate before it; at step 0, from the rate of the optimizer. */
  readonly advance: (step: number, rate: number) => number
  /** Its first rate as a later part of a sequence, where that depends on the rate before. */
  readonly resume?: (rate: number) => number
  /** The rate is that of the optimizer times a factor of the step: factors of several multiply. */
  readonly isFactor: boolean
}

/** A schedule that multiplies the rate before by what its own rates change. */
export function multiplies(base: Scalar, schedule: Schedule): Scheduler {
  const advance = (step: number, rate: number): number => {
    const [before, now] = [step === 0 ? numberOf(base) : schedule(step - 1), schedule(step)]
    // Rates that stay at 0 have no ratio.
    return before === now ? rate : rate * (now / before)
  }
  return Object.assign(schedule, { advance, isFactor: true })
}

/** A schedule that does not ask what the rate was. */
export function sets(schedule: Schedule): Scheduler {
  return Object.assign(schedule, { advance: (step: number) => schedule(step), isFactor: false })
}

/**
 * The rates that follow from one another from step 0 on, as a schedule of numbers: it runs at
 * once and costs as many calls as there were steps, or one where the step before was asked last.
 */
export function walked(start: Scalar, advance: (step: number, rate: number) => number): Schedule {
  let last = { step: -1, rate: Number.NaN }
  const at = (step: number): number => {
    let { step: done, rate } = step < last.step ? { step: -1, rate: Number.NaN } : last
    if (done < 0) rate = numberOf(start)
    while (done < step) {
      done++
      rate = advance(done, rate)
    }
    last = { step: done, rate }
    return rate
  }
  return defineSchedule(($, step) => call($, at, step))
}

/** A hyperparameter that has to be a number already. */
export function numberOf(value: Scalar): number {
  return typeof value === 'number' ? value : (value as Tensor).item()
}

/** A function of the step: of numbers, which only runs at once, or a schedule. */
export type Lambda = Schedule | ((step: number) => number)

/** A function of numbers at a value of the algebra, which has to hold a number already. */
export function call<T>($: TensorAlgebra<T>, f: Lambda, x: T): T {
  if ('over' in f) return f.over($, x)
  try {
    if (x instanceof Tensor) return $.constant(f(x.item()))
  } catch (error) {
    if (!(error instanceof TracerError)) throw error
  }
  throw new TypeError(
    'a function of numbers cannot become part of a graph: give a schedule of `defineSchedule`, ' +
      'or compute the rate outside of it and feed it',
  )
}
