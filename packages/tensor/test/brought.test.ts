import * as ops from '@gradus/ops'
import * as gradus from '@gradus/tensor'
import {
  argsort,
  cholesky,
  choleskySolve,
  compile,
  conv1d,
  cumsum,
  det,
  eigh,
  gelu,
  grad,
  inverse,
  linspace,
  logdet,
  lu,
  maxPool,
  overlapAdd,
  qr,
  random,
  scan,
  solve,
  sort,
  svd,
  type Tensor,
  takeAlongAxis,
  tensor,
  topK,
  triangularSolve,
  windows,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

// Nothing here brings rows by name: each function brings what it applies, and what derivatives
// of it apply. Tests run one by one on the same registry, so each op appears for the first time
// in the first of its own tests.

type Function = (x: Tensor) => Tensor

const matrix = tensor([
  [4, 1],
  [1, 3],
])
const line = linspace(0.2, 0.8, 6)

const binary = new Set(['hypot', 'mod', 'atan2', 'polygamma'])

function functionOf(op: ops.FunctionName): Function {
  const apply = (gradus as unknown as Record<string, (...args: unknown[]) => Tensor>)[op]!
  if (!binary.has(op)) return (x) => apply(x)
  return (x) => apply(1.5, x)
}

const functions: Readonly<Record<string, readonly [Function, Tensor]>> = {
  ...Object.fromEntries(ops.functionNames.map((op) => [op, [functionOf(op), line]])),
  gelu: [(x) => gelu(x), line],
  cumsum: [(x) => cumsum(x), line],
  sort: [(x) => sort(x), line],
  argsort: [(x) => argsort(x).mul(x), line],
  topK: [(x) => topK(x, 2).values, line],
  takeAlongAxis: [(x) => takeAlongAxis(x, tensor([2, 0], { dtype: 'i32' })), line],
  windows: [(x) => windows(x, { size: 3 }), line],
  overlapAdd: [(x) => overlapAdd(x.reshape([2, 3]), 4), line],
  conv1d: [(x) => conv1d(x.reshape([1, 1, 6]), x.reshape([1, 1, 6])), line],
  prod: [(x) => gradus.prod(x), line],
  maxPool: [(x) => maxPool(x.reshape([1, 1, 6]), 2), line],
  random: [(x) => random.key(1).normal([6]).mul(x), line],
  scan: [(x) => scan((sum: Tensor, y: Tensor) => [sum.add(y), sum], x.sum(), x)[1], line],
  cholesky: [cholesky, matrix],
  choleskySolve: [(a) => choleskySolve(cholesky(a), a), matrix],
  triangularSolve: [(a) => triangularSolve(a, a), matrix],
  solve: [(a) => solve(a, a), matrix],
  inverse: [inverse, matrix],
  det: [det, matrix],
  logdet: [logdet, matrix],
  lu: [(a) => lu(a).u, matrix],
  qr: [(a) => qr(a).r, matrix],
  eigh: [(a) => eigh(a).values, matrix],
  svd: [(a) => svd(a).s, matrix],
}

describe('functions bring what they need', () => {
  test.each(Object.entries(functions))('%s, with derivatives and compiled', (_, [f, x]) => {
    const slope = (g: Function): Function => grad((y: Tensor) => g(y).cast('f64').sum())
    const twice = slope((y) => slope(f)(y).mul(y))
    for (const g of [f, slope(f), twice]) {
      const exact = compile(g, { deterministic: true })
      expect(exact(x).toArray()).toEqual(g(x).toArray())
      expect(compile(g)(x).shape).toEqual(g(x).shape)
    }
  })
})
