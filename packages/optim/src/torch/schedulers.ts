import type { TensorAlgebra } from '@gradus/ops'
import { Tensor } from '@gradus/tensor'
import { type Arithmetic, arithmeticIn } from '../arithmetic.ts'
import { cosineRestarts, halfCosine } from '../schedule/cosine.ts'
import { defineCurve } from '../schedule/curve.ts'
import { exponential } from '../schedule/exponential.ts'
import { join } from '../schedule/join.ts'
import { type Plateau, reduceOnPlateau } from '../schedule/plateau.ts'
import { polynomial } from '../schedule/polynomial.ts'
import { multiStep, step } from '../schedule/step.ts'
import { defineSchedule, type Scalar, type Schedule } from '../transform.ts'

/** The rate that a scheduler starts from: that of PyTorch's optimizer. */
export interface BaseOptions {
  readonly base_lr: Scalar
}

/** `StepLR`. */
export function StepLR({
  base_lr,
  step_size,
  gamma = 0.1,
}: BaseOptions & { readonly step_size: Scalar; readonly gamma?: Scalar }): Schedule {
  return step(base_lr, step_size, gamma)
}

/** `MultiStepLR`; a milestone that stands twice counts twice. */
export function MultiStepLR({
  base_lr,
  milestones,
  gamma = 0.1,
}: BaseOptions & {
  readonly milestones: readonly Scalar[]
  readonly gamma?: Scalar
}): Schedule {
  return multiStep(base_lr, milestones, gamma)
}

/** `ConstantLR`. */
export function ConstantLR({
  base_lr,
  factor = 1 / 3,
  total_iters = 5,
}: BaseOptions & { readonly factor?: Scalar; readonly total_iters?: Scalar }): Schedule {
  return defineCurve((math, step) =>
    math.mul(base_lr, math.whereLess(step, total_iters, factor, 1)),
  )
}

/** `LinearLR`. */
export function LinearLR({
  base_lr,
  start_factor = 1 / 3,
  end_factor = 1,
  total_iters = 5,
}: BaseOptions & {
  readonly start_factor?: Scalar
  readonly end_factor?: Scalar
  readonly total_iters?: Scalar
}): Schedule {
  return defineCurve((math, step) => {
    const share = math.div(math.min(step, total_iters), total_iters)
    const factor = math.add(start_factor, math.mul(math.sub(end_factor, start_factor), share))
    return math.mul(base_lr, factor)
  })
}

/** `ExponentialLR`. */
export function ExponentialLR({
  base_lr,
  gamma,
}: BaseOptions & { readonly gamma: Scalar }): Schedule {
  return exponential(base_lr, gamma)
}

/** `PolynomialLR`. */
export function PolynomialLR({
  base_lr,
  total_iters = 5,
  power = 1,
}: BaseOptions & { readonly total_iters?: Scalar; readonly power?: Scalar }): Schedule {
  return polynomial(base_lr, total_iters, power)
}

/** `CosineAnnealingLR`: past `T_max` the rate rises again. */
export function CosineAnnealingLR({
  base_lr,
  T_max,
  eta_min = 0,
}: BaseOptions & { readonly T_max: Scalar; readonly eta_min?: Scalar }): Schedule {
  return defineCurve((math, step) => halfCosine(math, base_lr, eta_min, math.div(step, T_max)))
}

/** `CosineAnnealingWarmRestarts`. */
export function CosineAnnealingWarmRestarts({
  base_lr,
  T_0,
  T_mult = 1,
  eta_min = 0,
}: BaseOptions & {
  readonly T_0: Scalar
  readonly T_mult?: Scalar
  readonly eta_min?: Scalar
}): Schedule {
  return cosineRestarts(base_lr, T_0, T_mult, eta_min)
}

/** A function of the step: of numbers, which only runs at once, or a schedule. */
export type Lambda = Schedule | ((step: number) => number)

/** `LambdaLR`: `base_lr · lr_lambda(step)`. */
export function LambdaLR({
  base_lr,
  lr_lambda,
}: BaseOptions & { readonly lr_lambda: Lambda }): Schedule {
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    return math.mul(base_lr, call($, lr_lambda, step))
  })
}

/**
 * `MultiplicativeLR`: the rate before, times `lr_lambda(step)`, from step 1 on. It runs at once
 * and costs as many calls as there were steps.
 */
export function MultiplicativeLR({
  base_lr,
  lr_lambda,
}: BaseOptions & { readonly lr_lambda: (step: number) => number }): Schedule {
  const product = (step: number): number =>
    Array.from({ length: step }, (_, i) => lr_lambda(i + 1)).reduce((a, b) => a * b, 1)
  return LambdaLR({ base_lr, lr_lambda: product })
}

/** A function of numbers at a value of the algebra, which has to hold a number already. */
export function call<T>($: TensorAlgebra<T>, f: Lambda, x: T): T {
  if ('over' in f) return f.over($, x)
  if (x instanceof Tensor) return $.constant(f(x.item() as number))
  throw new TypeError(
    'a function of numbers cannot become part of a graph: give a schedule of `defineSchedule`',
  )
}

/** `SequentialLR`: each schedule begins at its milestone. */
export function SequentialLR({
  schedulers,
  milestones,
}: {
  readonly schedulers: readonly Schedule[]
  readonly milestones: readonly Scalar[]
}): Schedule {
  return join(schedulers, milestones)
}

/**
 * `ChainedScheduler`: the factors of all schedules on `base_lr`, multiplied. PyTorch draws the
 * rate that all have come to nearer to the `eta_min` of a `CosineAnnealingLR` at each step,
 * which is no function of the step: with one other than 0 the rates differ from PyTorch's.
 */
export function ChainedScheduler({
  base_lr,
  schedulers,
}: BaseOptions & { readonly schedulers: readonly Schedule[] }): Schedule {
  return defineSchedule(<T>($: TensorAlgebra<T>, step: T) => {
    const math: Arithmetic<T> = arithmeticIn($, 'f64')
    const factors = schedulers.map((each) => math.div(math.rate(each, step), base_lr))
    return math.mul(base_lr, ...factors)
  })
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
export function ReduceLROnPlateau({
  base_lr,
  threshold_mode = 'rel',
  min_lr = 0,
  ...rest
}: ReduceLROnPlateauOptions): Plateau {
  const thresholdMode = threshold_mode === 'rel' ? 'relative' : 'absolute'
  return reduceOnPlateau(base_lr, { ...rest, thresholdMode, least: min_lr })
}
