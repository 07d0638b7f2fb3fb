import { readSafetensors } from '@gradus/data'
import { describe, expect, it } from 'vitest'
import { MemoryStore, recordRun, train } from '../src/index.ts'
import { loadText, pairs } from './small-models.ts'

const files = { 'data.csv': pairs([1, 2, 3, 4].map((x) => [x, 2 * x])) }
const text = `
dim n
data x, y: [n] from "data.csv"
param w = 0
pred = w * x
minimize mean((pred - y)^2)
metric error_size = mean(abs(pred - y))
show w "before"
train { optimizer: sgd(lr: sweep(0.001, 0.02)), epochs: 3 }
show w
show [w, 2 * w] "after"
plot curve(loss, title: "descent")
plot curve(w, reference: 2)
plot scatter(x, y, line: pred)
plot bars([1, w], scale: log)
plot hist(y, title: "targets")
`

describe('shows', () => {
  it('before the first train use the starts, after it the best run', async () => {
    const { shows, runs } = await train(loadText(text, files))
    const w = runs[1]!.parameters[0]!.data[0]!
    expect(shows.map(({ title, data, shape }) => [title, Array.from(data), shape])).toEqual([
      ['before', [0], []],
      ['w', [w], []],
      ['after', [w, 2 * w], [2]],
    ])
    expect(shows.map(({ line }) => line)).toEqual([8, 10, 11])
  })
})

describe('plots', () => {
  it('hold a line for each run, and values of the best', async () => {
    const { plots, runs } = await train(loadText(text, files))
    const [descent, estimate, scatter, bars, hist] = plots
    expect(descent).toMatchObject({ kind: 'curve', title: 'descent', reference: undefined })
    const lines = descent?.kind === 'curve' ? descent.lines : []
    expect(lines.map(({ label }) => label)).toEqual(['lr = 0.001', 'lr = 0.02'])
    expect(Array.from(lines[1]!.values)).toEqual(Array.from(runs[1]!.losses))
    expect(estimate).toMatchObject({ kind: 'curve', title: 'w', reference: 2 })
    const w = runs[1]!.parameters[0]!.data[0]!
    const line = [1, 2, 3, 4].map((x) => w * x)
    expect(scatter).toEqual({ kind: 'scatter', title: 'x', x: [1, 2, 3, 4], y: [2, 4, 6, 8], line })
    expect(bars).toEqual({ kind: 'bars', title: 'bars', values: [1, w], scale: 'log' })
    expect(hist).toEqual({ kind: 'hist', title: 'targets', values: [2, 4, 6, 8] })
  })
})

describe('a record', () => {
  it('holds what a run was made from, its metrics and its weights', async () => {
    const model = loadText(text, files)
    const result = await train(model)
    const store = new MemoryStore()
    expect(await recordRun(store, model, result)).toBe('1')
    expect(await recordRun(store, model, result)).toBe('2')
    const file = (name: string): string => String(store.files.get(`1/${name}`))
    expect(file('model.gd')).toBe(text)

    const run = JSON.parse(file('run.json'))
    expect(run).toMatchObject({ schema: 1, sources: [{ path: 'model.gd' }] })
    expect(run.data).toEqual([{ path: 'data.csv', hash: expect.stringMatching(/^[0-9a-f]{16}$/) }])
    expect(run.runs[1]).toMatchObject({
      settings: { lr: '0.02' },
      seed: 0,
      epochs: 3,
      loss: result.runs[1]!.loss,
      weightsHash: result.runs[1]!.weightsHash,
    })

    const lines = file('metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(6)
    expect(lines[3]).toMatchObject({ run: 1, epoch: 1, step: 1, loss: result.runs[1]!.losses[0] })

    const { tensors } = readSafetensors(store.files.get('1/weights.safetensors') as Uint8Array, {
      file: 'weights.safetensors',
    })
    const weights = tensors?.map(({ name, data }) => [name, Array.from(data as Float64Array)])
    expect(weights).toContainEqual(['1/w', Array.from(result.runs[1]!.parameters[0]!.data)])
  })

  it('of the same text and data has the same hashes, of other data others', async () => {
    const hashes = async (table: string): Promise<string> => {
      const model = loadText(text, { 'data.csv': table })
      const store = new MemoryStore()
      await recordRun(store, model, await train(model))
      return JSON.parse(String(store.files.get('1/run.json'))).data[0].hash
    }
    const [first, again] = [await hashes(files['data.csv']), await hashes(files['data.csv'])]
    expect(again).toBe(first)
    expect(await hashes(pairs([[1, 2]]))).not.toBe(first)
  })
})

describe('values given from outside', () => {
  it('are sizes, numbers and names of functions', async () => {
    const { loadModel } = await import('../src/index.ts')
    const model = `dim k = 2
act = sin
c = 3
param w: [k] = 1
minimize sum(act(w) * c)
train { optimizer: sgd(lr: 0.1), steps: 1 }
`
    const set = new Map<string, number | string>([
      ['k', 3],
      ['act', 'exp'],
      ['c', 5],
    ])
    const [run] = (await train(loadModel(model, { set }))).runs
    expect(run!.losses[0]).toBeWithinRelative(15 * Math.E, 1e-15)
  })
})
