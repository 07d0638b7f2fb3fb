import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { cosineRestarts, halfCosine } from '../schedule/cosine.ts'
import { defineCurve } from '../schedule/curve.ts'
import { exponential } from '../schedule/exponential.ts'
import { type Plateau, reduceOnPlateau } from '../schedule/plateau.ts'
import { polynomial } from '../schedule/polynomial.ts'
import { multiStep, step } from '../schedule/step.ts'
import { defineSchedule, type Scalar } from '../transform.ts'
import { checkTorch } from './rules.ts'
import {
  call,
  type Lambda,
  multiplies,
  numberOf,
  type Scheduler,
  sets,
  walked,
} from './scheduler.ts'

/** The rate that a scheduler starts from: that of PyTorch's optimizer. */
export interface BaseOptions {
  readonly base_lr: Scalar
}

/** `StepLR`. */
export function StepLR(
  options: BaseOptions & { readonly step_size: Scalar; readonly gamma?: Scalar },
): Scheduler {
  const {
    base_lr,
    step_size,
    gamma = 0.1,
  } = checkTorch('StepLR', options, ['gamma'], ['base_lr', 'step_size'])
  return multiplies(base_lr, step(base_lr, step_size, gamma))
}

/** `MultiStepLR`; a milestone that stands twice counts twice. */
export function MultiStepLR(
  options: BaseOptions & {
    readonly milestones: readonly Scalar[]
    readonly gamma?: Scalar
  },
): Scheduler {
  const {
    base_lr,
    milestones,
    gamma = 0.1,
  } = checkTorch('MultiStepLR', options, ['gamma'], ['base_lr', 'milestones'])
  return multiplies(base_lr, multiStep(base_lr, milestones, gamma))
}

/** `ConstantLR`; with `total_iters` of 0 the factor stays, as in PyTorch. */
export function ConstantLR(
  options: BaseOptions & { readonly factor?: Scalar; readonly total_iters?: Scalar },
): Scheduler {
  const {
    base_lr,
    factor = 1 / 3,
    total_iters = 5,
  } = checkTorch('ConstantLR', options, ['factor', 'total_iters'], ['base_lr'])
  const stretch = defineCurve((math, step) => {
    const after = math.whereEqual(total_iters, 0, factor, 1)
    return math.mul(base_lr, math.whereLess(step, total_iters, factor, after))
  })
  return multiplies(base_lr, stretch)
}

/** `LinearLR`. */
export function LinearLR(
  options: BaseOptions & {
    readonly start_factor?: Scalar
    readonly end_factor?: Scalar
    readonly total_iters?: Scalar
  },
): Scheduler {
  const {
    base_lr,
    start_factor = 1 / 3,
    end_factor = 1,
    total_iters = 5,
  } = checkTorch('LinearLR', options, ['start_factor', 'end_factor', 'total_iters'], ['base_lr'])
  const line = defineCurve((math, step) => {
    const share = math.div(math.min(step, total_iters), total_iters)
    const factor = math.add(start_factor, math.mul(math.sub(end_factor, start_factor), share))
    return math.mul(base_lr, factor)
  })
  return multiplies(base_lr, line)
}

/** `ExponentialLR`. */
export function ExponentialLR(options: BaseOptions & { readonly gamma: Scalar }): Scheduler {
  const { base_lr, gamma } = checkTorch('ExponentialLR', options, [], ['base_lr', 'gamma'])
  return multiplies(base_lr, exponential(base_lr, gamma))
}

/** `PolynomialLR`. */
export function PolynomialLR(
  options: BaseOptions & { readonly total_iters?: Scalar; readonly power?: Scalar },
): Scheduler {
  const {
    base_lr,
    total_iters = 5,
    power = 1,
  } = checkTorch('PolynomialLR', options, ['total_iters', 'power'], ['base_lr'])
  return multiplies(base_lr, polynomial(base_lr, total_iters, power))
}

