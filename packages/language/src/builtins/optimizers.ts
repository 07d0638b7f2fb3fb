import { type Argument, type BuiltinRow, inside, optional, ranges, required } from './argument.ts'

/**
 * Optimizers that train. Training hands each setting that is given, or has a start, to the
 * function of the same name in `@gradus/optim`, by its own name in camel case.
 */
export type OptimizerName =
  | 'sgd'
  | 'momentum'
  | 'heavy_ball'
  | 'averaged_momentum'
  | 'nesterov'
  | 'quasi_hyperbolic'
  | 'sign_sgd'
  | 'asgd'
  | 'rprop'
  | 'adagrad'
  | 'adadelta'
  | 'rmsprop'
  | 'adam'
  | 'adamw'
  | 'amsgrad'
  | 'adamax'
  | 'nadam'
  | 'radam'
  | 'adabelief'
  | 'yogi'
  | 'adan'
  | 'adopt'
  | 'lion'
  | 'lamb'
  | 'lars'
  | 'adafactor'
  | 'sophia'
  | 'muon'
  | 'shampoo'
  | 'soap'
  | 'prodigy'
  | 'd_adaptation'
  | 'schedule_free'
  | 'schedule_free_adamw'
  | 'newton'
  | 'lbfgs'

const eps = inside(ranges.fromZero, optional('eps', 'number', '1e-8'))
const momentum = inside(ranges.share, optional('momentum', 'number', '0'))
const decay = inside(ranges.fromZero, optional('decay', 'number', '0'))

function rate(start: string): Argument {
  return optional('lr', 'rate', start)
}

/** The shares of both moments that are kept. */
function betas(first = '0.9', second = '0.999'): readonly Argument[] {
  return [
    inside(ranges.share, optional('beta1', 'number', first)),
    inside(ranges.share, optional('beta2', 'number', second)),
  ]
}

/** Adam's settings, with a first estimate of how far parameters have to go. */
const parameterFree: readonly Argument[] = [
  rate('1'),
  ...betas(),
  eps,
  inside(ranges.fromZero, optional('start', 'number', '1e-6')),
  decay,
]

