import { describe, expect, it } from 'vitest'
import { type Backend, defaultBackend } from '../src/index.ts'
import { parameterOf, runOf, runsOf } from './small-models.ts'

const booth = (x: number, y: number, train: string): string => `
booth(x, y) = (x + 2*y - 7)^2 + (2*x + y - 5)^2
param x = ${x}
param y = ${y}
minimize booth(x, y)
train { ${train} }
`
const square = (train: string): string => `param x = 4\nminimize x^2\ntrain { ${train} }\n`

async function lastX(text: string): Promise<number> {
  return parameterOf(await runOf(text), 'x')[0]!
}

describe('gradient descent', () => {
  const rates: readonly (readonly [lr: number, steps: number, x: number])[] = [
    [0.1, 10, 0.4294967296],
    [0.01, 10, 4 * 0.98 ** 10],
    [0.001, 10, 4 * 0.998 ** 10],
    [0.01, 100, 0.530478223579],
    [0.001, 1000, 0.540258089787],
    [1, 7, -4],
    [0.5, 1, 0],
  ]
  it.each(rates)('with rate %f takes x² from 4 in %i steps to %f', async (lr, steps, x) => {
    const found = await lastX(square(`optimizer: sgd(lr: ${lr}), steps: ${steps}`))
    expect(found).toBeWithinRelative(x, 1e-11)
  })

  const starts: readonly (readonly [
    x: number,
    y: number,
    x150: number,
    y150: number,
    f: number,
  ])[] = [
    [-5, -5, 1.0482960212, 2.9517039788, 0.004665011336],
    [8, 9, 1.0241480106, 2.9758519894, 0.001166252834],
    [-10, 10, 0.5653358088, 3.4346641912, 0.377865918],
    [10, -10, 1.5312562337, 2.4687437663, 0.564466372],
  ]
  it.each(starts)('takes Booth from (%i, %i) to (%f, %f)', async (x, y, x150, y150, f) => {
    const run = await runOf(booth(x, y, 'optimizer: sgd(lr: 0.01), steps: 150'))
    expect(parameterOf(run, 'x')[0]).toBeWithinRelative(x150, 1e-9)
    expect(parameterOf(run, 'y')[0]).toBeWithinRelative(y150, 1e-9)
    expect(run.loss).toBeWithinRelative(f, 1e-8)
    expect(run.losses[0]).toBe((x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2)
    expect(run).toMatchObject({ steps: 150, epochs: undefined, stopped: 'steps' })
  })

  it('goes up for `maximize`, and reports the value itself', async () => {
    const text = 'param x = 4\nmaximize 7 - x^2\ntrain { optimizer: sgd(lr: 0.1), steps: 10 }\n'
    const run = await runOf(text)
    expect(parameterOf(run, 'x')[0]).toBeWithinRelative(0.4294967296, 1e-12)
    expect(run.losses[0]).toBe(-9)
  })

  it('keeps parameters inside their ranges', async () => {
    const text = `param w in 0..1 = 0.5
param s in 0..inf = 1
minimize (w - 3)^2 + (s + 2)^2
train { optimizer: sgd(lr: 0.5), steps: 300 }
`
    const run = await runOf(text)
    const [w, s] = [parameterOf(run, 'w')[0]!, parameterOf(run, 's')[0]!]
    expect(w).toBeGreaterThan(0.99)
    expect(w).toBeLessThanOrEqual(1)
    expect(s).toBeGreaterThan(0)
    expect(s).toBeLessThan(0.1)
  })

  it('in f32 rounds every value to f32', async () => {
    const run = await runOf(square('optimizer: adam(lr: 0.1), steps: 5, precision: f32'))
    const [x] = parameterOf(run, 'x')
    expect(x).toBe(Math.fround(x!))
    expect(x).toBeWithinRelative(3.5, 0.01)
    expect(run.settings.precision).toBe('f32')
  })

  it('clips gradients to a length', async () => {
    expect(await lastX(square('optimizer: sgd(lr: 0.1), steps: 3, clip: 1'))).toBeCloseTo(3.7, 12)
  })

  it('follows a schedule over the steps', async () => {
    const rate = 'optimizer: sgd(lr: step_decay(0.1, every: 2, factor: 0.5)), steps: 4'
    const expected = 4 * 0.8 * 0.8 * 0.9 * 0.9
    expect(await lastX(square(rate))).toBeWithinRelative(expected, 1e-14)
    const cosine = 'optimizer: sgd(lr: cosine(0.1, steps: 2)), steps: 3'
    expect(await lastX(square(cosine))).toBeWithinRelative(4 * 0.8 * 0.9 * 1, 1e-14)
  })
})

describe('stop conditions', () => {
  const rows: readonly (readonly [stop: string, steps: number])[] = [
    ['step >= 7', 7],
    ['loss < 4', 5],
    ['grad_norm < 4', 5],
    ['abs(x) < 1.5', 6],
    ['epoch > 100', 50],
  ]
  it.each(rows)('%s ends the run after %i steps', async (stop, steps) => {
    const run = await runOf(square(`optimizer: sgd(lr: 0.1), steps: 50, stop: ${stop}`))
    expect(run.steps).toBe(steps)
    expect(run.stopped).toBe(steps === 50 ? 'steps' : 'condition')
    expect(run.losses).toHaveLength(steps)
  })
})

describe('sweeps and blocks', () => {
  it('may stand inside of arithmetic, and are told apart as they are written', async () => {
    const runs = await runsOf(square('optimizer: sgd(lr: 0.1 * sweep(1, 2)), steps: 1 + sweep(2)'))
    const same = await runsOf(square('optimizer: sgd(lr: sweep(0.1, 0.2)), steps: 3'))
    expect(runs.map(({ weightsHash }) => weightsHash)).toEqual(
      same.map(({ weightsHash }) => weightsHash),
    )
    expect(runs.map(({ run }) => run.choices.map(({ text }) => text))).toEqual([
      ['0.1 * 1', '1 + 2'],
      ['0.1 * 2', '1 + 2'],
    ])
  })

  it('run the grid in the order of the text, the last sweep fastest', async () => {
    const text = square('optimizer: sgd(lr: sweep(0.1, 0.2), momentum: sweep(0, 0.5)), steps: 2')
    const runs = await runsOf(text)
    const choices = runs.map(({ run }) => run.choices.map(({ name, text }) => `${name} ${text}`))
    expect(choices).toEqual([
      ['lr 0.1', 'momentum 0'],
      ['lr 0.1', 'momentum 0.5'],
      ['lr 0.2', 'momentum 0'],
      ['lr 0.2', 'momentum 0.5'],
    ])
    expect(runs.map(({ run }) => [run.index, run.total])).toEqual([0, 1, 2, 3].map((i) => [i, 4]))
  })

  it('start every run from the declared starts', async () => {
    const runs = await runsOf(square('optimizer: adam(lr: sweep(0.1, 0.1, 0.2)), steps: 5'))
    expect(runs[1]!.weightsHash).toBe(runs[0]!.weightsHash)
    expect(runs[2]!.weightsHash).not.toBe(runs[0]!.weightsHash)
    expect(runs.map(({ losses }) => losses[0])).toEqual([16, 16, 16])
  })

  it('compile one program for all runs that differ in numbers alone', async () => {
    let started = 0
    const backend: Backend = {
      name: 'wasm',
      start: (...given) => {
        started++
        return defaultBackend.start(...given)
      },
    }
    const text = (optimizer: string): string => square(`optimizer: ${optimizer}, steps: 2`)
    await runsOf(text('adam(lr: sweep(0.1, 0.2, 0.3, 0.4))'), {}, { backend })
    expect(started).toBe(1)
    // Without momentum there is no state to keep.
    await runsOf(text('sgd(lr: 0.1, momentum: sweep(0, 0.5, 0.9))'), {}, { backend })
    expect(started).toBe(3)
  })

  it('take settings of any length', async () => {
    const rate = Array(20_000).fill('0.00001').join(' + ')
    const runs = await runsOf(
      square(`optimizer: sgd(lr: ${rate}, momentum: sweep(0, 0.5)), steps: 1`),
    )
    for (const run of runs) expect(parameterOf(run, 'x')[0]).toBeWithinRelative(4 * 0.6, 1e-9)
  })

  it('train blocks independently, one of them when it is asked for', async () => {
    const text = `param x = 4
minimize x^2
train slow { optimizer: sgd(lr: 0.01), steps: 10 }
train fast { optimizer: sgd(lr: 0.1), steps: 10 }
`
    const [slow, fast] = await runsOf(text)
    expect(parameterOf(slow!, 'x')[0]).toBeWithinRelative(4 * 0.98 ** 10, 1e-12)
    expect(parameterOf(fast!, 'x')[0]).toBeWithinRelative(0.4294967296, 1e-12)
    const only = await runsOf(text, {}, { block: 'fast' })
    expect(only.map(({ run, weightsHash }) => [run.block, weightsHash])).toEqual([
      ['fast', fast!.weightsHash],
    ])
  })

  it('take overrides of steps, seed and precision', async () => {
    const overrides = { steps: 3, seed: 5, precision: 'f32' } as const
    const run = await runOf(square('optimizer: sgd(lr: 0.1), steps: 10'), {}, { overrides })
    expect(run).toMatchObject({ steps: 3, settings: { seed: 5, precision: 'f32' } })
  })
})

const custom = `
optimizer plain(lr = 0.1) { w <- w - lr * g }
optimizer averaged(lr = 0.01, beta = 0.9) {
  state v = 0
  v <- beta * v + (1 - beta) * g
  w <- w - lr * v
}
optimizer my_adam(lr = 0.001, beta1 = 0.9, beta2 = 0.999, eps = 1e-8) {
  state m = 0
  state s = 0
  m <- beta1 * m + (1 - beta1) * g
  s <- beta2 * s + (1 - beta2) * g^2
  mhat = m / (1 - beta1^t)
  shat = s / (1 - beta2^t)
  w <- w - lr * mhat / (sqrt(shat) + eps)
}
`

describe('optimizers of the model', () => {
  const model = (optimizer: string): string =>
    `${custom}
dim k = 3
param x = -5
param y: [k] = 5
minimize (x + 2*sum(y) - 7)^2 + (2*x + sum(y^2) - 5)^2
train { optimizer: ${optimizer}, steps: 60 }
`
  const equal: readonly (readonly [own: string, builtin: string])[] = [
    ['plain(lr: 0.001)', 'sgd(lr: 0.001)'],
    ['averaged(lr: 0.001, beta: 0.9)', 'momentum(lr: 0.001, beta: 0.9, dampening: 0.9)'],
  ]
  it.each(equal)('%s gives the bits of %s', async (own, builtin) => {
    const [a, b] = [await runOf(model(own)), await runOf(model(builtin))]
    expect(a.weightsHash).toBe(b.weightsHash)
    expect(a.steps).toBe(60)
  })

  it('my_adam agrees with adam to 1e-12', async () => {
    const [a, b] = [await runOf(model('my_adam(lr: 0.1)')), await runOf(model('adam(lr: 0.1)'))]
    for (const name of ['x', 'y']) {
      const other = parameterOf(b, name)
      parameterOf(a, name).forEach((value, i) => {
        expect(value).toBeWithinRelative(other[i]!, 1e-12)
      })
    }
  })

  it('take schedules and sweeps', async () => {
    const run = square('optimizer: plain(lr: step_decay(0.1, every: 1, factor: 0.5)), steps: 2')
    expect(await lastX(custom + run)).toBeWithinRelative(4 * 0.8 * 0.9, 1e-14)
    const swept = await runsOf(custom + square('optimizer: plain(lr: sweep(0.1, 0.5)), steps: 1'))
    expect(swept.map((each) => parameterOf(each, 'x')[0])).toEqual([3.2, 0])
  })
})

describe('starts and values', () => {
  it('are the same bits in two runs, and differ by seed', async () => {
    const text = `dim k = 40
param w: [k] = normal(0, 1)
minimize sum(w^2)
train { optimizer: adam(lr: 0.1), steps: 20, seed: sweep(1, 2) }
`
    const [first, second] = [await runsOf(text), await runsOf(text)]
    expect(first.map((run) => run.weightsHash)).toEqual(second.map((run) => run.weightsHash))
    expect(first[0]!.weightsHash).not.toBe(first[1]!.weightsHash)
    expect(first[0]!.weightsHash).toMatch(/^[0-9a-f]{16}$/)
  })
})
