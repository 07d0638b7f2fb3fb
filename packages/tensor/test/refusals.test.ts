import * as gradus from '@gradus/tensor'
import { eye, iota, ones, Tensor, zeros } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const library = gradus as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>

const matrix: Tensor = ones([2, 3])
const square: Tensor = eye(3)
const vector: Tensor = ones([3])
const positions: Tensor = zeros([2], { dtype: 'i32' })
const places: Tensor = iota([2, 3])
const truths: Tensor = matrix.gt(0)

/** Arguments with which functions work; an axis or a count stands behind the tensors. */
const calls: Readonly<Record<string, readonly unknown[]>> = {
  ...functionsOf([matrix], 'neg abs sign sqrt exp tanh erf lgamma not square reciprocal'),
  ...functionsOf([matrix], 'stopGradient silu gelu elu leakyRelu isNan flatten squeeze'),
  ...functionsOf([matrix, matrix], 'add mul div pow hypot mod atan2 eq lt and maximum minimum'),
  ...functionsOf([matrix, matrix], 'meanSquaredError binaryCrossEntropy outer allClose'),
  ...functionsOf([matrix, 1], 'sum mean prod max min any all argmax argmin logSumExp reduceMax'),
  ...functionsOf([matrix, 1], 'softmax logSoftmax cumsum cumprod sort argsort reverse expandDims'),
  ...functionsOf([square], 'det inverse logdet slogdet lu qr svd eigh cholesky trace diagonal'),
  ...functionsOf([square, vector], 'solve triangularSolve choleskySolve matmul dot'),
  ...functionsOf([matrix], 'variance std norm layerNorm rmsNorm transpose diag tril triu'),
  ...functionsOf([truths, matrix, matrix], 'where select'),
  attention: [matrix, matrix, matrix],
  conv1d: [ones([1, 2, 8]), ones([3, 2, 3])],
  conv2d: [ones([1, 2, 6, 6]), ones([3, 2, 3, 3])],
  maxPool: [ones([1, 2, 6, 6]), 2],
  avgPool: [ones([1, 2, 6, 6]), 2],
  crossEntropy: [matrix, positions],
  contract: [matrix, vector, { left: [0, 1], right: [1], out: [0] }],
  gather: [matrix, positions],
  take: [matrix, positions, 1],
  takeAlongAxis: [matrix, places, 1],
  addAlongAxis: [matrix, places, 4],
  scatterAdd: [matrix, positions, 4],
  oneHot: [positions, 4],
  split: [matrix, 3, 1],
  roll: [matrix, 1, 1],
  topK: [matrix, 2, 1],
  moveAxis: [matrix, 0, 1],
  pad: [matrix, 1],
  slice: [matrix, 0, 1, 1],
  windows: [matrix, { size: 2 }],
  tile: [matrix, [2, 2]],
  reshape: [matrix, [3, 2]],
  broadcastTo: [matrix, [2, 2, 3]],
}

function functionsOf(args: readonly unknown[], names: string): Record<string, readonly unknown[]> {
  return Object.fromEntries(names.split(' ').map((name) => [name, args]))
}

const noTensors = [undefined, null, 'text', {}, Symbol('x'), 5n, new Date(0), new Float64Array(3)]
const noNumbers = [Number.NaN, 1.5, Number.NEGATIVE_INFINITY, 'text', -99]

/** What a function throws with one argument replaced, if it throws. */
function mistake(name: string, args: readonly unknown[], at: number, by: unknown): unknown {
  try {
    library[name]!(...args.with(at, by))
    return undefined
  } catch (error) {
    return error
  }
}

function expectOwn(name: string, error: unknown): void {
  expect(error).toMatchObject({ code: expect.stringMatching(/^E\d{4}$/) })
  expect((error as Error).message).toMatch(new RegExp(`^${name}:`))
}

describe.each(Object.entries(calls))('%s', (name, args) => {
  test('refuses what is no tensor, in its own name and with a code', () => {
    library[name]!(...args)
    for (const [at, arg] of args.entries()) {
      if (!(arg instanceof Tensor)) continue
      for (const other of noTensors) expectOwn(name, mistake(name, args, at, other))
    }
  })

  test('refuses shapes that do not fit in its own name', () => {
    for (const [at, arg] of args.entries()) {
      if (!(arg instanceof Tensor)) continue
      for (const shape of [[], [5], [4, 5], [7, 0], [2, 3, 4, 5, 6]]) {
        const error = mistake(name, args, at, zeros(shape, { dtype: arg.dtype }))
        if (error !== undefined) expectOwn(name, error)
      }
    }
  })

  test('refuses numbers that are no axis, count or width', () => {
    for (const [at, arg] of args.entries()) {
      if (typeof arg !== 'number' || (name === 'slice' && at < 3)) continue
      for (const other of noNumbers) {
        const error = mistake(name, args, at, other)
        const isShift = name === 'roll' && at === 1 && other === -99
        if (!isShift) expectOwn(name, error)
      }
    }
  })
})
