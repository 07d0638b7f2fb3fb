import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import {
  accumulateVelocity,
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByValue,
  cosine,
  descend as descendAt,
  exponential,
  type GradientTransform,
  rmsprop,
  type Schedule,
  scale,
  stepDecay,
} from '../src/index.ts'
import { booth, descend, type Objective } from './descent.ts'

interface Hyper {
  readonly lr: number
  readonly momentum?: number
  readonly dampening?: number
  readonly nesterov?: boolean
  readonly weight_decay?: number
  readonly clip_grad_value?: number
  readonly betas?: readonly [number, number]
  readonly eps?: number
  readonly maximize?: boolean
}

interface Trajectories {
  readonly data: { readonly X: readonly (readonly number[])[]; readonly y: readonly number[] }
  readonly runs: readonly {
    readonly id: string
    readonly optimizer: keyof typeof optimizers
    readonly hyper: Hyper
    readonly objective: 'booth' | 'rosenbrock' | 'logreg'
    readonly start: readonly number[]
    readonly points: readonly (readonly number[])[]
  }[]
}

interface Schedules {
  readonly schedules: readonly {
    readonly id: string
    readonly scheduler: keyof typeof schedulers
    readonly args: Readonly<Record<string, number>>
    readonly start: number
    readonly rates: readonly number[]
  }[]
}

function read<T>(name: string): T {
  return JSON.parse(readRepositoryFile(`fixtures/optim/${name}.json`)) as T
}

const { data, runs } = read<Trajectories>('torch-trajectories')
const { schedules } = read<Schedules>('torch-schedules')

const moments = ({ lr, betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8 }: Hyper) => ({
  lr,
  beta1,
  beta2,
  eps,
})

const optimizers = {
  SGD: ({ lr, momentum, dampening = 0, nesterov = false }: Hyper) =>
    chain(
      ...(momentum === undefined
        ? []
        : [accumulateVelocity({ beta: momentum, dampening, nesterov, torch: true })]),
      descendAt(lr),
    ),
  RMSprop: ({ lr }: Hyper) => rmsprop({ lr, beta: 0.99 }),
  Adam: (hyper: Hyper) => adam(moments(hyper)),
  AdamW: (hyper: Hyper) => adamw({ ...moments(hyper), decay: hyper.weight_decay ?? 0.01 }),
} satisfies Record<string, (hyper: Hyper) => GradientTransform>

/** What PyTorch does to gradients before the rule of an optimizer: ascent, clipping, L2. */
function prepare(optimizer: string, hyper: Hyper): readonly GradientTransform[] {
  const isCoupled = optimizer !== 'AdamW' && hyper.weight_decay !== undefined
  return [
    ...(hyper.maximize ? [scale(-1)] : []),
    ...(hyper.clip_grad_value === undefined ? [] : [clipByValue(hyper.clip_grad_value)]),
    ...(isCoupled ? [addDecayedWeights(hyper.weight_decay)] : []),
  ]
}

const rosenbrock: Objective = (builder, [x, y]) => {
  const valley = builder.sub(y!, builder.mul(x!, x!))
  const slope = builder.sub(builder.constant(1), x!)
  const steep = builder.mul(builder.constant(100), builder.mul(valley, valley))
  return builder.add(steep, builder.mul(slope, slope))
}

/** The mean of log(1 + exp(-s(Xw + b))) over the rows, s being 1 or -1. */
const logreg: Objective = (builder, parameters) => {
  const weights = parameters.slice(0, -1)
  const losses = data.X.map((row, i) => {
    const score = weights.reduce(
      (sum, w, j) => builder.add(sum, builder.mul(builder.constant(row[j]!), w)),
      parameters.at(-1)!,
    )
    return builder.softplus(builder.mul(builder.constant(1 - 2 * data.y[i]!), score))
  })
  const total = losses.reduce((sum, loss) => builder.add(sum, loss))
  return builder.mul(builder.constant(1 / losses.length), total)
}

const objectives = { booth, rosenbrock, logreg }

describe('trajectories of PyTorch', () => {
  it.each(runs)('$id is followed for 50 steps', (run) => {
    const { optimizer, hyper, objective, start, points } = run
    const transform = chain(...prepare(optimizer, hyper), optimizers[optimizer](hyper))
    const steps = points.length
    const walked = descend(transform, { objective: objectives[objective], start, steps })
    for (const [step, point] of points.entries()) {
      point.forEach((x, i) => {
        expect(walked[step]![i], `step ${step + 1}`).toBeWithinRelative(x, 1e-10, 1e-14)
      })
    }
  })
})

const schedulers = {
  StepLR: (start, { step_size = 1, gamma }) => stepDecay(start, step_size, gamma ?? 0.1),
  ExponentialLR: (start, { gamma = 1 }) => exponential(start, gamma),
  CosineAnnealingLR: (start, { T_max = 1, eta_min }) => cosine(start, T_max, eta_min),
} satisfies Record<string, (start: number, args: Readonly<Record<string, number>>) => Schedule>

/** The rates of a schedule in the first steps. */
function ratesOf(schedule: Schedule, count: number): readonly number[] {
  return Array.from({ length: count }, (_, step) => schedule(step))
}

describe('schedules of PyTorch', () => {
  it.each(schedules)('$id gives the same rates', ({ scheduler, args, start, rates }) => {
    // Past T_max PyTorch's cosine rises again; ours stays at its end.
    const until = Math.min(rates.length, (args.T_max ?? rates.length) + 1)
    const followed = ratesOf(schedulers[scheduler](start, args), until)
    for (const [step, rate] of rates.slice(0, until).entries()) {
      expect(followed[step], `step ${step}`).toBeWithinRelative(rate, 1e-10, 1e-16)
    }
  })
})