/** The optimizers with their settings; the starts are those of their papers and of PyTorch. */
export const optimizers: Readonly<Record<OptimizerName, BuiltinRow>> = {
  sgd: {
    arguments: [required('lr', 'rate'), momentum, optional('nesterov', 'flag', 'false'), decay],
    doc: 'w <- w - lr * g: a step against the gradient.',
  },
  momentum: {
    arguments: [
      required('lr', 'rate'),
      inside(ranges.share, optional('beta', 'number', '0.9')),
      inside(ranges.upToOne, optional('dampening', 'number', '0')),
    ],
    doc: 'v <- beta * v + (1 - dampening) * g, then w <- w - lr * v.',
  },
  heavy_ball: {
    arguments: [required('lr', 'rate'), inside(ranges.share, optional('beta', 'number', '0.9'))],
    doc: 'v <- beta * v + g, then w <- w - lr * v.',
  },
  averaged_momentum: {
    arguments: [required('lr', 'rate'), inside(ranges.share, optional('beta', 'number', '0.9'))],
    doc: 'v <- beta * v + (1 - beta) * g, then w <- w - lr * v.',
  },
  nesterov: {
    arguments: [required('lr', 'rate'), inside(ranges.share, optional('beta', 'number', '0.9'))],
    doc: 'v <- beta * v + g, then w <- w - lr * (g + beta * v).',
  },
  quasi_hyperbolic: {
    arguments: [
      required('lr', 'rate'),
      inside(ranges.share, optional('beta', 'number', '0.999')),
      inside(ranges.part, optional('share', 'number', '0.7')),
    ],
    doc: 'A blend of plain descent and averaged momentum.',
  },
  sign_sgd: {
    arguments: [required('lr', 'rate'), inside(ranges.share, optional('beta', 'number'))],
    doc: 'Steps of one size, by the sign of the gradient or of its running mean.',
  },
  asgd: {
    arguments: [
      rate('0.01'),
      inside(ranges.fromZero, optional('decay', 'number', '1e-4')),
      optional('power', 'number', '0.75'),
      inside(ranges.fromZero, optional('average_from', 'number', '1e6')),
    ],
    doc: 'Descent with a falling rate, whose points are averaged.',
  },
  rprop: {
    arguments: [
      inside(ranges.fromZero, optional('lr', 'number', '0.01')),
      inside(ranges.shrinking, optional('shrink', 'number', '0.5')),
      inside(ranges.growing, optional('grow', 'number', '1.2')),
      inside(ranges.fromZero, optional('least', 'number', '1e-6')),
      inside(ranges.positive, optional('most', 'number', '50')),
    ],
    doc: 'A step size for each element, which grows while its gradient keeps its sign.',
  },
  adagrad: {
    arguments: [
      rate('0.01'),
      inside(ranges.fromZero, optional('start', 'number', '0')),
      inside(ranges.fromZero, optional('eps', 'number', '1e-10')),
      inside(ranges.fromZero, optional('lr_decay', 'number', '0')),
    ],
    doc: 'Divides each step by the root of the sum of squared gradients.',
  },
  adadelta: {
    arguments: [
      rate('1'),
      inside(ranges.share, optional('beta', 'number', '0.95')),
      inside(ranges.fromZero, optional('eps', 'number', '1e-6')),
    ],
    doc: 'Steps in the units of the parameters, from running sizes of gradients and steps.',
  },
  rmsprop: {
    arguments: [
      rate('0.01'),
      inside(ranges.share, optional('beta', 'number', '0.9')),
      eps,
      optional('centered', 'flag', 'false'),
      momentum,
    ],
    doc: 'Divides each step by a running size of its gradient.',
  },
  adam: {
    arguments: [rate('0.001'), ...betas(), eps],
    doc: 'Running mean over running size of the gradient, both corrected for their start.',
  },
  adamw: {
    arguments: [
      rate('0.001'),
      ...betas(),
      eps,
      inside(ranges.fromZero, optional('decay', 'number', '0.01')),
    ],
    doc: 'Adam, with weight decay apart from the gradient.',
  },
  amsgrad: {
    arguments: [rate('0.001'), ...betas(), eps],
    doc: 'Adam, whose running size never shrinks.',
  },
  adamax: {
    arguments: [rate('0.002'), ...betas(), eps],
    doc: 'Adam, with a decaying maximum for the size.',
  },
  nadam: {
    arguments: [
      rate('0.002'),
      ...betas(),
      eps,
      inside(ranges.fromZero, optional('momentum_decay', 'number', '0.004')),
    ],
    doc: 'Adam that looks ahead, with a momentum that rises.',
  },
  radam: {
    arguments: [rate('0.001'), ...betas(), eps],
    doc: 'Adam that leaves out the size until it is known well.',
  },
  adabelief: {
    arguments: [
      rate('0.001'),
      ...betas(),
      inside(ranges.fromZero, optional('eps', 'number', '1e-16')),
    ],
    doc: 'Adam that divides by how far gradients are from their mean.',
  },
  yogi: {
    arguments: [
      rate('0.01'),
      ...betas(),
      inside(ranges.fromZero, optional('eps', 'number', '1e-3')),
      inside(ranges.fromZero, optional('start', 'number', '0')),
    ],
    doc: 'Adam, whose running size changes by a bounded amount.',
  },
  adan: {
    arguments: [
      rate('0.001'),
      ...betas('0.98', '0.92'),
      inside(ranges.share, optional('beta3', 'number', '0.99')),
      eps,
      decay,
    ],
    doc: 'Nesterov momentum from running means of gradients and of their changes.',
  },
  adopt: {
    arguments: [
      rate('0.001'),
      ...betas('0.9', '0.9999'),
      inside(ranges.fromZero, optional('eps', 'number', '1e-6')),
    ],
    doc: 'Adam that divides by the size of the gradients before.',
  },
  lion: {
    arguments: [rate('1e-4'), ...betas('0.9', '0.99'), decay],
    doc: 'The sign of a blend of velocity and gradient.',
  },
  lamb: {
    arguments: [
      rate('0.001'),
      ...betas(),
      inside(ranges.fromZero, optional('eps', 'number', '1e-6')),
      decay,
    ],
    doc: 'Adam, with steps in proportion to the norm of each parameter.',
  },
  lars: {
    arguments: [
      required('lr', 'rate'),
      inside(ranges.share, optional('momentum', 'number', '0.9')),
      decay,
      inside(ranges.fromZero, optional('trust', 'number', '0.001')),
    ],
    doc: 'Momentum, with steps in proportion to the norm of each parameter.',
  },
  adafactor: {
    arguments: [
      rate('0.01'),
      optional('power', 'number', '0.8'),
      inside(ranges.fromZero, optional('eps', 'number', '1e-30')),
      inside(ranges.fromZero, optional('least', 'number', '1e-3')),
      inside(ranges.positive, optional('clip', 'number', '1')),
      decay,
    ],
    doc: 'Adam without a mean, which keeps row and column sizes of a matrix alone.',
  },
  sophia: {
    arguments: [
      rate('1e-4'),
      ...betas('0.965', '0.99'),
      inside(ranges.positive, optional('rho', 'number', '0.04')),
      inside(ranges.fromZero, optional('eps', 'number', '1e-12')),
      decay,
      optional('every', 'count', '10'),
      optional('batch', 'count', '1'),
    ],
    doc: 'Newton steps by a diagonal, clipped to the rate.',
  },
  muon: {
    arguments: [
      rate('0.02'),
      inside(ranges.share, optional('momentum', 'number', '0.95')),
      optional('nesterov', 'flag', 'true'),
      inside(ranges.fromZero, optional('decay', 'number', '0.01')),
    ],
    doc: 'Momentum, with matrices made orthogonal; AdamW for other parameters.',
  },
  shampoo: {
    arguments: [
      rate('0.1'),
      inside(ranges.fromZero, optional('start', 'number', '1e-4')),
      momentum,
    ],
    doc: 'Adagrad with a full matrix for each axis of a matrix.',
  },
  soap: {
    arguments: [
      rate('0.003'),
      ...betas('0.95', '0.95'),
      eps,
      inside(ranges.share, optional('keep', 'number', '0.95')),
      inside(ranges.fromZero, optional('decay', 'number', '0.01')),
    ],
    doc: 'Adam in the axes along which gradients of a matrix vary.',
  },
  prodigy: {
    arguments: parameterFree,
    doc: 'Adam that finds its rate from how far parameters have to go.',
  },
  d_adaptation: {
    arguments: parameterFree,
    doc: 'Adam that finds its rate from the sum of its steps.',
  },
  schedule_free: {
    arguments: [
      required('lr', 'rate'),
      inside(ranges.share, optional('beta', 'number', '0.9')),
      optional('warmup', 'count'),
      decay,
    ],
    doc: 'Descent between a base point and an average, which need no schedule.',
  },
  schedule_free_adamw: {
    arguments: [
      rate('0.0025'),
      inside(ranges.share, optional('beta', 'number', '0.9')),
      inside(ranges.share, optional('beta2', 'number', '0.999')),
      eps,
      optional('warmup', 'count'),
      decay,
    ],
    doc: 'AdamW between a base point and an average, which need no schedule.',
  },
  newton: {
    arguments: [rate('1'), inside(ranges.fromZero, optional('damping', 'number', '0'))],
    doc: 'w <- w - lr * solve(H + damping * I, g): one step on a quadratic.',
  },
  lbfgs: {
    arguments: [rate('1'), optional('history', 'count', '10')],
    doc: 'A Hessian from the last gradients, and a strong Wolfe search: one point of it a step.',
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
