import { describe, expect, it } from 'vitest'
import { type Evaluation, evaluateName, evaluateNodes, lowerText } from './evaluate.ts'

const columns = { x: [1, 2, 3] }
const data = 'dim n, feature, hidden = 2\ndata X: [n, feature] from "data.csv" (x, y)\n'
const table = { x: [1, 2, 3], y: [0, 1, 0] }

function namesOf(text: string, evaluation: Evaluation = {}): string[] {
  return lowerText(text, evaluation).parameters.map(({ name }) => name)
}

describe('functions', () => {
  const rows: readonly (readonly [definitions: string, formula: string, expected: number])[] = [
    ['f(p, q = 10) = p - q', 'f(3)', -7],
    ['f(p, q = 10) = p - q', 'f(3, 1)', 2],
    ['f(p, q = 10) = p - q', 'f(q: 1, p: 5)', 4],
    ['f(p, q = 10) = p - q', '(3 |> f(q: 1))', 2],
    ['f(p, q = 2 * p) = p + q', 'f(3)', 9],
    ['f(p) {\n  q = p + 1\n  r = q * q\n  return r - p\n}', 'f(2)', 7],
    ['g(p) = p^2\nf(h, p) = h(p) + 1', 'f(g, 3)', 10],
    ['act = relu\nf(p) = act(p - 5)', 'f(3) + f(7)', 2],
    ['c = 4\nf(p) = p + c', 'f(1)', 5],
    ['f(c) = c + 1\nc = 10', 'f(c: 2)', 3],
  ]
  it.each(rows)('%s: %s', (text, formula, expected) => {
    expect(evaluateName(`${text}\nparam s = 0\na = ${formula} + s\n`)).toEqual([expected])
  })

  it('of an imported file see the names of their own file', () => {
    const files = {
      'parts.gd': 'c = 100\ninner_f(p) = 2 * p\nouter_f(p) = inner_f(p) + c\n',
    }
    const text = 'import outer_f from "./parts.gd"\nc = 1\na = outer_f(3) + c\n'
    expect(evaluateName(text, 'a', { files })).toEqual([107])
  })

  it('are reached through the alias of a module', () => {
    const files = { 'parts.gd': 'c = 100\nhalf(p) = p / 2\n' }
    const text = 'import "./parts.gd" as parts\na = parts.half(8) + parts.c\n'
    expect(evaluateName(text, 'a', { files })).toEqual([104])
  })
})

describe('layers', () => {
  it('own parameters named by the binding', () => {
    expect(namesOf(`${data}h = dense(X, o: hidden)\n`, { columns: table })).toEqual(['h.W', 'h.b'])
  })

  it('are numbered where a value calls several', () => {
    const text = `${data}h = X |> dense(o: hidden) |> relu |> dense(o: 3) |> linear()\n`
    expect(namesOf(text, { columns: table })).toEqual([
      'h.0.W',
      'h.0.b',
      'h.1.W',
      'h.1.b',
      'h.2.W',
      'h.2.b',
    ])
  })

  it('nest their names', () => {
    const text = `${data}layer twice(x: [..., i]) {
  first = dense(x, o: i)
  return first |> dense(o: i)
}
h = twice(X)
`
    expect(namesOf(text, { columns: table })).toEqual(['h.first.W', 'h.first.b', 'h.W', 'h.b'])
  })

  it('make parameters of their own, in a function of another file too', () => {
    const files = {
      'parts.gd': 'layer scale(x: [..., i]) {\n  param g: [i] = 3\n  return x * g\n}\n',
    }
    const text = `import scale from "./parts.gd"\n${data}h = scale(X) |> scale\na = sum(h)\n`
    expect(namesOf(text, { columns: table, files })).toEqual(['h.0.g', 'h.1.g'])
    const fed = { 'data/X': [1, 0, 2, 1, 3, 0] }
    expect(evaluateName(text, 'a', { columns: table, files, fed })).toEqual([63])
  })

  it('compute act(x @ W + b), and give their parameters to formulas', () => {
    const fed = {
      'data/X': [1, 0, 2, 1, 3, 0],
      'h.W': [1, -1, 2, 1],
      'h.b': [0.5, 0],
    }
    const text = `${data}h = dense(X, o: hidden, act: relu)\na = h + 0 * h.b\n`
    expect(evaluateName(text, 'a', { columns: table, fed })).toEqual([1.5, 0, 4.5, 0, 3.5, 0])
    const slope = `${data}h = dense(X, o: hidden, act: relu)\na = grad(sum(h), h.W)\n`
    expect(evaluateName(slope, 'a', { columns: table, fed })).toEqual([6, 0, 1, 0])
  })

  it('sum the last dim away without `o`', () => {
    const fed = { 'data/X': [1, 0, 2, 1, 3, 0], 'a.W': [2, 5], 'a.b': [1] }
    expect(evaluateName(`${data}a = linear(X)\n`, 'a', { columns: table, fed })).toEqual([3, 10, 7])
  })

  it('take starts by name, by call and as numbers', () => {
    const text = `${data}h = dense(X, o: hidden, W: ones, b: 4)\na = h\n`
    const fed = { 'data/X': [1, 0, 2, 1, 3, 0] }
    expect(evaluateName(text, 'a', { columns: table, fed })).toEqual([5, 5, 7, 7, 7, 7])
  })
})

