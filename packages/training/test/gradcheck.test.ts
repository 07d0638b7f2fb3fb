import { listRepositoryFiles, readRepositoryFile } from '@gradus/testing'
import { describe, expect, it } from 'vitest'
import { gradcheck, interpreterBackend, train } from '../src/index.ts'
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
