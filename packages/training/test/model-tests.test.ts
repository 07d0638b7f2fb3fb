import { describe, expect, it } from 'vitest'
import { runTests, type TestReport } from '../src/index.ts'
import { loadText, pairs } from './small-models.ts'

const files = { 'data.csv': pairs([1, 2, 3, 4, 5, 6, 7, 8].map((x) => [x, 2 * x])) }
const head = `
dim n
data x, y: [n] from "data.csv"
param w = 0
minimize mean((w * x - y)^2)
metric error_size = mean(abs(w * x - y))
`

async function report(text: string, pattern?: string): Promise<TestReport> {
  return runTests(loadText(head + text, files), pattern === undefined ? {} : { pattern })
}

describe('tests of a model', () => {
  it('run at the declared starts, or after a block', async () => {
    const { tests, passed, failed } = await report(`
train slow { optimizer: sgd(lr: 0.001), steps: 1 }
train good { optimizer: sgd(lr: 0.02), steps: 100 }
test "starts" { expect w == 0 }
test "after the named block" after train slow {
  expect w > 0
  expect w < 0.2
}
test "after the last block" after train { expect w ~= 2 within 1e-9 }
`)
    expect(tests.flatMap((test) => test.diagnostics)).toEqual([])
    expect({ passed, failed }).toEqual({ passed: 3, failed: 0 })
    expect(tests.map(({ line }) => line)).toEqual([10, 11, 15])
  })

  it('take the run with the lowest final loss of a sweep', async () => {
    const { passed } = await report(`
train { optimizer: sgd(lr: sweep(0.001, 0.02, 0.0001)), steps: 100 }
test "best" after train { expect w ~= 2 within 1e-6 }
`)
    expect(passed).toBe(1)
  })

  it('fail with T1001, with both numbers and their difference', async () => {
    const { tests, failed } = await report('test "wrong" { expect loss ~= 100 within 1 }\n')
    expect(failed).toBe(1)
    const [found] = tests[0]!.diagnostics
    expect(found).toMatchObject({ code: 'T1001' })
    expect(found!.message).toMatch(/100/)
    expect(found!.message).toMatch(/102/)
    expect(found!.primary.text).toMatch(/difference is 2/)
  })

  it('tell of each expectation that does not hold', async () => {
    const { tests } = await report(`
test "three" {
  size = w + 1
  expect size == 2
  expect size == 1
  expect [w, size] == [0, 3]
  expect not size == 1
}
`)
    expect(tests[0]!.diagnostics.map(({ code }) => code)).toEqual(['T1001', 'T1001', 'T1001'])
  })

  it('compare without `within` to 1e-9 relative', async () => {
    const { tests } = await report(`
test "close" {
  expect 1e6 + 1e-4 ~= 1e6
  expect 0 ~= 1e-10
  expect 0 ~= 1e-8
}
`)
    expect(tests[0]!.diagnostics).toHaveLength(1)
  })

  it('read loss and metrics over all rows, and the held-back rows with `validation`', async () => {
    const { tests, passed } = await report(`
train { optimizer: sgd(lr: 0), steps: 1, validate: 0.25 }
test "all rows" after train {
  expect loss ~= 4 * 204 / 8
  expect error_size == 9
  expect validation(loss) > 0
  expect not validation(loss) ~= loss
  expect validation(error_size) * 2 - 2 * validation(error_size) == 0
}
`)
    expect(tests.flatMap((test) => test.diagnostics)).toEqual([])
    expect(passed).toBe(1)
  })

  it('are chosen by a part of their title', async () => {
    const { tests } = await report(
      'test "one" { expect w == 0 }\ntest "two" { expect w == 1 }\n',
      'ne',
    )
    expect(tests.map(({ title, passed }) => [title, passed])).toEqual([['one', true]])
  })

  it('fail with what stopped the run that they ask for', async () => {
    const { tests } = await report(`
train { optimizer: sgd(lr: 1e200), steps: 100 }
test "diverged" after train { expect w == 0 }
`)
    expect(tests[0]!.diagnostics.map(({ code }) => code)).toEqual(['E0801'])
  })

  it('fail where they ask for what is not available', async () => {
    const { tests } = await report(`
test "later" { expect same_steps(sgd(lr: 0.1), momentum(lr: 0.1, beta: 0), steps: 3) }
`)
    expect(tests[0]!.diagnostics.map(({ code }) => code)).toEqual(['W0713'])
  })
})

describe('a comparison that does not hold', () => {
  it.each([
    ['x > 3', 'expected more than 3, got 2'],
    ['x >= 3', 'expected at least 3, got 2'],
    ['x < 1', 'expected less than 1, got 2'],
    ['x <= 1', 'expected at most 1, got 2'],
    ['x != 2', 'expected anything but 2, got 2'],
    ['x ~= 1', 'expected 1, got 2'],
  ])('%s is said in words', async (formula, message) => {
    const model = loadText(`param x = 2\ntest "a" { expect ${formula} }\n`)
    const { tests } = await runTests(model)
    expect(tests[0]!.diagnostics.map((found) => found.message)).toEqual([message])
  })
})

describe('gradcheck in a test', () => {
  it('holds for smooth formulas and steps away from kinks', async () => {
    const { tests } = await report(`
param v = 1
test "smooth" { expect gradcheck(loss) }
test "inside" { expect gradcheck(sin(v) * exp(w) + v^3) }
test "beside a kink" { expect gradcheck(abs(v - 1 - 1e-7)) }
`)
    expect(tests.map(({ passed }) => passed)).toEqual([true, true, true])
  })

  it('fails with T1002 where the ways disagree: at a jump there is no slope', async () => {
    const { tests } = await report(`
param v = 1
test "jump" { expect gradcheck(if v >= 1 then v else 0) }
`)
    const [found] = tests[0]!.diagnostics
    expect(found).toMatchObject({ code: 'T1002' })
    expect(found!.primary.text).toMatch(/worst at `v`/)
    expect(found!.notes.join('\n')).toMatch(
      /^ +reverse mode +1\n +forward mode +1\n +finite differences/,
    )
  })
})
