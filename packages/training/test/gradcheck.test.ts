import { listRepositoryFiles, readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { type Backend, gradcheck, interpreterBackend, train } from '../src/index.ts'
import { loadRepositoryModel } from './repository-models.ts'
import { loadText, runOf } from './small-models.ts'

const examples = [
  ...listRepositoryFiles('examples', '.gd'),
  ...listRepositoryFiles('examples/seeds', '.gd'),
].filter((path) => /^(minimize|maximize)/m.test(readRepositoryFile(path)))

describe('the gradient of every example', () => {
  it.each(examples)('%s is the same by all ways', (path) => {
    const report = gradcheck(loadRepositoryModel(path))
    expect(report?.parameters.map(({ worst }) => worst < 1e-6)).not.toContain(false)
    expect(report?.passed).toBe(true)
    expect(report?.symbolic?.slopes.length ?? 0).toBeGreaterThan(0)
    expect(report?.symbolic?.worst.error).toBeLessThan(1e-9)
  })
})

describe('a derivation of the loss', () => {
  const formulasOf = (text: string): Record<string, string> | undefined => {
    const { formulas, symbolic } = gradcheck(loadText(text))!
    expect(symbolic?.worst.error).toBeLessThan(1e-12)
    if (!formulas) return undefined
    const slopes = formulas.slopes.map(({ name, text }) => [name, text])
    return { value: formulas.value, ...Object.fromEntries(slopes) }
  }

  it('is shown in the names of the model', () => {
    const booth = 'param x = -5\nparam y = 5\nminimize (x + 2*y - 7)^2 + (2*x + y - 5)^2\n'
    expect(formulasOf(booth)).toEqual({
      value: '(x + 2*y - 7)^2 + (2*x + y - 5)^2',
      x: '10*x + 8*y - 34',
      y: '8*x + 10*y - 38',
    })
  })

  it('is shown for one row where there are rows', () => {
    const line = `dim n = 50
data x: [n] = uniform(0, 1)
data y: [n] = 3 * x + 1
param w = 1
param b = 0
minimize mean((w * x + b - y)^2)
`
    expect(formulasOf(line)).toEqual({
      value: '(w*x + b - y)^2',
      w: '2*x*(w*x + b - y)',
      b: '2*(w*x + b - y)',
    })
    const { symbolic, formulas } = gradcheck(loadText(line))!
    expect(symbolic).toMatchObject({ rows: { used: 50, of: 50 } })
    expect(formulas?.isOfRow).toBe(true)
  })

  it('takes a parameter with a range as what it is in the text', () => {
    const text = 'param s in 0..inf = 2\nminimize s^2 + log(s)\n'
    expect(formulasOf(text)).toMatchObject({ value: 's^2 + log(s)', s: '2*s + 1/s' })
  })

  it('writes vectors, matrices and loops as single numbers', () => {
    const text = `dim k = 2, depth = 3
param W: [depth, k, k'] = glorot()
param v: [k] = uniform(0.3, 0.5)
h = v
repeat depth {
  param U: [k, k'] = glorot()
  h = tanh(h @ U)
}
minimize sum(h^2) + max(v) + sum(W^2)
`
    const report = gradcheck(loadText(text))!
    expect(report).toMatchObject({ passed: true, left: [] })
    expect(report.symbolic!.slopes.length).toBe(8 + 2 + 8)
    expect(report.symbolic!.worst.error).toBeLessThan(1e-12)
    expect(report.formulas).toBeUndefined()
  })

  it('takes some rows alone where all of them are too many', () => {
    const text = `dim n = 1200, i = 4, o = 8
data X: [n, i] = normal(0, 1)
data y: [n] = uniform(0, 1)
param W: [i, o] = glorot()
param v: [o] = normal(0, 1)
minimize mean((tanh(X @ W) @ v - y)^2)
`
    const { symbolic, passed, left } = gradcheck(loadText(text))!
    expect({ rows: symbolic?.rows, passed, left }).toEqual({
      rows: { used: 32, of: 1200 },
      passed: true,
      left: [],
    })
    expect(symbolic!.worst.error).toBeLessThan(1e-12)
  })

  it('says so where the value is too large', () => {
    const large = "dim k = 110\nparam A: [k, k'] = normal(0, 1)\nminimize sum(tanh(A @ A))\n"
    expect(gradcheck(loadText(large))).toMatchObject({
      passed: true,
      left: ['symbolic: the formula is too large: it takes more than 2686201 operations'],
    })
  })

  it('finds a gradient that is wrong by a part in a thousand', () => {
    const backend: Backend = {
      ...interpreterBackend,
      start: (...args) => {
        const session = interpreterBackend.start(...args)
        const read = session.read.bind(session)
        const isWrong = (name: string): boolean => name === 'out 2'
        return Object.assign(session, {
          read: (name: string) => read(name).map((x) => (isWrong(name) ? 1.001 * x : x)),
        })
      },
    }
    const text = 'param x = 2\nparam y = 3\nminimize x^2 * y\n'
    const report = gradcheck(loadText(text), { backend })!
    expect(report.passed).toBe(false)
    expect(report.symbolic!.worst).toMatchObject({ name: 'y', symbolic: 4, reverse: 4.004 })
    expect(report.symbolic!.worst.error).toBeWithinRelative(0.001, 1e-2)
  })
})

describe('a gradient check', () => {
  const kinked = 'dim k = 3\nparam v: [k] = 1\nminimize sum(abs(v - 1 + 1e-6))\n'

  it('compares single entries, and directions through large tensors', () => {
    const text =
      'dim k = 20, m = 10\nparam W: [k, m] = glorot()\nparam b = 1\nminimize sum(tanh(W) * b)\n'
    const report = gradcheck(loadText(text))
    const shown = report?.parameters.map(({ name, checked, entries }) => [name, checked, entries])
    expect(shown).toEqual([
      ['W', 8, 200],
      ['b', 1, 1],
    ])
    expect(report).toMatchObject({ passed: true, tolerance: 1e-6 })
  })

  it('steps away from kinks and says so', () => {
    const [v] = gradcheck(loadText(kinked))!.parameters
    expect(v!.kinks).toBe(3)
    expect(v!.worst).toBeLessThan(1e-6)
    expect(v!.step).toBeLessThan(1e-6)
  })

  it('takes any slope between both sides where the point is a kink itself', () => {
    const at = 'dim k = 3\nparam v: [k] = 0\nparam w = 2\n'
    const report = gradcheck(loadText(`${at}minimize sum(relu(v) - v^2) + w^2\n`))
    expect(report).toMatchObject({ passed: true })
    expect(report!.parameters.map(({ name, kinks }) => [name, kinks])).toEqual([
      ['v', 3],
      ['w', 0],
    ])
  })

  it('fails where reverse mode cannot be right, and names the entry', () => {
    const text =
      'dim k = 3\nparam v: [k] = 1\nc = [0, 1, 0]\nminimize sum(if v >= 1 then v else 0 * v)\n'
    const report = gradcheck(loadText(text.replace('c = [0, 1, 0]\n', '')))
    expect(report?.passed).toBe(false)
    expect(report?.parameters[0]).toMatchObject({ at: [0], reverse: 1, forward: 1 })
  })

  it('may be made at the end of a run, in f64 also after f32', async () => {
    const text = `param x = 2
minimize exp(x) * sin(x)
train { optimizer: sgd(lr: 0.1), steps: 3, precision: f32 }
`
    const run = await runOf(text)
    const report = gradcheck(loadText(text), { run })
    expect(report?.passed).toBe(true)
    const x = run.parameters[0]!.data[0]!
    const slope = Math.exp(x) * (Math.sin(x) + Math.cos(x))
    expect(report!.parameters[0]!.reverse).toBeWithinRelative(slope, 1e-12)
  })

  it('passes at a minimum too, where slopes are what rounding leaves of terms', async () => {
    const booth = `param x = -5
param y = 5
minimize (x + 2*y - 7)^2 + (2*x + y - 5)^2
train { optimizer: sgd(lr: 0.1), steps: 400 }
`
    const line = `dim n = 200
data x: [n] = normal(5, 3)
data y: [n] = 3 * x + 7
param w = 0
param b = 0
minimize mean((w * x + b - y)^2)
train { optimizer: sgd(lr: 0.02), steps: 20000 }
`
    for (const text of [booth, line]) {
      const report = gradcheck(loadText(text), { run: await runOf(text) })!
      const slopes = report.parameters.map(({ reverse }) => Math.abs(reverse))
      expect(Math.max(...slopes)).toBeLessThan(1e-10)
      expect(report.passed).toBe(true)
    }
  })

  it('takes another tolerance and another backend', () => {
    const options = { tolerance: 1e-16, backend: interpreterBackend }
    const report = gradcheck(loadText('param x = 2\nminimize exp(x) * sin(x)\n'), options)
    expect(report).toMatchObject({ passed: false, tolerance: 1e-16 })
  })

  it('needs an objective', async () => {
    const model = loadText('param x = 2\nshow x\n')
    expect(gradcheck(model)).toBeUndefined()
    expect((await train(model)).runs).toEqual([])
  })
})