/** `CosineAnnealingLR`: past `T_max` the rate rises again. */
export function CosineAnnealingLR(
  options: BaseOptions & { readonly T_max: Scalar; readonly eta_min?: Scalar },
): Scheduler {
  const {
    base_lr,
    T_max,
    eta_min = 0,
  } = checkTorch('CosineAnnealingLR', options, ['eta_min'], ['base_lr', 'T_max'])
  const wave = defineCurve((math, step) => {
    return halfCosine(math, base_lr, eta_min, math.div(step, T_max))
  })
  return Object.assign(wave, {
    isFactor: eta_min === 0,
    advance: (step: number, rate: number): number => {
      if (step === 0) return rate
      const [length, least] = [numberOf(T_max), numberOf(eta_min)]
      const height = (at: number): number => 1 + Math.cos((Math.PI * at) / length)
      // At its least the rate has no height to multiply, and begins from the whole of it again.
      if ((step - 1 - length) % (2 * length) === 0) {
        return rate + ((numberOf(base_lr) - least) * (1 - Math.cos(Math.PI / length))) / 2
      }
      return (height(step) / height(step - 1)) * (rate - least) + least
    },
  })
}

/** `CosineAnnealingWarmRestarts`. */
export function CosineAnnealingWarmRestarts(
  options: BaseOptions & {
    readonly T_0: Scalar
    readonly T_mult?: Scalar
    readonly eta_min?: Scalar
  },
): Scheduler {
  const {
    base_lr,
    T_0,
    T_mult = 1,
    eta_min = 0,
  } = checkTorch('CosineAnnealingWarmRestarts', options, ['T_mult', 'eta_min'], ['base_lr', 'T_0'])
  return sets(cosineRestarts(base_lr, T_0, T_mult, eta_min))
}

/** `LambdaLR`: `base_lr · lr_lambda(step)`. */
export function LambdaLR(options: BaseOptions & { readonly lr_lambda: Lambda }): Scheduler {
  const { base_lr, lr_lambda } = checkTorch('LambdaLR', options, [], ['base_lr', 'lr_lambda'])
  const schedule = defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    return math.mul(base_lr, call($, lr_lambda, step))
  })
  return sets(schedule)
}

/**
 * `MultiplicativeLR`: the rate before, times `lr_lambda(step)`, from step 1 on. It runs at once
 * and costs as many calls as there were steps, or one where the step before was asked last.
 */
export function MultiplicativeLR(
  options: BaseOptions & { readonly lr_lambda: (step: number) => number },
): Scheduler {
  const { base_lr, lr_lambda } = checkTorch(
    'MultiplicativeLR',
    options,
    [],
    ['base_lr', 'lr_lambda'],
  )
  const advance = (step: number, rate: number): number =>
    step === 0 ? rate : rate * lr_lambda(step)
  const resume = (rate: number): number => rate * lr_lambda(0)
  return Object.assign(walked(base_lr, advance), { advance, resume, isFactor: false })
}

/** What `ReduceLROnPlateau` takes. */
export interface ReduceLROnPlateauOptions {
  readonly base_lr: number
  readonly mode?: 'min' | 'max'
  readonly factor?: number
  readonly patience?: number
  readonly threshold?: number
  readonly threshold_mode?: 'rel' | 'abs'
  readonly cooldown?: number
  readonly min_lr?: number
  readonly eps?: number
}

/** `ReduceLROnPlateau`: it depends on metrics, so it has a state instead of a step. */
export function ReduceLROnPlateau(options: ReduceLROnPlateauOptions): Plateau {
  const {
    base_lr,
    threshold_mode = 'rel',
    min_lr = 0,
    ...rest
  } = checkTorch(
    'ReduceLROnPlateau',
    options,
    ['mode', 'factor', 'patience', 'threshold', 'threshold_mode', 'cooldown', 'min_lr', 'eps'],
    ['base_lr'],
  )
  const thresholdMode = threshold_mode === 'rel' ? 'relative' : 'absolute'
  return reduceOnPlateau(base_lr, { ...rest, thresholdMode, least: min_lr })
}
