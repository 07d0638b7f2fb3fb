import { adadelta } from '../optimizers/adadelta.ts'
import { adagrad } from '../optimizers/adagrad.ts'
import { amsgrad, scaleByAdam } from '../optimizers/adam.ts'
import { adamax } from '../optimizers/adamax.ts'
import { asgd } from '../optimizers/asgd.ts'
import { accumulateVelocity } from '../optimizers/momentum.ts'
import { nadam } from '../optimizers/nadam.ts'
import { radam } from '../optimizers/radam.ts'
import { rmsprop } from '../optimizers/rmsprop.ts'
import { rprop } from '../optimizers/rprop.ts'
import { chain } from '../parts/chain.ts'
import { addDecayedWeights } from '../parts/decay.ts'
import { descend, scale } from '../parts/scale.ts'
import type { GradientTransform, Scalar } from '../transform.ts'
import { type Betas, type CommonOptions, prepared } from './common.ts'
import { checkTorch, commonNames } from './rules.ts'

/** What `torch.SGD` takes. */
export interface SGDOptions extends CommonOptions {
  readonly momentum?: Scalar
  readonly dampening?: Scalar
  readonly nesterov?: boolean
}

/** `torch.optim.SGD`: the first velocity is the whole gradient, whatever `dampening` is. */
export function SGD(options: SGDOptions = {}): GradientTransform {
  const {
    lr = 1e-3,
    momentum = 0,
    dampening = 0,
    nesterov = false,
    ...common
  } = checkTorch('SGD', options, [...commonNames, 'momentum', 'dampening', 'nesterov'])
  const velocity = accumulateVelocity({ beta: momentum, dampening, nesterov, torch: true })
  return prepared(common, ...(momentum === 0 ? [] : [velocity]), descend(lr))
}

/** What `torch.Adagrad` takes. */
export interface TorchAdagradOptions extends CommonOptions {
  readonly lr_decay?: Scalar
  readonly initial_accumulator_value?: Scalar
  readonly eps?: Scalar
}

/** `torch.optim.Adagrad`. */
export function Adagrad(options: TorchAdagradOptions = {}): GradientTransform {
  const {
    lr = 1e-2,
    lr_decay = 0,
    initial_accumulator_value = 0,
    eps = 1e-10,
    ...common
  } = checkTorch('Adagrad', options, [
    ...commonNames,
    'lr_decay',
    'initial_accumulator_value',
    'eps',
  ])
  return prepared(common, adagrad({ lr, eps, lrDecay: lr_decay, start: initial_accumulator_value }))
}

/** `torch.optim.Adadelta`. */
export function Adadelta(
  options: CommonOptions & { readonly rho?: Scalar; readonly eps?: Scalar } = {},
): GradientTransform {
  const {
    lr = 1,
    rho = 0.9,
    eps = 1e-6,
    ...common
  } = checkTorch('Adadelta', options, [...commonNames, 'rho', 'eps'])
  return prepared(common, adadelta({ lr, beta: rho, eps }))
}

/** What `torch.RMSprop` takes. */
export interface RMSpropOptions extends CommonOptions {
  readonly alpha?: Scalar
  readonly eps?: Scalar
  readonly momentum?: Scalar
  readonly centered?: boolean
}

/** `torch.optim.RMSprop`. */
export function RMSprop(options: RMSpropOptions = {}): GradientTransform {
  const {
    lr = 1e-2,
    alpha = 0.99,
    eps = 1e-8,
    momentum = 0,
    centered = false,
    ...common
  } = checkTorch('RMSprop', options, [...commonNames, 'alpha', 'eps', 'momentum', 'centered'])
  const velocity = momentum === 0 ? {} : { momentum }
  return prepared(common, rmsprop({ lr, beta: alpha, eps, centered, ...velocity }))
}

/** What `torch.Adam` and `torch.AdamW` take. */
export interface TorchAdamOptions extends CommonOptions {
  readonly betas?: Betas
  readonly eps?: Scalar
  readonly amsgrad?: boolean
  /** Weight decay shrinks the weights beside the step, as in AdamW. */
  readonly decoupled_weight_decay?: boolean
}

/** `torch.optim.Adam`. */
export function Adam(options: TorchAdamOptions = {}): GradientTransform {
  const {
    lr = 1e-3,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    amsgrad: isMonotone = false,
    decoupled_weight_decay = false,
    weight_decay = 0,
    maximize = false,
  } = checkTorch('Adam', options, [
    ...commonNames,
    'betas',
    'eps',
    'amsgrad',
    'decoupled_weight_decay',
  ])
  const moments = { beta1, beta2, eps }
  const direction = isMonotone ? directionOf(amsgrad({ ...moments, lr: 1 })) : scaleByAdam(moments)
  return decoupled_weight_decay
    ? decoupled({ lr, weight_decay, maximize }, direction)
    : prepared({ weight_decay, maximize }, direction, descend(lr))
}

