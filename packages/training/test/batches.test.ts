import { describe, expect, it } from 'vitest'
import type { RunResult } from '../src/index.ts'
import { pairs, runOf } from './small-models.ts'

/** Rows that can be told apart in the mean of any of them: x is 2^row. */
const rowsOf = (count: number): string =>
  pairs(Array.from({ length: count }, (_, row) => [2 ** row, 1]))

/** A model whose loss is the mean of x over the batch, and stays so. */
const still = (train: string): string => `
dim n
data x: [n] from "data.csv"
param w = 1
minimize mean(w * x)
metric largest = max(w * x)
train { optimizer: sgd(lr: 0), ${train} }
`

async function still20(train: string, count = 20): Promise<RunResult> {
  return runOf(still(train), { 'data.csv': rowsOf(count) })
}

/** Which rows a loss is the mean of, when it is the mean of `size` rows. */
function decode(loss: number, size: number): number[] {
  const bits = (loss * size).toString(2).split('').reverse()
  return bits.flatMap((bit, row) => (bit === '1' ? [row] : []))
}

/** The rows of each batch of one epoch of 20 rows, by 6. */
function epochOf({ losses }: RunResult, epoch: number): number[][] {
  return [6, 6, 6, 2].map((size, i) => decode(losses[4 * epoch + i]!, size))
}

