import { f64Lanes, programs, signatures } from '@gradus/ops'
import { describe, expect, it } from 'vitest'
import { type Columns, evaluateName } from './evaluate.ts'

const columns: Columns = {
  x: [1, 2, 3],
  y: [4, 6, 9],
  u: [1, 1, 1],
  flag: [1, 0, 1],
  kind: ['red', 'blue', 'red'],
}
const head = `
dim n, k = 2, m = 3, color
data x, y, u: [n] from "data.csv"
data flag: bool[n] from "data.csv"
data kind: color[n] from "data.csv"
data A: [n, k] from "data.csv" (x, y)
param M: [k, m] = 1
param v: [m]
param s = 2
`

type Row = readonly [formula: string, expected: readonly number[]]

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    it.each(rows)('%s', (formula, expected) => {
      const fed = { 'data/A': [1, 4, 2, 6, 3, 9], M: [1, 2, 3, 4, 5, 6], v: [1, 0, -1] }
      const found = evaluateName(`${head}\na = ${formula}\n`, 'a', { columns, fed })
      expect(found.length).toBe(expected.length)
      found.forEach((value, i) => {
        expect(value).toBeWithinRelative(expected[i]!, 1e-14, 1e-15)
      })
    })
  })
}

table('dims line up by name', [
  ['M + v', [2, 2, 2, 5, 5, 5]],
  ['v + M', [2, 2, 2, 5, 5, 5]],
  ['v - M', [0, -2, -4, -3, -5, -7]],
  ['M * M.T', [1, 4, 9, 16, 25, 36]],
  ['M.T - M', [0, 0, 0, 0, 0, 0]],
  ['x + s', [3, 4, 5]],
  ['x / A', [1, 1 / 4, 1, 2 / 6, 1, 3 / 9]],
  ['-x^2 + 2*x', [1, 0, -3]],
  ['2^3^2', [512]],
])

// Every elementwise op of the table is a function of the language.
const unnamed = ['add', 'sub', 'mul', 'div', 'pow', 'neg', 'flush']
const ops = (Object.keys(programs) as (keyof typeof programs)[]).filter(
  (op) => /^v+>v$/.test(signatures[op]) && !unnamed.includes(op),
)

describe('every op of the table that is a function', () => {
  const at = (op: string): number => (op === 'acosh' ? 1.4 : op === 'polygamma' ? 2 : 0.4)

  it.each(ops)('%s', (op) => {
    const isUnary = signatures[op] === 'v>v'
    const program = programs[op] as ($: typeof f64Lanes, ...args: readonly number[]) => number
    const args = isUnary ? [at(op)] : [at(op), 0.7]
    const text = `param p = ${args[0]}\na = ${op}(${isUnary ? 'p' : 'p, 0.7'})\n`
    const given = { fed: { p: [args[0]!] } }
    expect(evaluateName(text, 'a', given)).toEqual([program(f64Lanes, ...args)])
  })

  it.each([
    ['silu', 0.4 / (1 + Math.exp(-0.4))],
    ['gelu', 0.4 * 0.655421741610324],
    ['identity', 0.4],
  ])('%s is made of them', (name, expected) => {
    const [found] = evaluateName(`param p = 0.4\na = ${name}(p)\n`, 'a', { fed: { p: [0.4] } })
    expect(found).toBeWithinRelative(expected, 1e-8)
  })

  it('yields to a name of the file, unless the language has it from the start', () => {
    expect(evaluateName('gamma = 3\na = 2 * gamma\n')).toEqual([6])
    expect(evaluateName('mod(x) = x + 1\na = mod(2)\n')).toEqual([3])
    expect(() => evaluateName('tanh = 3\na = 2 * tanh\n')).toThrow('E0215')
  })
})

describe('solve', () => {
  it('gives the x with matrix @ x = right', () => {
    const text = "dim k = 2\nparam A: [k, k']\nparam b: [k]\na = solve(A, b)\n"
    const given = { fed: { A: [2, 1, 0, 4], b: [4, 2] } }
    expect(evaluateName(text, 'a', given)).toEqual([1.75, 0.5])
  })
})

table('matrices', [
  ['M @ v', [-2, -2]],
  ['M.T', [1, 4, 2, 5, 3, 6]],
  ['M @ M.T', [14, 32, 32, 77]],
  ['M.T @ M', [17, 22, 27, 22, 29, 36, 27, 36, 45]],
  ['A @ M', [17, 22, 27, 26, 34, 42, 39, 51, 63]],
  ['(M.T @ M) @ v', [-10, -14, -18]],
  ['(M.T @ M).T @ v', [-10, -14, -18]],
  ['v @ v', [2]],
  ['outer(x, v)', [1, 0, -1, 2, 0, -2, 3, 0, -3]],
  ['outer(v, v)', [1, 0, -1, 0, 0, 0, -1, 0, 1]],
  ['transpose(M)', [1, 4, 2, 5, 3, 6]],
])

