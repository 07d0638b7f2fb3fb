import { describe, expect, it } from 'vitest'
import { evaluateName, evaluateNodes, lowerText, startOf } from './evaluate.ts'

describe('ranges', () => {
  const rows: readonly (readonly [range: string, start: number])[] = [
    ['0..inf', 3],
    ['2..inf', 2.5],
    ['-inf..1', -4],
    ['-1..5', 0.25],
    ['0..1', 1e-9],
  ]
  it.each(rows)('%s starts at the value that is given', (range, start) => {
    const text = `param w in ${range} = ${start}\na = w\n`
    expect(evaluateName(text)[0]).toBeWithinRelative(start, 1e-12)
  })

  it('are kept by a change of variables: exp, and a scaled sigmoid', () => {
    expect(startOf('param w in 0..inf = 3\na = w\n', 'w')[0]).toBeWithinRelative(Math.log(3), 1e-15)
    const bounded = startOf('param w in 0..4 = 1\na = w\n', 'w')[0]
    expect(bounded).toBeWithinRelative(Math.log(1 / 3), 1e-15)
    expect(evaluateName('param w in 0..4 = 1\na = w\n', 'a', { fed: { w: [800] } })).toEqual([4])
  })

  it('are differentiated by the value inside the range', () => {
    expect(evaluateName('param w in 0..inf = 3\na = grad(w^2, w)\n')[0]).toBeWithinRelative(
      6,
      1e-14,
    )
  })

  it('hold for each element of a tensor', () => {
    const found = evaluateName('dim k = 3\nparam w: [k] in 0..inf = 2\na = w\n')
    for (const value of found) expect(value).toBeWithinRelative(2, 1e-14)
  })
})

const sized = 'dim i = 300, o = 200\n'

describe('initializers', () => {
  it('glorot is uniform within √(6 / (inputs + outputs))', () => {
    const limit = Math.sqrt(6 / 500)
    const found = startOf(`${sized}param W: [i, o] = glorot()\n`, 'W')
    expect(Math.max(...found)).toBeLessThan(limit)
    expect(Math.min(...found)).toBeGreaterThan(-limit)
    expect(Math.max(...found)).toBeGreaterThan(0.99 * limit)
    const mean = found.reduce((sum, x) => sum + x, 0) / found.length
    expect(Math.abs(mean)).toBeLessThan(0.002)
  })

  it('he is normal with deviation √(2 / inputs)', () => {
    const found = startOf(`${sized}param W: [i, o] = he()\n`, 'W')
    const variance = found.reduce((sum, x) => sum + x * x, 0) / found.length
    expect(variance).toBeWithinRelative(2 / 300, 0.02)
  })

  it('zeros, ones and formulas over data fill the shape', () => {
    expect(startOf('dim k = 2\nparam w: [k] = ones()\n', 'w')).toEqual([1, 1])
    expect(startOf('dim k = 2\nparam w: [k] = zeros()\n', 'w')).toEqual([0, 0])
    const columns = { x: [1, 2, 6] }
    const text = 'dim n\ndata x: [n] from "data.csv"\nparam w = mean(x)\n'
    expect(startOf(text, 'w', { columns })).toEqual([3])
  })
})

describe('random draws', () => {
  const draws = (text: string, seed = 0): number[] => startOf(text, 'w', { seed })
  const w = 'dim k = 8\nparam w: [k] = normal(0, 1)\n'

  it('are the same for a seed and differ between seeds', () => {
    expect(draws(w)).toEqual(draws(w))
    expect(draws(w, 1)).not.toEqual(draws(w))
    expect(new Set(draws(w)).size).toBe(8)
  })

  it('of a name do not change when another line is added', () => {
    expect(draws(`param before = uniform(0, 1)\n${w}param after: [k] = normal(0, 1)\n`)).toEqual(
      draws(w),
    )
  })

  it('differ between names, and between two draws of one declaration', () => {
    const other = startOf('dim k = 8\nparam v: [k] = normal(0, 1)\n', 'v')
    expect(other).not.toEqual(draws(w))
    const difference = draws('dim k = 8\nparam w: [k] = uniform(0, 1) - uniform(0, 1)\n')
    for (const value of difference) expect(value).not.toBe(0)
  })

  it('follow their mean, deviation and ends', () => {
    const many = 'dim k = 20000\nparam w: [k] ='
    const normal = draws(`${many} normal(5, 2)\n`)
    const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length
    const variance = normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length
    expect(mean).toBeWithinRelative(5, 0.01)
    expect(variance).toBeWithinRelative(4, 0.03)
    const uniform = draws(`${many} uniform(-1, 3)\n`)
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1)
    expect(Math.max(...uniform)).toBeLessThan(3)
    expect(Math.max(...uniform) - Math.min(...uniform)).toBeGreaterThan(3.99)
  })
})

describe('objectives', () => {
  it('are negated for `maximize`; `loss` keeps its sign', () => {
    const model = lowerText('param x = 3\nmaximize -(x^2)\n')
    const [objective, loss] = evaluateNodes(model, [model.objective!, model.loss!.node])
    expect([objective![0], loss![0]]).toEqual([9, -9])
  })

  it('are known as `loss` to the metrics below', () => {
    const model = lowerText('param x = 3\nminimize x^2\nmetric root = sqrt(loss)\n')
    expect(evaluateNodes(model, [model.metrics.get('root')!.node])[0]![0]).toBe(3)
  })
})
