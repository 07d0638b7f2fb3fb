import { type ElementwiseName, f64Lanes, opNames, programs, signatures } from '@gradus/ops'
import * as gradus from '@gradus/tensor'
import { DTypeError, mod, ShapeError, type Tensor, tensor } from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

type Function = (...args: unknown[]) => Tensor
const library = gradus as unknown as Readonly<Record<string, Function>>
const names = Object.keys(signatures) as ElementwiseName[]

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

describe('every op of the table', () => {
  /** What an op of the table is called where JavaScript has another name for it. */
  const others: Readonly<Record<string, string>> = {
    broadcast: 'broadcastTo',
    select: 'where',
    extent: 'applyOp',
    determinant: 'det',
    spectrum: 'eigh',
    constant: 'full',
    input: 'compile',
    parameter: 'compile',
  }

  test('is a function', () => {
    const absent = opNames.filter((op) => !(others[op] ?? camelCase(op) in library))
    expect(absent).toEqual([])
  })

  test.each(names)('%s computes what its program says, as a function and as a method', (op) => {
    const roles = [...signatures[op].split('>')[0]!]
    const given = roles.map((role, i) =>
      role === 'm' ? tensor([true, false]) : tensor([0.3 + i, 0.7 - i / 4]),
    )
    const run = programs[op] as (...args: unknown[]) => number | boolean
    const expected = [0, 1].map((k) => run(f64Lanes, ...given.map((x) => truthOr(x, k))))
    const results = [
      library[camelCase(op)]!(...given),
      method(given[0]!, camelCase(op), given.slice(1)),
    ]
    for (const result of results) expect(result.toArray()).toEqual(expected)
  })
})

function truthOr(x: Tensor, at: number): number | boolean {
  return (x.toArray() as (number | boolean)[])[at]!
}

function method(x: Tensor, name: string, others: readonly Tensor[]): Tensor {
  return (x as unknown as Readonly<Record<string, Function>>)[name]!(...others)
}

describe('dtypes', () => {
  const typed = (dtype: gradus.DType, ...shape: number[]): Tensor => gradus.ones(shape, { dtype })
  const results: [Tensor | number, Tensor | number, gradus.DType][] = [
    [1, 2, 'f64'],
    [typed('f32', 2), 0.5, 'f32'],
    [typed('f32'), 0.5, 'f32'],
    [typed('i32', 2), 2, 'i32'],
    [typed('i32', 2), 0.5, 'f64'],
    [typed('bool', 2), 1, 'i32'],
    [typed('bool', 2), typed('bool', 2), 'i32'],
    [typed('f32', 2), typed('f64', 2), 'f64'],
    [typed('f32', 2), typed('f64'), 'f32'],
    [typed('f32'), typed('f64'), 'f64'],
    [typed('i32', 2), typed('f32'), 'f32'],
    [typed('i32', 2), typed('f32', 2), 'f32'],
    [typed('bool', 2), typed('f32', 2), 'f32'],
  ]

  test.each(results)('promote as in PyTorch, and numbers adapt (%#)', (x, y, dtype) => {
    expect(gradus.add(x, y).dtype).toBe(dtype)
    expect(gradus.add(y, x).dtype).toBe(dtype)
  })

  test('of integers stay where the function keeps whole numbers', () => {
    const x = tensor([-3, 2], { dtype: 'i32' })
    expect([x.abs(), x.sign(), mod(x, 2), x.floor()].map(({ dtype }) => dtype)).toEqual(
      Array(4).fill('i32'),
    )
    expect(mod(x, 2).toArray()).toEqual([1, 0])
    expect(x.div(2).toArray()).toEqual([-1.5, 1])
    expect(x.exp().dtype).toBe('f64')
    expect(x.lt(0).toArray()).toEqual([true, false])
  })

  test('of 32-bit integers wrap around', () => {
    const most = tensor([2 ** 31 - 1], { dtype: 'i32' })
    expect(most.add(1).toArray()).toEqual([-(2 ** 31)])
    expect(most.mul(most).toArray()).toEqual([1])
    expect(tensor([1e10, -1e10, Number.NaN]).cast('i32').toArray()).toEqual([
      2 ** 31 - 1,
      -(2 ** 31),
      0,
    ])
  })

  test('of truth values stay such in choices', () => {
    const chosen = gradus.where(tensor([true, false]), true, tensor([false, false]))
    expect(chosen.dtype).toBe('bool')
    expect(chosen.toArray()).toEqual([true, false])
  })
})

describe('broadcasting', () => {
  test('stretches axes of size 1 and adds axes in front', () => {
    const column = tensor([[1], [2]])
    expect(column.add(tensor([10, 20, 30])).toArray()).toEqual([
      [11, 21, 31],
      [12, 22, 32],
    ])
    expect(gradus.zeros([2, 0]).add(gradus.ones([1, 1, 1])).shape).toEqual([1, 2, 0])
  })

  test('says the op, both shapes and the place where it fails', () => {
    const run = (): unknown =>
      gradus.add(gradus.ones([2, 3]) as Tensor, gradus.ones([4, 1]) as never)
    expect(run).toThrow(ShapeError)
    expect(run).toThrow(
      'add: shapes do not broadcast: argument 1 is f64[2, 3], argument 2 is f64[4, 1]; axis -2 has sizes 2 and 4',
    )
  })

  test('refuses what is no tensor, by its place', () => {
    expect(() => gradus.mul(1, undefined as never)).toThrow(
      'mul: argument 2 is undefined, not a tensor or a number',
    )
    expect(() => gradus.mul([1] as never, 1 as never)).toThrow('argument 1 is an array')
  })
})

describe('ties and what is not finite', () => {
  test('follow PyTorch', () => {
    const x = tensor([Number.NaN, 1, -0])
    expect(x.relu().add(0).toArray()).toEqual([Number.NaN, 1, 0])
    expect(x.max().toArray()).toBeNaN()
    expect(gradus.maximum(x, 0).toArray()).toEqual([Number.NaN, 1, 0])
    const slope = (f: (x: Tensor) => Tensor): unknown =>
      gradus
        .grad((y) => f(y).sum())(tensor([-1, 0, 2]))
        .toArray()
    expect(slope((y) => y.relu())).toEqual([0, 0, 1])
    expect(slope((y) => y.abs())).toEqual([-1, 0, 1])
    expect(slope((y) => gradus.maximum(y, 0))).toEqual([0, 0.5, 1])
    expect(slope((y) => gradus.clip(y, -1, 0))).toEqual([1, 1, 0])
    expect(slope((y) => gradus.norm(y.mul(0)).add(y))).toEqual([1, 1, 1])
  })

  test('are where comparisons and choices see them', () => {
    const x = tensor([Number.NaN, Number.POSITIVE_INFINITY, 1])
    expect(gradus.isNan(x).toArray()).toEqual([true, false, false])
    expect(gradus.isInfinite(x).toArray()).toEqual([false, true, false])
    expect(gradus.allClose(x, x)).toBe(false)
    expect(gradus.allClose(x.slice(1), x.slice(1))).toBe(true)
  })
})

test('truth values are no numbers to index with', () => {
  expect(() => gradus.take(tensor([1, 2]), tensor([0.5]))).toThrow(DTypeError)
})
