import { renderHuman } from '@gradus/diagnostics'
import { describe, expect, it } from 'vitest'
import { loadModel, memoryHost, type TrainEvent } from '../src/index.ts'
import { loadText, parameterOf, runOf, runsOf } from './small-models.ts'

describe('a value that is not finite', () => {
  it('ends the run with E0801, which names the op, its number and the line', async () => {
    const text = `param x = 700
energy = exp(x)
minimize -energy / 1e300
train { optimizer: sgd(lr: 1), steps: 10 }
`
    const run = await runOf(text)
    expect(run.stopped).toBe('not-finite')
    const [found, ...more] = run.diagnostics
    expect(more).toEqual([])
    expect(found).toMatchObject({ code: 'E0801' })
    const shown = renderHuman(found!)
    expect(shown).toMatch(/model.gd:2:10/)
    expect(shown).toMatch(/exp\(\d+/)
  })

  it('keeps the last finite parameters when the rate is too large', async () => {
    const text = 'param x = 4\nminimize x^4\ntrain { optimizer: sgd(lr: 10), steps: 100 }\n'
    const run = await runOf(text)
    expect(run.stopped).toBe('not-finite')
    expect(run.steps).toBeLessThan(10)
    expect(run.losses).toHaveLength(run.steps)
    expect(Number.isFinite(parameterOf(run, 'x')[0])).toBe(true)
    expect(run.diagnostics.map(({ code }) => code)).toEqual(['E0801'])
  })

  it('is found at the very first step', async () => {
    const text = 'param x = 0\nminimize log(x)\ntrain { optimizer: sgd(lr: 1), steps: 5 }\n'
    const run = await runOf(text)
    expect(run).toMatchObject({ steps: 0, stopped: 'not-finite' })
    expect(parameterOf(run, 'x')).toEqual([0])
    expect(renderHuman(run.diagnostics[0]!)).toMatch(/model.gd:2:10/)
  })

  it('is explained at the parameters where it came up, whatever early stopping restores', async () => {
    const text = `dim n = 4
data x: [n] = 1
param w = 300
minimize mean(exp(w * x)) * -1
metric size = mean(w * x)
train { optimizer: sgd(lr: 1e-129), epochs: 50, stop: early(size, patience: 20) }
`
    const run = await runOf(text)
    expect(run.stopped).toBe('not-finite')
    expect(renderHuman(run.diagnostics[0]!)).toMatch(/exp\(/)
  })

  it('does not keep other runs of a sweep from going on', async () => {
    const text =
      'param x = 4\nminimize x^4\ntrain { optimizer: sgd(lr: sweep(10, 0.001)), steps: 9 }\n'
    const runs = await runsOf(text)
    expect(runs.map(({ stopped }) => stopped)).toEqual(['not-finite', 'steps'])
  })
})

describe('a signal', () => {
  it('ends the run soon and keeps what was reached', async () => {
    const text = `dim k = 50
param W: [k, k] = glorot()
minimize sum((W @ W)^2)
train { optimizer: sgd(lr: sweep(1e-6, 1e-5)), steps: 100000000 }
`
    const abort = new AbortController()
    const begin = performance.now()
    setTimeout(() => abort.abort(), 60)
    const runs = await runsOf(text, {}, { signal: abort.signal })
    // The limit leaves room for a busy machine; a call of `step` lasts about 10 ms.
    expect(performance.now() - begin).toBeLessThan(2000)
    expect(runs).toHaveLength(1)
    expect(runs[0]!.stopped).toBe('aborted')
    expect(runs[0]!.steps).toBeGreaterThan(0)
    expect(runs[0]!.losses).toHaveLength(runs[0]!.steps)
  })

  it('that was given before gives no runs', async () => {
    const text = 'param x = 4\nminimize x^2\ntrain { optimizer: sgd(lr: 0.1), steps: 5 }\n'
    expect(await runsOf(text, {}, { signal: AbortSignal.abort() })).toEqual([])
  })
})

describe('events', () => {
  it('tell of the start, each epoch and the end of every run', async () => {
    const events: TrainEvent[] = []
    const text = `dim n = 10
data x: [n] = uniform(0, 1)
param w = 0
minimize mean((w - x)^2)
train { optimizer: sgd(lr: sweep(0.1, 0.2)), epochs: 2, batch: 4 }
`
    await runsOf(text, {}, { onEvent: (event) => events.push(event) })
    const kinds = events.map(({ event }) => event).filter((event) => event !== 'progress')
    const one = ['start', 'epoch', 'epoch', 'end']
    expect(kinds).toEqual([...one, ...one])
    expect(events[0]!.run).toMatchObject({ plannedSteps: 6, plannedEpochs: 2, parameters: 1 })
  })
})

describe('data that is not as it should be', () => {
  const numbers = `dim n
data x, y: [n] from "d.csv"
param w = 0
minimize mean((w * x - y)^2)
train { optimizer: sgd(lr: 0.1), steps: 1 }
`
  const labels = `dim n, classes = 3
data x: [n] from "d.csv"
data y: classes[n] from "d.csv"
param w: [classes] = 0
minimize cross_entropy(outer(x, w), y)
train { optimizer: sgd(lr: 0.1), steps: 1 }
`
  const flags = `dim n
data x: [n] from "d.csv"
data y: bool[n] from "d.csv"
param w = 0
minimize binary_cross_entropy(w * x, y)
train { optimizer: sgd(lr: 0.1), steps: 1 }
`
  const rows: readonly (readonly [name: string, text: string, file: string, codes: string[]])[] = [
    ['missing', numbers, '', ['E0401']],
    ['ragged', numbers, 'x,y\n1,2\n3\n', ['E0411']],
    ['with a header alone', numbers, 'x,y\n', ['E0412']],
    ['with text for a number', numbers, 'x,y\n1,2\n3,four\n5,6\n', ['E0404']],
    ['with a missing cell', numbers, 'x,y\n1,2\n3,\n5,6\n', ['E0404']],
    ['without a column', numbers, 'x,z\n1,2\n', ['E0402']],
    ['with four labels for three classes', labels, 'x,y\n1,a\n2,b\n3,c\n4,d\n', ['E0408']],
    ['with a label beyond the classes', labels, 'x,y\n1,1\n2,2\n3,3\n', ['E0408']],
    ['with a label missing', labels, 'x,y\n1,0\n2,\n3,2\n', ['E0404']],
    ['with a negative label', labels, 'x,y\n1,0\n2,-1\n3,2\n', ['E0317']],
    ['with a label of 0.5', labels, 'x,y\n1,0\n2,0.5\n3,2\n', ['E0317']],
    ['with a flag missing', flags, 'x,y\n1,0\n2,\n3,1\n', ['E0404']],
    ['with a flag of 0.5', flags, 'x,y\n1,0\n2,0.5\n3,1\n', ['E0317']],
    ['with a flag of 2', flags, 'x,y\n1,0\n2,2\n3,1\n', ['E0317']],
  ]
  it.each(rows)('%s is told at its place', (name, text, file, codes) => {
    const host = memoryHost(name === 'missing' ? {} : { 'd.csv': file })
    const { diagnostics, checked } = loadModel(text, { host })
    expect(diagnostics.map(({ code }) => code)).toEqual(codes)
    expect(checked).toBeUndefined()
  })

  const fine: readonly (readonly [name: string, text: string, file: string])[] = [
    ['CRLF', numbers, 'x,y\r\n1,2\r\n3,4\r\n'],
    ['a byte order mark', numbers, '\uFEFFx,y\n1,2\n3,4\n'],
    ['quotes and commas', numbers, 'x,"name, full",y\n"1","a, b",2\n3,"c ""d""",4\n'],
    ['no line break at the end', numbers, 'x,y\n1,2\n3,4'],
  ]
  it.each(fine)('%s are read', async (_, text, file) => {
    const run = await runOf(text, { 'd.csv': file })
    expect(run.losses[0]).toBe(10)
  })

  it('has labels coded in the order of the file, and numbers as they stand', async () => {
    for (const file of ['x,y\n1,c\n2,a\n3,c\n', 'x,y\n1,0\n2,1\n3,0\n']) {
      const run = await runOf(labels.replace('classes = 3', 'classes = 2'), { 'd.csv': file })
      const half = (0.1 / 3) * 0.5
      const [first, second] = parameterOf(run, 'w')
      expect(first).toBeWithinRelative(half * (1 - 2 + 3), 1e-12)
      expect(second).toBeWithinRelative(-half * (1 - 2 + 3), 1e-12)
    }
  })

  it('has numbers as labels although some do not occur', async () => {
    const run = await runOf(labels, { 'd.csv': 'x,y\n1,2\n1,2\n1,0\n' })
    const w = parameterOf(run, 'w')
    expect(w[2]).toBeGreaterThan(w[0]!)
    expect(w[0]).toBeGreaterThan(w[1]!)
  })

  it('has true and false as 1 and 0', async () => {
    for (const file of ['x,y\n1,true\n1,false\n1,true\n', 'x,y\n1,1\n1,0\n1,1\n']) {
      const run = await runOf(flags, { 'd.csv': file })
      expect(parameterOf(run, 'w')[0]).toBeWithinRelative(0.1 / 6, 1e-13)
    }
  })
})

describe('what is not available', () => {
  it('gives W0713 and no runs', () => {
    const model = loadText(
      'dim k = 2\nparam x: [k] = 1\nminimize sum(dropout(x, 0.1)^2)\ntrain { optimizer: sgd(lr: 1), steps: 5 }\n',
    )
    expect(model.checked?.unavailable).toBe(true)
    expect(model.diagnostics.map(({ code }) => code)).toEqual(['W0713'])
  })
})
