import { catalog, Source } from '@gradus/diagnostics'
import { listRepositoryFiles, Random, readRepositoryFile } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import {
  gradcheck,
  interpreterBackend,
  loadModel,
  type Model,
  memoryHost,
  runTests,
  train,
} from '../src/index.ts'

const seed = 20_261
const loadsOfEach = 120
const trainsOfEach = 6

/** The first rows of a table: what it says matters here, not how much. */
const firstRows = (path: string): string =>
  readRepositoryFile(path).split('\n').slice(0, 41).join('\n')

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const programs = ['examples', 'examples/seeds', 'fixtures/language/good'].flatMap((folder) =>
  listRepositoryFiles(folder, '.gd'),
)

const tables = ['examples', 'examples/seeds'].flatMap((folder) =>
  listRepositoryFiles(folder, '.csv'),
)

const host = memoryHost({
  ...Object.fromEntries(tables.map((path) => [baseName(path), firstRows(path)])),
  '08-layers.gd': readRepositoryFile('fixtures/language/good/08-layers.gd'),
})

/** Every beginning of a text, and the text without each of its words and signs. */
function damage(text: string): readonly string[] {
  const prefixes = Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end))
  const words = [...text.matchAll(/[\p{L}\p{N}_.]+|"[^"\n]*"|#[^\n]*|[^\s\p{L}\p{N}]/gu)]
  const deletions = words.map(
    ({ index, 0: word }) => text.slice(0, index) + text.slice(index + word.length),
  )
  return [...prefixes, ...deletions]
}

function sample<T>(random: Random, items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items
  const rest = [...items]
  return Array.from({ length: count }, () => rest.splice(random.integer(0, rest.length), 1)[0]!)
}

/** Trains two steps of every run, and computes what the file shows and tests. */
async function runShortly(model: Model): Promise<void> {
  const overrides = { steps: 2 }
  const result = await train(model, { overrides, backend: interpreterBackend })
  for (const run of result.runs) expect(run.steps).toBeLessThanOrEqual(2)
  for (const { code } of result.diagnostics) expect(catalog).toHaveProperty(code)
}

describe.each(programs)('%s, damaged', (path) => {
  const random = new Random(seed + programs.indexOf(path))
  const texts = sample(random, damage(readRepositoryFile(path)), loadsOfEach)
  const load = (text: string): Model =>
    loadModel(new Source(baseName(path), text), { file: baseName(path), host })

  test('loads with diagnostics, and never throws', () => {
    for (const text of texts) {
      const { checked, diagnostics } = load(text)
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      expect(checked === undefined, text).toBe(errors.length > 0)
    }
  })

  test('trains wherever it still checks', async () => {
    const sound = texts.map(load).filter(({ checked }) => checked?.trains.length)
    for (const model of sample(random, sound, trainsOfEach)) await runShortly(model)
  })
})

/** A model of a line with data that it draws, with its settings. */
function line(settings: string, rows = 10): string {
  return `dim n = ${rows}
data x: [n] = normal(0, 1)
param w = 1
metric most = max(x * w)
minimize mean((w * x - 2)^2)
train { optimizer: adam(lr: 0.1), ${settings} }
`
}

const csvLine = `dim n
data x, y: [n] from "a.csv"
param w = 1
z = standardize(x, over: n)
metric left = mean((w * z - y)^2) / variance(y)
minimize mean((w * z - y)^2)
train { optimizer: adam(lr: 0.1), epochs: 2, batch: 1, validate: 0.6 }
`

const square = 'minimize w^2\ntrain { optimizer: sgd(lr: 0.1), steps: 2 }\n'

