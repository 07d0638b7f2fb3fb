import { describe, expect, it } from 'vitest'
import { loadModel, passNames, printStage, stages } from '../src/index.ts'

const text = 'param x = 4\nminimize (x - 1)^2\ntrain { optimizer: sgd(lr: 0.1), steps: 3 }\n'

describe('a model as text', () => {
  it('can be printed at every stage', () => {
    const model = loadModel(text)
    for (const stage of stages) expect(printStage(model, stage), stage).toMatch(/\S/)
  })

  it('can be printed after every pass, and the last one leaves what stage opt shows', () => {
    const model = loadModel(text)
    for (const printAfter of passNames)
      expect(printStage(model, 'graph', { printAfter }), printAfter).toContain('# step')
    const last = passNames.at(-1)!
    expect(printStage(model, 'graph', { printAfter: last })).toBe(printStage(model, 'opt'))
  })

  it('leaves out passes that are disabled, which then print nothing', () => {
    const compiler = { disablePass: ['hoist'] }
    expect(printStage(loadModel(text), 'opt', { compiler })).toContain('# step')
    expect(printStage(loadModel(text), 'opt', { compiler, printAfter: 'hoist' })).toBeUndefined()
  })

  it('stops where its errors do', () => {
    const broken = loadModel('minimize nothing\n')
    expect(printStage(broken, 'ast')).toMatch(/\S/)
    expect(printStage(broken, 'opt')).toBeUndefined()
  })
})
