import { describe, expect, it } from 'vitest'
import { runTests, train } from '../src/index.ts'
import { loadText, pairs, parameterOf, runOf } from './small-models.ts'

const files = { 'data.csv': pairs([1, 2, 3, 4, 5].map((x) => [x, 2 * x])) }
const head = 'dim n\ndata x: [n] from "data.csv"\nparam w = 2\n'
const still = 'train { optimizer: sgd(lr: 0), epochs: 1, batch: 2, shuffle: false }\n'

describe('formulas over the rows of a batch', () => {
  const rows: readonly (readonly [formula: string, losses: readonly number[]])[] = [
    ['mean(w * x)', [3, 7, 10]],
    ['w * x[n: 4]', [10, 10, 10]],
    ['w * sum(x[n: 3..5])', [18, 18, 18]],
    ['sum(jacobian(w^2 * x, w))', [12, 28, 20]],
    ['sum(jacobian(w^2 * x, [w])^2)', [16 * 5, 16 * 25, 16 * 25]],
    ['mean(grad(sum(w * x^2), x))', [6, 14, 20]],
    ['sum(softmax(w * x, over: n))', [1, 1, 1]],
    ['max(w * x)', [4, 8, 10]],
    ['sum(outer(w * x, x))', [18, 98, 50]],
    ['w * mean(outer(x, x))', [18, 18, 18]],
    ['w * n + 0 * sum(x)', [10, 10, 10]],
  ]
  it.each(rows)('%s', async (formula, losses) => {
    const run = await runOf(`${head}minimize ${formula}\n${still}`, files)
    expect(run.losses).toHaveLength(3)
    run.losses.forEach((loss, i) => {
      expect(loss).toBeWithinRelative(losses[i]!, 1e-14)
    })
  })

  it('train parameters that have an entry for each row by the rows of the batch', async () => {
    const text = `${head}param z: [n] = 1
minimize sum((z - x)^2)
train { optimizer: sgd(lr: 0.5), steps: 2, batch: 2, shuffle: false }
`
    expect(parameterOf(await runOf(text, files), 'z')).toEqual([1, 2, 3, 4, 1])
  })

  it('cannot hold rows back from a parameter that has an entry for each', async () => {
    const text = `${head}param z: [n] = 1
minimize sum((z - x)^2)
train { optimizer: sgd(lr: 0.5), steps: 2, validate: 0.4 }
`
    const { runs, diagnostics } = await train(loadText(text, files))
    expect(runs).toEqual([])
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0317'])
  })
})

describe('indices of rows', () => {
  it('outside the rows that are left to train with are told at their place', async () => {
    const text = (
      index: string,
    ): string => `${head}minimize mean((w * x - 1)^2) + w * x[n: ${index}]
train { optimizer: sgd(lr: sweep(0.1, 0.2)), epochs: 1, validate: 0.4 }
`
    const { runs, diagnostics } = await train(loadText(text('4'), files))
    expect(runs).toEqual([])
    expect(
      diagnostics.map(({ code, primary }) => [code, primary.span.end - primary.span.start]),
    ).toEqual([['E0316', 1]])
    expect((await train(loadText(text('2'), files))).runs).toHaveLength(2)
  })
})

describe('a loss that is maximized', () => {
  const text = `param x = 1
maximize 5 - (x - 3)^2
train { optimizer: sgd(lr: sweep(0.01, 0.1)), steps: 10 }
show x
test "the best run" after train { expect x > 2 }
`
  it('has the run with the largest loss as the best', async () => {
    const model = loadText(text)
    const { runs, shows } = await train(model)
    expect(shows[0]!.data[0]).toBe(parameterOf(runs[1]!, 'x')[0])
    expect((await runTests(model)).passed).toBe(1)
  })

  it('is watched upwards by early stopping', async () => {
    const early = text.replace(
      'sweep(0.01, 0.1)), steps: 10',
      '0.1), epochs: 30, stop: early(loss, patience: 3)',
    )
    const run = await runOf(early)
    expect(run).toMatchObject({ stopped: 'epochs', epochs: 30 })
  })
})