describe('sizes and numbers that no one means', () => {
  test.each([
    ['dim n = 0\nparam w: [n] = 1\nminimize sum(w^2)\n', ['E0317']],
    ['dim n = -3\nparam w: [n] = 1\nminimize sum(w^2)\n', ['E0317']],
    ['dim n = 2.5\nparam w: [n] = 1\nminimize sum(w^2)\n', ['E0317']],
    [line('steps: 0'), ['E0317']],
    [line('epochs: 0'), ['E0317']],
    [line('steps: 1/0'), ['E0317']],
    [line('epochs: 2, batch: 11'), ['E0609']],
    [line('epochs: 2, validate: 1'), ['E0610']],
    [line('steps: w'), ['E0317']],
    ['param a = 1\nparam w in 0..a = 0.5\nminimize w + a\n', ['E0317']],
    ['dim n = 5\nparam w: [n] = 1\nminimize sum(w[0..w[0]])\n', ['E0317']],
    ['dim n = 5\nparam w: [n] = 1\nminimize sum(w[0..sqrt(2)])\n', ['E0317']],
    ['param w = 1\nminimize if gradcheck(w) then w else w^2\n', ['E0317']],
    ['param w = 1\nmetric m = w\nminimize w * validation(m)\n', ['E0317']],
    ['param w = 1\nminimize w^2\ntest "a" { expect gradcheck(loss, tol: w) }\n', ['E0317']],
    ['param w = 1\noptimizer o(lr = w) { w <- w - lr * g }\nminimize w^2\n', ['E0317']],
    ['param v = 1\noptimizer o(lr = 1) { w <- v - lr * g }\nminimize v^2\n', ['E0317']],
    [line('epochs: 2, stop: early(most, patience: most)'), ['E0317']],
    [line('steps: 2, clip: most'), ['E0317']],
    [line('steps: 2, seed: max(x)'), ['E0317']],
    ['param w = 1\nminimize w^2\ntrain { optimizer: sgd(lr: loss), steps: 2 }\n', ['E0317']],
    [
      'dim n = 3\ndata x: [n] = normal(0, 1)\nminimize mean(x)\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n',
      ['E0612'],
    ],
    ['param w = 1\nminimize 3\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n', ['E0612']],
    ['param w = 1\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n', ['E0606']],
  ])('%j is refused', (text, codes) => {
    const { diagnostics } = loadModel(text)
    expect(diagnostics.map(({ code }) => code)).toEqual(codes)
  })

  test.each([
    [line('steps: log(-1)'), ['E0317']],
    [line('steps: sqrt(2)'), ['E0317']],
    [line('steps: 2, seed: 0/0'), ['E0317']],
    [line('epochs: 2, batch: exp(1)'), ['E0317']],
    [line('epochs: 2, validate: exp(1)'), ['E0317']],
    [`param w = 0/0\n${square}`, ['E0801']],
    [`param w = 1/0\n${square}`, ['E0801']],
    [`param w = 1e999\n${square}`, ['E0801']],
    [`param w in 0/0..1 = 0.5\n${square}`, ['E0801']],
    ['param w = 1\nminimize w^2\ntrain { optimizer: sgd(lr: 1e999), steps: 2 }\n', ['E0317']],
    [line('steps: 2', 1e9), ['E0805']],
    [
      'dim n = 1e9\nparam w: [n] = 1\nminimize mean(w^2)\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n',
      ['E0805'],
    ],
    [
      'dim n = 1e300\nparam w: [n] = 1\nminimize mean(w^2)\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n',
      ['E0805'],
    ],
    [
      'dim n = 1e5\nparam w: [n] = 1\nminimize sum(sin(outer(w, w)) @ w)\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n',
      ['E0805'],
    ],
    ['dim n = 1e9\nparam w: [n] = 1\nshow sum(w)\n', ['E0805']],
  ])('%j begins no step', async (text, codes) => {
    const { runs, diagnostics } = await train(loadModel(text))
    expect(diagnostics.map(({ code }) => code)).toEqual(codes)
    for (const run of runs) expect(run.steps).toBe(0)
  })

  test('what is too large is too large for tests and gradient checks as well', async () => {
    const model = loadModel(`${line('steps: 2', 1e9)}test "mean" { expect mean(x) < 1 }\n`)
    const { tests } = await runTests(model)
    expect(tests[0]!.diagnostics.map(({ code }) => code)).toEqual(['E0805'])
    expect(gradcheck(model)).toBeUndefined()
  })

  test('the message says how much is needed', async () => {
    const { diagnostics } = await train(
      loadModel(
        'dim n = 1e9\nparam w: [n] = 1\nminimize mean(w^2)\ntrain { optimizer: sgd(lr: 1), steps: 2 }\n',
      ),
    )
    expect(diagnostics[0]!.message).toBe('out of memory: needs 16 GB, has 4.29 GB')
  })

  test.each([
    line('epochs: 2, batch: 1'),
    line('epochs: 2, batch: 7, validate: 0.5'),
    line('epochs: 2, batch: 7, validate: 0.5, drop_last: true'),
    line('epochs: 2, validate: 0.99'),
    line('epochs: 2, validate: 0.01'),
    line('epochs: 2, batch: 1, validate: 0.99', 1),
    line('epochs: 3, validate: 0.5, stop: early(most, patience: 1)'),
    line('steps: 2, seed: 1e30'),
    `param ${'w'.repeat(50_000)} = 1\nminimize ${'w'.repeat(50_000)}^2\ntrain { optimizer: sgd(lr: 0.1), steps: 2 }\n`,
    '',
    'minimize 3\n',
  ])('%.60j trains', async (text) => {
    const { runs, diagnostics } = await train(loadModel(text))
    expect(diagnostics).toEqual([])
    for (const { loss } of runs) expect(loss).toBeTypeOf('number')
  })
})

