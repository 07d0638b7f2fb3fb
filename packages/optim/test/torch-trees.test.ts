import { compile, grad, type NestedArray, type Tensor, tensor } from '@gradus/tensor'
import { readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import {
  applyUpdates,
  type GradientTransform,
  loadState,
  multiTransform,
  type Schedule,
  type State,
  saveState,
  torch,
} from '../src/index.ts'

type Hyper = Readonly<Record<string, unknown>>

interface Run {
  readonly id: string
  readonly optimizer: string
  readonly hyper: Hyper
  /** Settings of groups of parameters, which are one tensor each. */
  readonly groups?: readonly Hyper[]
  readonly objective: 'mixed' | 'product'
  readonly start: readonly NestedArray[]
  readonly points: readonly (readonly number[])[]
}

interface ScheduleRun {
  readonly id: string
  readonly scheduler: string
  readonly args: Hyper
  readonly base_lr: number
  readonly rates: readonly number[]
}

function read<T>(name: string): T {
  return JSON.parse(readRepositoryFile(`fixtures/optim/${name}.json`)) as T
}

const { runs } = read<{ readonly runs: readonly Run[] }>('torch-trees')
const { schedules } = read<{ readonly schedules: readonly ScheduleRun[] }>(
  'torch-schedules-combined',
)

const A = tensor([
  [1, 2],
  [-0.5, 0.3],
  [0.8, -1.1],
  [0.1, 0.9],
])
const Y = tensor([
  [1, 0, 2],
  [0.5, -1, 0],
  [0, 1, 1],
  [2, 0.3, -0.7],
])

type Point = readonly Tensor[]

const objectives: Readonly<Record<Run['objective'], (point: Point) => Tensor>> = {
  mixed: ([w, b, s, t]) => {
    const error = A.matmul(w!).mul(s!).add(b!).sub(Y)
    const excess = t!.sum().sub(1)
    const bowl = t!.mul(t!).sum().mul(0.15).add(excess.mul(excess).mul(0.1))
    return error.mul(error).sum().div(8).add(bowl)
  },
  product: ([w, v]) => {
    const error = A.matmul(w!).matmul(v!).sub(Y)
    return error.mul(error).mean()
  },
}

function transformOf({ optimizer, hyper, groups }: Run): GradientTransform {
  const make = (torch as unknown as Readonly<Record<string, (hyper: Hyper) => GradientTransform>>)[
    optimizer
  ]!
  if (!groups) return make(hyper)
  const parts = groups.map((group, i) => [`${i}`, make({ ...hyper, ...group })])
  return multiTransform(
    Object.fromEntries(parts),
    groups.map((_, i) => `${i}`),
  )
}

function stepper(run: Run) {
  const optimizer = transformOf(run)
  return compile((at: Point, state: State) => {
    const { updates, state: next } = optimizer.update(
      grad(objectives[run.objective])(at),
      state,
      at,
    )
    return { at: applyUpdates(at, updates), state: next }
  })
}

describe("PyTorch's optimizers over several tensors", () => {
  it.each(runs)('$id is followed to the end, through JSON on the way', (run) => {
    const step = stepper(run)
    const init = transformOf(run).init
    const start = run.start.map((part) => tensor(part as never)) as Point
    let now = { at: start, state: init(start) }
    for (const [i, point] of run.points.entries()) {
      if (i === 10) {
        const saved = JSON.parse(JSON.stringify(saveState(now.state)))
        now = { at: now.at, state: loadState(saved, init(start)) }
      }
      now = step(now.at, now.state) as typeof now
      const found = now.at.flatMap((value) => [...value.data()])
      for (const [j, x] of found.entries()) {
        expect(x, `step ${i + 1}`).toBeWithinRelative(point[j]!, 1e-10, 1e-13)
      }
    }
  })
})

const functions: Readonly<Record<string, (step: number) => number>> = {
  slow: (step) => 1 / (1 + step),
  wave: (step) => 1 + 0.5 * Math.sin(step / 3 + 1),
}

function scheduleOf(name: string, base_lr: number, { schedulers, lr_lambda, ...args }: Hyper) {
  const places = { ...torch.lr_scheduler, ...torch.swa_utils } as Hyper
  const make = places[name] as (args: Hyper) => Schedule
  const inner = (schedulers as readonly [string, Hyper][] | undefined)?.map(
    ([each, given]): Schedule => scheduleOf(each, base_lr, given),
  )
  const lambda = lr_lambda === undefined ? {} : { lr_lambda: functions[lr_lambda as string] }
  return make({ base_lr, ...args, ...lambda, ...(inner && { schedulers: inner }) })
}

describe("PyTorch's schedulers, combined", () => {
  it.each(schedules)('$id gives the same rates, in any order', (run) => {
    const schedule = scheduleOf(run.scheduler, run.base_lr, run.args)
    const steps = [...run.rates.keys(), 40, 3, 20]
    for (const step of steps) {
      expect(schedule(step), `step ${step}`).toBeWithinRelative(run.rates[step]!, 1e-12, 1e-16)
    }
  })

  it('become part of a graph where their factors multiply, and say so where they do not', () => {
    const { ChainedScheduler, CosineAnnealingLR, LinearLR } = torch.lr_scheduler
    const base_lr = 0.1
    const chained = (eta_min: number) =>
      ChainedScheduler({
        base_lr,
        schedulers: [
          LinearLR({ base_lr, total_iters: 3 }),
          CosineAnnealingLR({ base_lr, T_max: 10, eta_min }),
        ],
      })
    const rateOf = (schedule: Schedule) =>
      compile((gradient: Tensor, state: State) =>
        torch.SGD({ lr: schedule }).update(gradient, state, gradient),
      )
    const state = torch.SGD({ lr: chained(0) }).init(tensor(0))
    const { updates } = rateOf(chained(0))(tensor(1), state)
    expect(updates.item()).toBeWithinRelative(-chained(0)(0), 1e-15)
    expect(() => rateOf(chained(0.01))(tensor(1), state)).toThrow(/defineSchedule/)
  })
})

describe('torch.Muon', () => {
  it('takes matrices alone, and says who takes the others', () => {
    const muon = torch.Muon()
    expect(() => muon.update(tensor([1]), muon.init(tensor([1])), tensor([1]))).toThrow(
      /1 axes.*multiTransform/,
    )
  })
})

describe('torch.LBFGS', () => {
  it('stops its line search at max_eval where it is told to', () => {
    const rosenbrock = ([x, y]: readonly Tensor[]): Tensor => {
      const valley = y!.sub(x!.mul(x!))
      const slope = x!.sub(1)
      return valley.mul(valley).mul(100).add(slope.mul(slope))
    }
    const evaluations = (max_ls: number | 'max_eval') => {
      const stepper = torch.LBFGS({
        lr: 30,
        max_iter: 1,
        max_eval: 2,
        line_search_fn: 'strong_wolfe',
        max_ls,
      })
      let now = { parameters: [tensor(-1.2), tensor(1)] as const, state: stepper.init([0, 0]) }
      return Array.from({ length: 9 }, () => {
        const step = stepper.step(rosenbrock as never, now.state, now.parameters)
        now = step
        return step.evaluations
      })
    }
    expect(Math.max(...evaluations('max_eval'))).toBeLessThanOrEqual(3)
    expect(Math.max(...evaluations(25))).toBeGreaterThan(3)
  })
})
