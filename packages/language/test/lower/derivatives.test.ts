import { describe, expect, it } from 'vitest'
import { evaluateName } from './evaluate.ts'

const fed = { W: [1, 2, 3, 4, 5, 6], v: [1, 2, 3] }
const head = `
dim k = 2, m = 3
param x = 3
param y = 2
param W: [k, m] = 1
param v: [m]
f(p, q) = p^2 * q + sin(q)
`

type Row = readonly [formula: string, expected: readonly number[]]
const rows: readonly Row[] = [
  ['grad(f(x, y), x)', [12]],
  ['grad(f(x, y), [x, y])', [12, 9 + Math.cos(2)]],
  ['grad(sum(v^2), v)', [2, 4, 6]],
  ['grad(sum(W @ v), W)', [1, 2, 3, 1, 2, 3]],
  ['grad(sum(W @ v), v)', [5, 7, 9]],
  ['grad(grad(x^4, x), x)', [108]],
  ['grad(grad(grad(x^4, x), x), x)', [72]],
  ['hessian(f(x, y), [x, y])', [4, 6, 6, -Math.sin(2)]],
  ['hessian(sum(v^3), v)', [6, 0, 0, 0, 12, 0, 0, 0, 18]],
  ['jacobian([x^2 * y, 5 * x + sin(y)], [x, y])', [12, 9, 5, Math.cos(2)]],
  ['jacobian(W @ v, v)', [1, 2, 3, 4, 5, 6]],
  ['jacobian(v * x, x)', [1, 2, 3]],
  ['grad(sum(grad(sum(v^3), v) * v), v)', [9, 36, 81]],
  ['grad(abs(x - 3), x)', [0]],
  ['grad(relu(x - 3), x)', [0]],
  ['grad(max(x, y + 1), x)', [0.5]],
  ['grad(norm(v - v), v)', [0, 0, 0]],
  ['grad(if x > 2 then x^2 else x, x)', [6]],
  ['grad(y, x)', [0]],
  ['grad(std(v, over: m), v)', [-0.4082482904638631, 0, 0.4082482904638631]],
]

describe('derivatives of formulas', () => {
  it.each(rows)('%s', (formula, expected) => {
    const found = evaluateName(`${head}\na = ${formula}\n`, 'a', { fed })
    expect(found.length).toBe(expected.length)
    found.forEach((value, i) => {
      expect(value).toBeWithinRelative(expected[i]!, 1e-13, 1e-15)
    })
  })

  it('may be taken inside a function, by its formals', () => {
    const text = `${head}slope(z) = grad(z^3, z)\na = slope(x) + slope(2 * y)\n`
    expect(evaluateName(text)).toEqual([27 + 48])
  })

  it('may be taken by data', () => {
    const columns = { t: [1, 2, 3] }
    const text = 'dim n\ndata t: [n] from "data.csv"\na = grad(sum(t^2), t)\n'
    expect(evaluateName(text, 'a', { columns })).toEqual([2, 4, 6])
  })
})
