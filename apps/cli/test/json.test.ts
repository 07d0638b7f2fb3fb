import { describe, expect, it } from 'vitest'
import { folderWith, gradus, parabola } from './command.ts'

const folder = folderWith({
  'a.gd': parabola,
  'bad.gd': 'param w = 10\nminimize prde^2\n',
  'diverging.gd': parabola.replace('lr: 0.1', 'lr: 10').replace('steps: 50', 'steps: 2000'),
  'sweep.gd': `dim n = 20
data x: [n] = uniform(0, 1)
param w: [3] = 1
param b = 0
minimize mean((sum(w) * x + b - 2)^2)
metric size = norm(w)
train fast { optimizer: sgd(lr: sweep(0.1, 0.01)), epochs: 3, batch: 5, validate: 0.25, seed: 4 }
show b "offset"
`,
})

/** The fields that the tests read of a line. */
interface Line {
  readonly event?: string
  readonly runs?: readonly {
    readonly loss: number
    readonly metrics: Readonly<Record<string, unknown>>
    readonly validation: Readonly<Record<string, unknown>>
    readonly parameters: Readonly<Record<string, unknown>>
  }[]
  readonly diagnostics?: readonly unknown[]
  readonly codes?: readonly unknown[]
  readonly text?: string
}

/** The lines that a command printed, read as JSON. */
async function jsonLines(args: readonly string[]): Promise<Line[]> {
  const { stdout, stderr } = await gradus([...args, '--json'], { cwd: folder })
  expect(stderr).toBe('')
  const lines = stdout.trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Line)
}

describe('--json', () => {
  it('tells of each epoch and ends with the result', async () => {
    const lines = await jsonLines(['run', 'sweep.gd'])
    const epochs = lines.filter(({ event }) => event === 'epoch')
    expect(epochs).toHaveLength(6)
    expect(epochs[0]).toMatchObject({ run: 0, block: 'fast', epoch: 1, step: 3 })
    const last = lines.at(-1)
    expect(last).toMatchObject({
      event: 'result',
      schema: 1,
      file: 'sweep.gd',
      shows: [{ title: 'offset', shape: [] }],
      diagnostics: [],
    })
    expect(last?.runs).toMatchObject([
      { block: 'fast', settings: { lr: 0.1 }, seed: 4, steps: 9, epochs: 3, stopped: 'epochs' },
      { block: 'fast', settings: { lr: 0.01 }, seed: 4, steps: 9, epochs: 3, stopped: 'epochs' },
    ])
    const run = last?.runs?.[0]
    expect(run?.metrics.size).toBeTypeOf('number')
    expect(run?.validation?.loss).toBeTypeOf('number')
    expect(run?.parameters?.b).toBeTypeOf('number')
    expect(run?.parameters?.w).toMatchObject({ shape: [3] })
  })

  it('writes numbers so that they read back to the same bits', async () => {
    const [last] = (await jsonLines(['run', 'a.gd'])).slice(-1)
    const [again] = (await jsonLines(['run', 'a.gd', '--backend', 'interpreter'])).slice(-1)
    const loss = last?.runs?.[0]?.loss
    expect(loss).toBe(again?.runs?.[0]?.loss)
    expect(loss).toBeCloseTo(49 * 0.64 ** 50, 12)
  })

  it('names numbers that JSON does not have', async () => {
    const last = (await jsonLines(['run', 'diverging.gd'])).at(-1)
    expect(last?.runs).toMatchObject([{ loss: 'Infinity', stopped: 'not-finite' }])
    expect(last?.diagnostics).toMatchObject([{ code: 'E0801' }])
  })

  it('reports what is wrong with a model that cannot run', async () => {
    const lines = await jsonLines(['run', 'bad.gd'])
    expect(lines).toMatchObject([{ event: 'result', runs: [], diagnostics: [{ code: 'E0201' }] }])
  })

  it('gives one object for a check', async () => {
    expect(await jsonLines(['check', 'a.gd', 'bad.gd'])).toMatchObject([
      {
        schema: 1,
        files: [
          { file: 'a.gd', ok: true, fixed: 0 },
          { file: 'bad.gd', ok: false, fixed: 0 },
        ],
        diagnostics: [{ code: 'E0201', file: 'bad.gd', range: { start: { line: 2, col: 10 } } }],
      },
    ])
  })

  it('gives one object for tests', async () => {
    expect(await jsonLines(['test', 'a.gd'])).toMatchObject([
      {
        schema: 1,
        files: [
          { file: 'a.gd', passed: 1, failed: 0, tests: [{ title: 'it gets there', passed: true }] },
        ],
      },
    ])
  })

  it('gives one object for a stage', async () => {
    const [stage] = await jsonLines(['graph', 'a.gd', '--stage', 'checked'])
    expect(stage).toMatchObject({ schema: 1, file: 'a.gd', stage: 'checked' })
    expect(stage?.text).toContain('w: a single number')
  })

  it('gives one object for a page, and one for the list of codes', async () => {
    expect(await jsonLines(['explain', 'E0302'])).toMatchObject([
      { schema: 1, code: 'E0302', name: 'MismatchedInnerDim', severity: 'error' },
    ])
    const [list] = await jsonLines(['explain', '--list'])
    expect(list?.codes).toContainEqual(expect.objectContaining({ code: 'W0713' }))
  })
})