describe('tables that no one means', () => {
  const load = (csv: string): Model => loadModel(csvLine, { host: memoryHost({ 'a.csv': csv }) })

  test.each(['', '\n\n\n', 'x,y', 'x,y\n'])('%j has no rows', (csv) => {
    expect(load(csv).diagnostics.map(({ code }) => code)).toContain('E0412')
  })

  test.each([
    'x,y\n1,2',
    'x,y\n1,2\n3,4\n',
    'x,y\n1,1\n1,1\n1,1\n',
    'x,y\n1e308,1e-308\n-1e308,0\n',
  ])('%j trains, or says why not', async (csv) => {
    const { diagnostics } = await train(load(csv))
    for (const { code } of diagnostics) expect(code).toBe('E0801')
  })

  test('labels of one class are learnt', async () => {
    const text = `dim n, c
data x: [n] from "a.csv"
data kind: c[n] from "a.csv"
param w: [c] = 1
logits = outer(x, w)
minimize mean(cross_entropy(logits, kind))
train { optimizer: sgd(lr: 0.1), steps: 2 }
`
    const one = memoryHost({ 'a.csv': 'x,kind\n1,a\n2,a\n' })
    const model = loadModel(text, { host: one })
    expect(model.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect((await train(model)).runs[0]!.loss).toBe(0)
  })
})

describe('long programs', () => {
  test('thousands of parameters train', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `p${i}`)
    const text = `${names.map((name) => `param ${name} = 1\n`).join('')}minimize ${names
      .map((name) => `${name}^2`)
      .join(' + ')}\ntrain { optimizer: sgd(lr: 0.1), steps: 2 }\n`
    const { runs } = await train(loadModel(text), { backend: interpreterBackend })
    expect(runs[0]!.loss).toBeCloseTo(5000 * 0.8 ** 4, 6)
  })

  test('a sum of a hundred thousand terms trains', async () => {
    const sum = Array.from({ length: 100_000 }, () => 'w').join(' + ')
    const text = `param w = 1\nminimize (${sum})^2\ntrain { optimizer: sgd(lr: 0), steps: 2 }\n`
    const { runs } = await train(loadModel(text), { backend: interpreterBackend })
    expect(runs[0]!.loss).toBe(1e10)
  })
})
