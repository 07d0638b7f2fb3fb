import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import {
  chain,
  type GradientTransform,
  multiTransform,
  type Schedule,
  torch,
} from '../src/index.ts'
import { booth, descend, type Objective } from './descent.ts'
import { closureOf, walk } from './torch-walk.ts'

type Hyper = Readonly<Record<string, unknown>>
type OptimizerName = Exclude<
  keyof typeof torch,
  'LBFGS' | 'lr_scheduler' | 'clip_grad_norm' | 'clip_grad_value'
>

interface Run {
  readonly id: string
  readonly optimizer: OptimizerName | 'LBFGS'
  readonly hyper: Hyper
  /** Settings of groups of parameters, which are one element each. */
  readonly groups?: readonly Hyper[]
  readonly clip_grad_norm?: number
  readonly clip_grad_value?: number
  readonly closure_evals?: readonly number[]
  readonly objective: 'booth' | 'rosenbrock' | 'logreg'
  readonly start: readonly number[]
  readonly points: readonly (readonly number[])[]
}

interface ScheduleRun {
  readonly id: string
  readonly scheduler: keyof typeof torch.lr_scheduler
  readonly args: Hyper
  readonly base_lr: number
  readonly rates: readonly number[]
  readonly momentum?: readonly number[]
  readonly metric?: readonly number[]
}

interface Trajectories {
  readonly data: { readonly X: readonly (readonly number[])[]; readonly y: readonly number[] }
  readonly runs: readonly Run[]
}

function read<T>(name: string): T {
  return JSON.parse(readRepositoryFile(`fixtures/optim/${name}.json`)) as T
}

const sets = ['torch-trajectories', 'torch-trajectories-drawn'].map(read<Trajectories>)
const { data } = sets[0]!
const runs = sets.flatMap((set) => set.runs)
const schedules = ['torch-schedules', 'torch-schedules-drawn'].flatMap(
  (name) => read<{ schedules: readonly ScheduleRun[] }>(name).schedules,
)

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

function transformOf({ optimizer, hyper, groups, clip_grad_norm, clip_grad_value }: Run) {
  const make = torch[optimizer as OptimizerName] as (hyper: Hyper) => GradientTransform
  const whole = groups
    ? multiTransform(
        Object.fromEntries(groups.map((group, i) => [`${i}`, make({ ...hyper, ...group })])),
        groups.map((_, i) => `${i}`),
      )
    : make(hyper)
  return chain(
    ...(clip_grad_norm === undefined ? [] : [torch.clip_grad_norm(clip_grad_norm)]),
    ...(clip_grad_value === undefined ? [] : [torch.clip_grad_value(clip_grad_value)]),
    whole,
  )
}

describe('trajectories of PyTorch', () => {
  const first = runs.filter(({ optimizer }) => optimizer !== 'LBFGS')
  it.each(first)('$id is followed to the end', (run) => {
    const { objective, start, points } = run
    const steps = points.length
    const walked = descend(transformOf(run), { objective: objectives[objective], start, steps })
    for (const [step, point] of points.entries()) {
      point.forEach((x, i) => {
        expect(walked[step]![i], `step ${step + 1}`).toBeWithinRelative(x, 1e-10, 1e-14)
      })
    }
  })

  const closures = runs.filter(({ optimizer }) => optimizer === 'LBFGS')
  it.each(closures)('$id is followed to the end, with as many evaluations', (run) => {
    const { hyper, objective, start, points, closure_evals } = run
    const steps = walk(torch.LBFGS(hyper), closureOf(objectives[objective]), start, points.length)
    for (const [step, point] of points.entries()) {
      point.forEach((x, i) => {
        expect(steps[step]!.point[i], `step ${step + 1}`).toBeWithinRelative(x, 1e-8, 1e-12)
      })
    }
    expect(steps.map(({ evaluations }) => evaluations)).toEqual(closure_evals)
  })
})

/** A scheduler by its name, with the schedulers among its arguments made first. */
function scheduleOf(name: string, base_lr: number, { schedulers, ...args }: Hyper): Schedule {
  const make = (torch.lr_scheduler as Hyper)[name] as (args: Hyper) => Schedule
  const inner = (schedulers as readonly [string, Hyper][] | undefined)?.map(([each, given]) =>
    scheduleOf(each, base_lr, given),
  )
  return make({ base_lr, ...args, ...(inner && { schedulers: inner }) })
}

describe('schedules of PyTorch', () => {
  const pure = schedules.filter(({ metric }) => !metric)
  it.each(pure)('$id gives the same rates', ({ scheduler, args, base_lr, rates, momentum }) => {
    const schedule = scheduleOf(scheduler, base_lr, args)
    for (const [step, rate] of rates.entries()) {
      expect(schedule(step), `step ${step}`).toBeWithinRelative(rate, 1e-12, 1e-16)
    }
    for (const [step, share] of (momentum ?? []).entries()) {
      const cycled = (schedule as ReturnType<typeof torch.lr_scheduler.CyclicLR>).momentum(step)
      expect(cycled, `step ${step}`).toBeWithinRelative(share, 1e-12)
    }
  })

  const measured = schedules.filter(({ metric }) => metric)
  it.each(measured)('$id lowers the rate at the same metrics', (run) => {
    const { args, base_lr, rates, metric } = run
    const plateau = torch.lr_scheduler.ReduceLROnPlateau({ ...args, base_lr })
    let state = plateau.init()
    for (const [step, value] of metric!.entries()) {
      expect(state.rate, `step ${step}`).toBeWithinRelative(rates[step]!, 1e-12)
      state = plateau.observe(state, value)
    }
    expect(state.rate).toBeWithinRelative(rates.at(-1)!, 1e-12)
  })
})