table('reductions', [
  ['sum(M)', [21]],
  ['sum(M, over: k)', [5, 7, 9]],
  ['sum(M, keep: k)', [6, 15]],
  ['sum(M, over: [k, m])', [21]],
  ['mean(M, over: m)', [2, 5]],
  ['mean(x)', [2]],
  ['variance(x)', [2 / 3]],
  ['std(M, keep: k)', [Math.sqrt(2 / 3), Math.sqrt(2 / 3)]],
  ['norm(M, over: k)', [Math.sqrt(17), Math.sqrt(29), Math.sqrt(45)]],
  ['norm(v)', [Math.SQRT2]],
  ['max(M, over: m)', [3, 6]],
  ['min(M, over: k)', [1, 2, 3]],
  ['max(M) - min(M)', [5]],
  ['sum(M.T @ M, over: m)', [66, 87, 108]],
  ["sum(M.T @ M, over: m')", [66, 87, 108]],
  ['std(u)', [0]],
])

const third = Math.exp(1) + 1 + Math.exp(-1)
table('along a dim', [
  ['softmax(v, over: m)', [Math.exp(1) / third, 1 / third, Math.exp(-1) / third]],
  ['softmax(v + 1000, over: m)', [Math.exp(1) / third, 1 / third, Math.exp(-1) / third]],
  ['log_softmax(v, over: m)', [1 - Math.log(third), -Math.log(third), -1 - Math.log(third)]],
  ['standardize(x, over: n)', [-Math.sqrt(1.5), 0, Math.sqrt(1.5)]],
  ['standardize(u * 0.1, over: n)', [0, 0, 0]],
  ['one_hot(argmax(M, over: m))', [0, 0, 1, 0, 0, 1]],
  ['argmax(M, over: k) == argmax(M + 1, over: k)', [1, 1, 1]],
  ['one_hot(argmax(max(M, 5), over: m))', [1, 0, 0, 0, 0, 1]],
])

const ln2 = Math.log(2)
table('losses', [
  ['cross_entropy(M * 0 + v, argmax(M, over: m))', [1 + Math.log(third)]],
  ['cross_entropy(outer(x, 0 * sum(M, over: m)), argmax(A, over: k))', [ln2]],
  ['binary_cross_entropy(x - x, flag)', [ln2]],
  [
    'binary_cross_entropy(x - 2, flag)',
    [(Math.log1p(Math.E) + ln2 + Math.log1p(Math.exp(-1))) / 3],
  ],
  ['binary_cross_entropy(x - 2, (x - 1) / 2)', [(2 * Math.log1p(Math.exp(-1)) + ln2) / 3]],
  ['binary_cross_entropy(10000 * (x - 2), flag)', [(10000 + ln2) / 3]],
  ['binary_cross_entropy(-10000 * (x - 2), flag)', [(10000 + ln2) / 3]],
  ['cross_entropy(M * 10000, argmax(M, over: m))', [0]],
  ['cross_entropy(M * 10000, argmax(-M, over: m))', [20000]],
])

table('truth and labels', [
  ['if x > 1 then y else -x', [-1, 6, 9]],
  ['if s > 1 then x else y', [1, 2, 3]],
  ['if x > 1 and not x == 3 then 1 else 0', [0, 1, 0]],
  ['if x < 2 or x > 2 then 1 else 0', [1, 0, 1]],
  ['(x != 2) * 5', [5, 0, 5]],
  ['mean(x >= 2)', [2 / 3]],
  ['mean(flag)', [2 / 3]],
  ['flag * x', [1, 0, 3]],
  ['mean(kind == kind)', [1]],
  ['one_hot(kind)', [1, 0, 0, 1, 1, 0]],
  ['true + false', [1]],
  ['if flag then x else 0', [1, 0, 3]],
  ['if 1 / 3 * 3 ~= 1 then 1 else 0', [1]],
])

table('indices, lists and stacks', [
  ['M[k: 0]', [1, 2, 3]],
  ['M[m: 2]', [3, 6]],
  ['M[k: 1, m: 0]', [4]],
  ['v[2]', [-1]],
  ['M[m: 1..3]', [2, 3, 5, 6]],
  ['v[0..2]', [1, 0]],
  ['M[m: argmax(M, over: m)]', [3, 3, 6, 6]],
  ['v[argmax(M, over: m)]', [-1, -1]],
  ['[s, 2 * s, 3] + 0', [2, 4, 3]],
  ['[[1, 2], [3, s]] + 0', [1, 2, 3, 2]],
  ['sum([x, y], over: n)', [6, 19]],
  ['stack([x, x^2], as: basis)', [1, 1, 2, 4, 3, 9]],
  ['stack([x, x^2], as: basis)[basis: 1]', [1, 4, 9]],
])

table('calls', [
  ['x |> sum', [6]],
  ['x |> sum()', [6]],
  ['M |> sum(over: k) |> max', [9]],
  ['max(x, 2)', [2, 2, 3]],
  ['min(x, y - 3)', [1, 2, 3]],
  ['x |> max(2) |> sum', [7]],
  ['abs(v) + sign(v)', [2, 0, 0]],
  ['relu(v) + softplus(0 * v)', [1 + ln2, ln2, ln2]],
  ['l2(v, 0.5)', [1]],
  ['identity(flag) + 1', [2, 1, 2]],
  ['n + k + m', [8]],
])