describe('batches', () => {
  it('cut the rows in order; the last one has what is left, averaged by its own size', async () => {
    const run = await still20('epochs: 2, batch: 6, shuffle: false')
    const rows = Array.from({ length: 20 }, (_, row) => row)
    const batches = [rows.slice(0, 6), rows.slice(6, 12), rows.slice(12, 18), rows.slice(18)]
    expect(epochOf(run, 0)).toEqual(batches)
    expect(epochOf(run, 1)).toEqual(batches)
    expect(run).toMatchObject({ steps: 8, epochs: 2, stopped: 'epochs' })
  })

  it('of 32 out of 120 rows are four in an epoch', async () => {
    const table = pairs(Array.from({ length: 120 }, (_, row) => [row < 96 ? 1 : 5, 0]))
    const text = still('epochs: 1, batch: 32, shuffle: false')
    const run = await runOf(text, { 'data.csv': table })
    expect(Array.from(run.losses)).toEqual([1, 1, 1, 5])
    expect(run.epochRecords[0]!.loss).toBeCloseTo((96 + 24 * 5) / 120, 14)
  })

  it('weight the loss of an epoch by rows', async () => {
    const run = await still20('epochs: 1, batch: 6')
    expect(run.epochRecords[0]!.loss).toBeWithinRelative((2 ** 20 - 1) / 20, 1e-15)
    expect(run.loss).toBe((2 ** 20 - 1) / 20)
    expect(run.metrics.largest).toBe(2 ** 19)
  })

  it('hold each row once an epoch, in another order in each epoch and for each seed', async () => {
    const run = await still20('epochs: 3, batch: 6')
    for (const epoch of [0, 1, 2]) {
      expect(
        epochOf(run, epoch)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual([...Array(20).keys()])
    }
    expect(epochOf(run, 0)).not.toEqual(epochOf(run, 1))
    const again = await still20('epochs: 3, batch: 6')
    expect(Array.from(again.losses)).toEqual(Array.from(run.losses))
    const other = await still20('epochs: 3, batch: 6, seed: 1')
    expect(epochOf(other, 0)).not.toEqual(epochOf(run, 0))
  })

  it('leave the rest out with `drop_last`', async () => {
    const run = await still20('epochs: 2, batch: 6, shuffle: false, drop_last: true')
    expect(run.steps).toBe(6)
    expect(decode(run.losses[2]!, 6)).toEqual([12, 13, 14, 15, 16, 17])
    expect(decode(run.losses[3]!, 6)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('go on through epochs when a run is counted in steps', async () => {
    const run = await still20('steps: 10, batch: 6, shuffle: false')
    expect(run.losses).toHaveLength(10)
    expect(run.losses[4]).toBe(run.losses[0])
    expect(run.epochs).toBe(2)
  })
})

describe('rows held back', () => {
  it('are ⌊fraction · rows⌋, and no row is both trained and held back', async () => {
    const run = await still20('epochs: 1, validate: 0.33')
    const held = decode(run.validation!.loss!, 6)
    const trained = decode(run.loss, 14)
    expect([...held, ...trained].sort((a, b) => a - b)).toEqual([...Array(20).keys()])
  })

  it('depend on the seed alone', async () => {
    const held = async (train: string): Promise<number[]> =>
      decode((await still20(train)).validation!.loss!, 4)
    const first = await held('epochs: 1, validate: 0.2')
    expect(await held('epochs: 3, batch: 3, validate: 0.2')).toEqual(first)
    expect(await held('epochs: 1, validate: 0.2, seed: 3')).not.toEqual(first)
  })

  it('are standardized by the statistics of the training rows', async () => {
    const text = `
dim n
data raw: [n] from "data.csv" (x)
x = standardize(raw, over: n)
param w = 1
minimize mean((w * x)^2)
metric center = mean(w * x)
train { optimizer: sgd(lr: 0), epochs: 1, validate: 0.25 }
`
    const table = pairs(Array.from({ length: 20 }, (_, row) => [2 ** row, 0]))
    const plain = await still20('epochs: 1, validate: 0.25')
    const held = decode(plain.validation!.loss!, 5).map((row) => 2 ** row)
    const trained = decode(plain.loss, 15).map((row) => 2 ** row)
    const mean = trained.reduce((a, b) => a + b) / 15
    const deviation = Math.sqrt(trained.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 15)
    const run = await runOf(text, { 'data.csv': table })
    expect(run.loss).toBeWithinRelative(1, 1e-13)
    const center = held.reduce((sum, x) => sum + (x - mean) / deviation, 0) / 5
    expect(run.validation!.center).toBeWithinRelative(center, 1e-12)
  })

  it('do not count for `n` as a number', async () => {
    const text = `
dim n
data x: [n] from "data.csv"
param w = 1
minimize sum(w * x) / n
train { optimizer: sgd(lr: 0), epochs: 1, batch: 4, validate: 0.5, shuffle: false }
`
    const run = await runOf(text, { 'data.csv': pairs(Array(20).fill([3, 0])) })
    expect(Array.from(run.losses)).toEqual([1.2, 1.2, expect.closeTo(0.6, 14)])
  })
})

describe('early stopping', () => {
  // The validation loss falls, then rises: x is pushed past 2, where it is best.
  const passing = (stop: string, more = ''): string => `
dim n
data x: [n] from "data.csv"
param w = 0
minimize mean(w * x) * -1
metric distance_error = mean(abs(w - 2 + 0 * x))
metric closeness = -mean(abs(w - 2 + 0 * x))
metric flat = mean(0 * w * x)
train { optimizer: sgd(lr: 1), epochs: 50, validate: 0.5, stop: early(${stop})${more} }
`
  const files = { 'data.csv': pairs(Array(8).fill([0.25, 0])) }

  it('ends after the patience and restores the best parameters', async () => {
    for (const metric of ['distance_error', 'closeness']) {
      const run = await runOf(passing(`${metric}, patience: 3`), files)
      expect(run).toMatchObject({ stopped: 'early', epochs: 11 })
      expect(run.parameters[0]!.data[0]).toBe(2)
      expect(run.validation!.distance_error).toBe(0)
    }
  })

  it('restores the best also when the epochs are over before', async () => {
    const text = passing('distance_error, patience: 30').replace('epochs: 50', 'epochs: 12')
    const run = await runOf(text, files)
    expect(run).toMatchObject({ stopped: 'epochs', epochs: 12 })
    expect(run.parameters[0]!.data[0]).toBe(2)
  })

  it('lets ties go to the lower validation loss', async () => {
    const run = await runOf(passing('flat, patience: 4'), files)
    // The loss falls with every step, so the last of the equal epochs is kept.
    expect(run).toMatchObject({ stopped: 'early', epochs: 5 })
    expect(run.parameters[0]!.data[0]).toBe(1.25)
  })
})
