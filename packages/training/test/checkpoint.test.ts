import { describe, expect, it } from 'vitest'
import {
  type CheckpointFiles,
  MemoryStore,
  type Model,
  readCheckpoint,
  recordRun,
  type TrainOptions,
  type TrainResult,
  train,
} from '../src/index.ts'
import { loadText } from './small-models.ts'

const data = 'dim n = 60, h = 5\ndata x: [n] = normal(0, 1)\ndata y: [n] = 2 * x + normal(0, 0.1)\n'
const net = `${data}X = stack([x, x^2], as: feature)
pred = dense(X, o: h, act: tanh) |> linear
minimize mean((pred - y)^2)
metric rmse = sqrt(mean((pred - y)^2))
`

/** Blocks that remember different things from step to step. */
const blocks: Readonly<Record<string, string>> = {
  'plain descent on all rows': 'optimizer: sgd(lr: 0.05), epochs: 9',
  'shuffled batches with Adam': 'optimizer: adam(lr: 0.01), epochs: 9, batch: 16',
  'a schedule and momentum':
    'optimizer: momentum(lr: cosine(0.02, steps: 36)), epochs: 9, batch: 16',
  'batches that end inside of an epoch': 'optimizer: adam(lr: 0.01), steps: 33, batch: 16',
  'early stopping': `optimizer: adam(lr: 0.05), epochs: 12, batch: 16, validate: 0.3
  stop: early(rmse, patience: 3)`,
  'a sweep': 'optimizer: adam(lr: sweep(0.01, 0.05)), epochs: 9, batch: 20, seed: sweep(1, 2)',
  'single precision': 'optimizer: rmsprop(lr: 0.01), epochs: 9, batch: 16, precision: f32',
}

async function keep(model: Model, result: TrainResult): Promise<CheckpointFiles> {
  const store = new MemoryStore()
  const id = await recordRun(store, model, result, { block: 'a', overrides: { seed: 3 } })
  const bytes = (name: string): Uint8Array => {
    const file = store.files.get(`${id}/${name}`)!
    return typeof file === 'string' ? new TextEncoder().encode(file) : file
  }
  return { run: bytes('run.json'), state: bytes('state.json'), tensors: bytes('state.safetensors') }
}

async function resume(model: Model, files: CheckpointFiles, options: TrainOptions = {}) {
  const { checkpoint, diagnostics } = readCheckpoint(files, model)
  expect(diagnostics).toEqual([])
  return train(model, { ...options, resume: checkpoint!.runs })
}

/** What a training came to, without what clocks say. */
function outcome({ runs, diagnostics }: TrainResult): unknown {
  return runs.map((run) => ({
    hash: run.weightsHash,
    losses: Array.from(run.losses),
    curves: run.curves.map(({ values }) => Array.from(values)),
    records: run.epochRecords,
    stopped: run.stopped,
    steps: run.steps,
    diagnostics,
  }))
}

describe('a training that is kept and resumed', () => {
  it.each(Object.entries(blocks))(
    'has the bits of one that never stopped: %s',
    async (_, block) => {
      const model = loadText(`${net}train {\n  ${block}\n}\nplot curve(loss)\n`)
      const whole = await train(model)
      const length = block.includes('steps: 33') ? { steps: 14 } : { epochs: 4 }
      const first = await train(model, { overrides: length })
      expect(outcome(first)).not.toEqual(outcome(whole))
      const resumed = await resume(model, await keep(model, first))
      expect(outcome(resumed)).toEqual(outcome(whole))
    },
  )

  it('goes on wherever a signal ended it, and with runs that had not begun', async () => {
    const model = loadText(`${net}train { ${blocks['a sweep']} }\n`)
    const whole = await train(model)
    let result: TrainResult | undefined
    // Five epochs at a time: 36 are due.
    for (let round = 0; round < 8; round++) {
      const controller = new AbortController()
      let epochs = 0
      const onEvent: TrainOptions['onEvent'] = ({ event }) => {
        if (event === 'epoch' && ++epochs === 5) controller.abort()
      }
      const options = { onEvent, signal: controller.signal }
      result = result
        ? await resume(model, await keep(model, result), options)
        : await train(model, options)
    }
    expect(outcome(result!)).toEqual(outcome(whole))
  })

  it('leaves runs alone that had come to an end of their own', async () => {
    const text =
      'param x = 1\nminimize -exp(-x) * x^3\ntrain { optimizer: sgd(lr: 9), steps: 400 }\n'
    const model = loadText(text)
    const first = await train(model)
    expect(first.runs[0]!.stopped).toBe('steps')
    const again = await resume(model, await keep(model, first))
    expect(outcome(again)).toEqual(outcome(first))
    const more = await resume(model, await keep(model, first), { overrides: { steps: 410 } })
    expect(more.runs[0]!.steps).toBe(410)
  })

  it('keeps how it was asked for', async () => {
    const model = loadText(
      'param x = 1\nminimize x^2\ntrain a { optimizer: sgd(lr: 0.1), steps: 3 }\n',
    )
    const files = await keep(model, await train(model))
    expect(readCheckpoint(files, model).checkpoint!.request).toEqual({
      block: 'a',
      overrides: { seed: 3 },
    })
  })

  it('is refused where the model, the data or the version is another', async () => {
    const text =
      'dim n\ndata x: [n] from "a.csv" (x)\nparam w = 1\nminimize mean((w - x)^2)\ntrain { optimizer: sgd(lr: 0.1), steps: 3 }\n'
    const model = loadText(text, { 'a.csv': 'x\n1\n2\n' })
    const files = await keep(model, await train(model))
    const problems = (other: Model, kept = files): readonly (string | undefined)[] =>
      readCheckpoint(kept, other).diagnostics.map(({ code, help }) => `${code}: ${help}`)
    const help = 'train from the start, or take the model back from its folder'
    expect(problems(model)).toEqual([])
    expect(problems(loadText(`${text}# more\n`, { 'a.csv': 'x\n1\n2\n' }))).toEqual([
      `E0806: model.gd has changed since; ${help}`,
    ])
    expect(problems(loadText(text, { 'a.csv': 'x\n1\n3\n' }))).toEqual([
      `E0806: a.csv has changed since; ${help}`,
    ])
    const broken = { ...files, state: new TextEncoder().encode('{"schema": 7}') }
    expect(problems(model, broken)).toEqual([`E0806: its files are damaged; ${help}`])
    const cut = { ...files, tensors: files.tensors.slice(0, 20) }
    expect(readCheckpoint(cut, model).diagnostics.map(({ code }) => code)).toEqual(['E0416'])
  })
})