/** `torch.optim.AdamW`. */
export function AdamW(options: TorchAdamOptions = {}): GradientTransform {
  const { weight_decay = 1e-2, ...rest } = checkTorch('AdamW', options, [
    ...commonNames,
    'betas',
    'eps',
    'amsgrad',
  ])
  return Adam({ ...rest, weight_decay, decoupled_weight_decay: true })
}

/** What `torch.NAdam` takes. */
export interface NAdamOptions extends Omit<TorchAdamOptions, 'amsgrad'> {
  readonly momentum_decay?: Scalar
}

/** `torch.optim.NAdam`, as PyTorch documents it and has it from 2.0 on. */
export function NAdam(options: NAdamOptions = {}): GradientTransform {
  const {
    lr = 2e-3,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    momentum_decay = 4e-3,
    decoupled_weight_decay = false,
    ...common
  } = checkTorch('NAdam', options, [
    ...commonNames,
    'betas',
    'eps',
    'momentum_decay',
    'decoupled_weight_decay',
  ])
  const moments = { beta1, beta2, eps, momentumDecay: momentum_decay }
  return decoupled_weight_decay
    ? decoupled({ lr, ...common }, directionOf(nadam({ ...moments, lr: 1 })))
    : prepared(common, nadam({ ...moments, lr }))
}

/** `torch.optim.RAdam`. */
export function RAdam(options: Omit<TorchAdamOptions, 'amsgrad'> = {}): GradientTransform {
  const {
    lr = 1e-3,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    decoupled_weight_decay = false,
    ...common
  } = checkTorch('RAdam', options, [...commonNames, 'betas', 'eps', 'decoupled_weight_decay'])
  const moments = { beta1, beta2, eps }
  return decoupled_weight_decay
    ? decoupled({ lr, ...common }, directionOf(radam({ ...moments, lr: 1 })))
    : prepared(common, radam({ ...moments, lr }))
}

/** `torch.optim.Adamax`. */
export function Adamax(
  options: CommonOptions & { readonly betas?: Betas; readonly eps?: Scalar } = {},
): GradientTransform {
  const {
    lr = 2e-3,
    betas: [beta1, beta2] = [0.9, 0.999],
    eps = 1e-8,
    ...common
  } = checkTorch('Adamax', options, [...commonNames, 'betas', 'eps'])
  return prepared(common, adamax({ lr, beta1, beta2, eps }))
}

/** What `torch.ASGD` takes. */
export interface ASGDOptions extends CommonOptions {
  readonly lambd?: Scalar
  readonly alpha?: Scalar
  readonly t0?: Scalar
}

/** `torch.optim.ASGD`; the mean of the points is `average` in the state. */
export function ASGD(options: ASGDOptions = {}): GradientTransform {
  const {
    lr = 1e-2,
    lambd = 1e-4,
    alpha = 0.75,
    t0 = 1e6,
    ...common
  } = checkTorch('ASGD', options, [...commonNames, 'lambd', 'alpha', 't0'])
  return prepared(common, asgd({ lr, decay: lambd, power: alpha, averageFrom: t0 }))
}

/** What `torch.Rprop` takes. */
export interface TorchRpropOptions {
  readonly lr?: Scalar
  readonly etas?: readonly [Scalar, Scalar]
  readonly step_sizes?: readonly [Scalar, Scalar]
  readonly maximize?: boolean
}

/** `torch.optim.Rprop`. */
export function Rprop(options: TorchRpropOptions = {}): GradientTransform {
  const {
    lr = 1e-2,
    etas: [shrink, grow] = [0.5, 1.2],
    step_sizes: [least, most] = [1e-6, 50],
    maximize = false,
  } = checkTorch('Rprop', options, ['lr', 'etas', 'step_sizes', 'maximize'])
  return prepared({ maximize }, rprop({ lr, shrink, grow, least, most }))
}

/** The direction of an optimizer whose rate is 1: uphill. */
function directionOf(optimizer: GradientTransform): GradientTransform {
  return chain(optimizer, scale(-1))
}

/** A direction, with decay that only the learning rate scales. */
function decoupled(
  { lr = 1e-3, weight_decay = 0, maximize = false }: CommonOptions,
  direction: GradientTransform,
): GradientTransform {
  return chain(
    ...(maximize ? [scale(-1)] : []),
    direction,
    addDecayedWeights(weight_decay),
    descend(lr),
  )
}
