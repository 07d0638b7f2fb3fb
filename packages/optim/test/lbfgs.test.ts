import { compile, type Tensor, tensor, valueAndGrad } from '@gradus/tensor'
import { describe, expect, it } from 'vitest'
import { lbfgs, loadState, saveState, torch } from '../src/index.ts'

type Objective = (w: Tensor) => Tensor

const rows = tensor(
  Array.from({ length: 40 }, (_, i) => [(i - 20) / 8, Math.sin(i), Math.cos(3 * i)]),
)
const signs = tensor(
  Array.from({ length: 40 }, (_, i) => Math.sign(i - 20.5 + 4 * Math.sin(9 * i))),
)

const objectives: Readonly<Record<string, readonly [Objective, readonly number[]]>> = {
  rosenbrock: [
    (w) => {
      const [x, y] = [w.at(0), w.at(1)]
      const valley = y.sub(x.mul(x))
      const slope = x.sub(1)
      return valley.mul(valley).mul(100).add(slope.mul(slope))
    },
    [-1.2, 1],
  ],
  logistic: [
    (w) => rows.matmul(w).mul(signs).neg().softplus().mean().add(w.mul(w).sum().mul(0.001)),
    [0, 0, 0],
  ],
  quartic: [(w) => w.mul(w).mul(w.mul(w)).sum(), [3, -2]],
  barrier: [(w) => w.sub(w.log()).add(w.sub(2).mul(30).exp()).sum(), [0.1, 1.9]],
}

/** The points that were tried, with values and gradients, until gradients are small. */
function walk([objective, start]: readonly [Objective, readonly number[]], limit: number) {
  const optimizer = lbfgs()
  const slopes = compile((w: Tensor) => valueAndGrad(objective)(w))
  let at: Tensor = tensor([...start])
  let state = optimizer.init(at)
  const tried: { value: number; gradient: number[]; point: number[] }[] = []
  for (let step = 0; step < limit; step++) {
    const [value, gradient] = slopes(at) as [Tensor, Tensor]
    tried.push({
      value: value.item(),
      gradient: [...gradient.data()],
      point: [...at.data()],
    })
    if (tried.at(-1)!.gradient.every((x) => Math.abs(x) < 1e-8)) break
    const next = optimizer.update(gradient, state, at, { value })
    at = at.add(next.updates)
    // Every step goes through JSON: the search is all in the state.
    state = loadState(JSON.parse(JSON.stringify(saveState(next.state))), next.state)
  }
  return { tried, state }
}

/** How many evaluations PyTorch's L-BFGS with its strong Wolfe search takes to the same gradient. */
function evaluationsOfTorch([objective, start]: readonly [Objective, readonly number[]]): number {
  const stepper = torch.LBFGS({
    line_search_fn: 'strong_wolfe',
    history_size: 10,
    max_iter: 500,
    max_eval: 1000,
    tolerance_grad: 1e-8,
    tolerance_change: 0,
  })
  const parameters: Tensor = tensor([...start])
  return stepper.step(objective, stepper.init(parameters), parameters).evaluations
}

describe('lbfgs, one evaluation a step', () => {
  it.each(Object.entries(objectives))('needs no more of them than PyTorch (%s)', (_, problem) => {
    const { tried } = walk(problem, 200)
    expect(tried.at(-1)!.gradient.every((x) => Math.abs(x) < 1e-8)).toBe(true)
    expect(tried.length).toBeLessThanOrEqual(1.15 * evaluationsOfTorch(problem) + 2)
  })

  it('takes points that hold both Wolfe conditions', () => {
    const [objective, start] = objectives.rosenbrock!
    const optimizer = lbfgs()
    let at: Tensor = tensor([...start])
    let state = optimizer.init(at)
    let taken = 0
    for (let step = 0; step < 40; step++) {
      const [value, gradient] = valueAndGrad(objective)(at) as [Tensor, Tensor]
      const next = optimizer.update(gradient, state, at, { value })
      const line = state as unknown as Readonly<Record<string, Tensor>>
      const fresh = next.state as unknown as Readonly<Record<string, Tensor>>
      if (step > 0 && fresh.tries!.item() === 0) {
        taken++
        const slope = line.direction!.mul(line.gradient!).sum().item()
        const promised = line.value!.item() + 1e-4 * line.length!.item() * slope
        expect(value.item()).toBeLessThanOrEqual(promised + 1e-15)
        const left = Math.abs(line.direction!.mul(gradient).sum().item())
        expect(left).toBeLessThanOrEqual(0.9 * Math.abs(slope))
      }
      at = at.add(next.updates)
      state = next.state
    }
    expect(taken).toBeGreaterThan(25)
  })

  it('looks further where the first step is far too short, and back where it is far too long', () => {
    for (const lr of [1e-3, 1e3]) {
      const optimizer = lbfgs({ lr })
      let at: Tensor = tensor([10, -7])
      let state = optimizer.init(at)
      let steps = 0
      for (; steps < 60; steps++) {
        const value = at.mul(at).sum()
        if (value.item() < 1e-16) break
        const next = optimizer.update(at.mul(2), state, at, { value })
        at = at.add(next.updates)
        state = next.state
      }
      expect(steps).toBeLessThan(60)
    }
  })
})
