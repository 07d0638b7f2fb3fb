import { describe, expect, it } from 'vitest'
import { loadModel, memoryHost, train } from '../src/index.ts'
import { loadText, pairs, parameterOf, runOf, runsOf } from './small-models.ts'

const booth = 'param x = -5\nparam y = -5\nminimize (x + 2*y - 7)^2 + (2*x + y - 5)^2\n'
const rosenbrock = 'param x = -1.2\nparam y = 1\nminimize 100*(y - x^2)^2 + (1 - x)^2\n'

const points = Array.from({ length: 40 }, (_, i): [number, number] => {
  const x = (i - 20) / 8
  return [x, x + Math.sin(9 * i) > 0 ? 1 : 0]
})
const logistic = `
dim n
data x, y: [n] from "data.csv"
param a = 0
param b = 0
minimize mean(log(1 + exp(-(2*y - 1)*(a*x + b)))) + 0.01*(a^2 + b^2)
`
const files = { 'data.csv': pairs(points) }

function codesOf(text: string): readonly string[] {
  return loadModel(text, { host: memoryHost({}) }).diagnostics.map(({ code }) => code)
}

describe('newton in a train block', () => {
  it('lands on the minimum of a quadratic in one step (E0.4)', async () => {
    const run = await runOf(`${booth}train { optimizer: newton(), steps: 1 }\n`)
    expect(parameterOf(run, 'x')[0]).toBeCloseTo(1, 13)
    expect(parameterOf(run, 'y')[0]).toBeCloseTo(3, 13)
    expect(run.losses[0]).toBe(884)
  })

  it('takes two thirds of the way on a quartic, and any share that is asked for', async () => {
    const quartic = 'param x = 3\nminimize x^4\n'
    const whole = await runOf(`${quartic}train { optimizer: newton(), steps: 1 }\n`)
    expect(parameterOf(whole, 'x')[0]).toBeCloseTo(2, 14)
    const half = await runOf(`${quartic}train { optimizer: newton(lr: 0.5), steps: 1 }\n`)
    expect(parameterOf(half, 'x')[0]).toBeCloseTo(2.5, 14)
  })

  it('solves with the Hessian of parameters of several shapes', async () => {
    const run = await runOf(`
dim i = 2
dim j = 3
param W: [i, j] = 1
param b = 0.5
data t: [i, j] = normal(0, 1)
minimize sum((W + b - t)^2) + sum(exp(W)) + b^2
train { optimizer: newton(), steps: 12 }
`)
    const again = await runOf(`
dim i = 2
dim j = 3
param W: [i, j] = 1
param b = 0.5
data t: [i, j] = normal(0, 1)
minimize sum((W + b - t)^2) + sum(exp(W)) + b^2
train { optimizer: lbfgs(), steps: 200 }
`)
    expect(run.loss).toBeWithinRelative(again.loss, 1e-12)
  })

  it('says that the Hessian is singular, and takes damping for it', async () => {
    const flat = 'param a = 1\nparam b = 2\nminimize (a + b - 2)^2\n'
    const { runs } = await train(loadText(`${flat}train { optimizer: newton(), steps: 3 }\n`))
    expect(runs[0]!.stopped).toBe('not-finite')
    expect(runs[0]!.diagnostics.map(({ code }) => code)).toEqual(['E0804'])
    const damped = await runOf(`${flat}train { optimizer: newton(damping: 1e-6), steps: 20 }\n`)
    expect(damped.loss).toBeLessThan(1e-12)
  })

  it('refuses a Hessian that does not fit, and batches', async () => {
    const wide = 'dim k = 40000\nparam w: [k] = 1\nminimize mean((w - 3)^2)\n'
    const large = await train(loadText(`${wide}train { optimizer: newton(), steps: 1 }\n`))
    expect(large.diagnostics.map(({ code }) => code)).toEqual(['E0611'])
    for (const name of ['newton', 'lbfgs']) {
      const model = loadText(
        `${logistic}train { optimizer: ${name}(), epochs: 2, batch: 8 }\n`,
        files,
      )
      const { diagnostics, runs } = await train(model)
      expect(runs).toEqual([])
      expect(diagnostics.map(({ code }) => code)).toEqual(['E0317'])
    }
  })
})

describe('lbfgs in a train block', () => {
  it('comes to minima that gradient descent does not reach', async () => {
    const run = await runOf(`${rosenbrock}train { optimizer: lbfgs(), steps: 60 }\n`)
    expect(parameterOf(run, 'x')[0]).toBeCloseTo(1, 6)
    expect(run.loss).toBeLessThan(1e-13)
    const fit = await runOf(`${logistic}train { optimizer: lbfgs(), steps: 30 }\n`, files)
    const exact = await runOf(`${logistic}train { optimizer: newton(), steps: 8 }\n`, files)
    expect(fit.loss).toBeWithinRelative(exact.loss, 1e-12)
    expect(parameterOf(fit, 'a')[0]).toBeCloseTo(parameterOf(exact, 'a')[0]!, 6)
  })

  it('takes steps to values that are not finite back', async () => {
    const text = 'param x = 0.1\nminimize x - log(x) + exp(30*(x - 2))\n'
    const run = await runOf(`${text}train { optimizer: lbfgs(lr: 8), steps: 60 }\n`)
    expect(run.stopped).toBe('steps')
    expect(parameterOf(run, 'x')[0]).toBeCloseTo(1, 6)
  })

  it('holds in f32, keeps what it is asked to remember, and refuses nothing to remember', async () => {
    const single = await runOf(`${booth}train { optimizer: lbfgs(), steps: 30, precision: f32 }\n`)
    expect(parameterOf(single, 'y')[0]).toBeCloseTo(3, 3)
    const runs = await runsOf(
      `${rosenbrock}train { optimizer: lbfgs(history: sweep(1, 5)), steps: 40 }\n`,
    )
    expect(runs).toHaveLength(2)
    expect(runs[0]!.loss).not.toBe(runs[1]!.loss)
    expect(codesOf(`${booth}train { optimizer: lbfgs(history: 0), steps: 1 }\n`)).not.toEqual([])
  })

  it('goes on from any step with the same bits', async () => {
    const text = (steps: number) => `${rosenbrock}train { optimizer: lbfgs(), steps: ${steps} }\n`
    const whole = await runOf(text(25))
    for (const stop of [1, 7, 18]) {
      const part = await runOf(text(stop))
      const { runs } = await train(loadText(text(25)), { resume: [part.checkpoint] })
      expect(runs[0]!.weightsHash).toBe(whole.weightsHash)
      expect(runs[0]!.losses).toEqual(whole.losses)
    }
  })
})