describe('repeat', () => {
  const depth = 'dim n, depth = 3, width = 2\ndata x: [n] from "data.csv"\n'

  it('carries names from turn to turn', () => {
    const text = `${depth}h = x\nk = x\nrepeat depth {\n  h = 2 * h + k\n  k = k + 1\n}\na = h + 0 * k\n`
    // h: 2x + x, 2·3x + (x + 1), 2·(7x + 1) + (x + 2)
    expect(evaluateName(text, 'a', { columns })).toEqual([19, 34, 49])
  })

  it('stacks the parameters that are made inside', () => {
    const text = `${depth}h = x\nrepeat depth {\n  param c = 1\n  h = c * h\n}\na = h + 0 * sum(c)\ng = grad(sum(h), c)\n`
    const fed = { c: [2, 3, 4] }
    expect(evaluateName(text, 'a', { columns, fed })).toEqual([24, 48, 72])
    expect(evaluateName(text, 'g', { columns, fed })).toEqual([72, 48, 36])
    expect(lowerText(text, { columns }).parameters[0]).toMatchObject({ dims: ['depth'] })
  })

  it('stacks the parameters of layers, and their gradients', () => {
    const text = `${depth}data X: [n, width] from "data.csv" (x, y)
h = X
repeat depth { h = dense(h, o: width) }
a = norm(grad(sum(h), h.W), keep: depth)
`
    const fed = { 'data/X': [1, 0, 2, 1, 3, 0] }
    const model = lowerText(text, { columns: table })
    expect(model.parameters.map(({ name, dims }) => [name, dims])).toEqual([
      ['h.W', ['depth', 'width', "width'"]],
      ['h.b', ['depth', 'width']],
    ])
    expect(evaluateName(text, 'a', { columns: table, fed })).toHaveLength(3)
  })

  it('draws a start of its own for each turn', () => {
    const text = `${depth}data X: [n, width] from "data.csv" (x, y)
h = X
repeat depth { h = dense(h, o: width) }
a = h.W
`
    const weights = evaluateName(text, 'a', {
      columns: table,
      fed: { 'data/X': [1, 0, 2, 1, 3, 0] },
    })
    expect(new Set(weights).size).toBe(12)
    for (const weight of weights) expect(Math.abs(weight)).toBeLessThan(Math.sqrt(6 / 4))
  })

  it('nests: parameters are stacked along both dims', () => {
    const text = `dim rows = 2, columns = 3
h = 1
repeat rows {
  repeat columns {
    param c = 1
    h = h * c
  }
}
a = h
g = grad(h, c)
`
    const fed = { c: [1, 2, 3, 4, 5, 6] }
    expect(evaluateName(text, 'a', { fed })).toEqual([720])
    expect(evaluateName(text, 'g', { fed })).toEqual([720, 360, 240, 180, 144, 120])
  })

  it('takes a number of turns', () => {
    expect(evaluateName('param s = 1\nh = s\nrepeat 4 { h = 2 * h }\na = h\n')).toEqual([16])
  })

  it('rebinds names inside a function', () => {
    const text = 'f(p) {\n  h = p\n  repeat 3 { h = h + p }\n  return h\n}\nparam s = 2\na = f(s)\n'
    expect(evaluateName(text)).toEqual([8])
  })
})

describe('chains of any length', () => {
  const rows: readonly (readonly [name: string, formula: string, expected: number])[] = [
    ['sums', Array(20_000).fill('s').join(' + '), 20_000],
    ['signs', `${'-'.repeat(10_001)}s`, -1],
    ['pipes', `s${' |> abs'.repeat(5000)}`, 1],
    ['calls in pipes', `s${' |> max(2)'.repeat(5000)}`, 2],
    ['transposes', `sum(M${'.T'.repeat(2001)})`, 4],
  ]
  it.each(rows)('%s do not overflow the stack', (_, formula, expected) => {
    const text = `dim k = 2\nparam s = 1\nparam M: [k, k] = ones()\na = ${formula}\n`
    const model = lowerText(text)
    const value = model.scope.find('a')
    const node = value?.kind === 'tensor' ? value.node : undefined
    expect(evaluateNodes(model, [node!])[0]![0]).toBe(expected)
  })
})
