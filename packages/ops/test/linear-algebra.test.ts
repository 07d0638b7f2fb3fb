import {
  allocate,
  bringAll,
  elementCount,
  infer,
  type Kernel,
  kernels,
  type LinearAlgebraName,
  type OpAttributes,
  shapeOf,
  type TypeRule,
  type Value,
} from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'

// Ops come by name here.
bringAll()

type DType = 'f64' | 'f32'
type Rows = readonly (readonly number[])[]

const roundoff = { f64: 2 ** -52, f32: 2 ** -23 } as const

function run<K extends LinearAlgebraName>(
  op: K,
  inputs: readonly Value[],
  attributes: OpAttributes[K],
): Value {
  const type = (infer[op] as TypeRule<K>)(inputs, attributes)
  const out = { ...type, data: allocate(type.dtype, elementCount(type.shape)) }
  ;(kernels[op] as Kernel<K>)(inputs, attributes, out, 0)
  return out
}

function matrix(rows: Rows, dtype: DType = 'f64', columns = rows[0]?.length ?? 0): Value {
  const data = allocate(dtype, rows.length * columns)
  data.set(rows.flat())
  return { shape: shapeOf(rows.length, columns), dtype, data }
}

function rowsOf({ shape, data }: Value): number[][] {
  const [m, n] = shape.map(({ size }) => size) as [number, number]
  return Array.from({ length: m }, (_, i) => [...data.subarray(i * n, (i + 1) * n)])
}

function transpose(a: Rows, columns = a[0]?.length ?? 0): number[][] {
  return Array.from({ length: columns }, (_, j) => a.map((row) => row[j]!))
}

function multiply(a: Rows, b: Rows): number[][] {
  return a.map((row) =>
    Array.from({ length: b[0]?.length ?? 0 }, (_, j) =>
      row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0),
    ),
  )
}

function norm(a: Rows): number {
  return Math.sqrt(a.flat().reduce((sum, x) => sum + x * x, 0))
}

function distance(a: Rows, b: Rows): number {
  return norm(a.map((row, i) => row.map((x, j) => x - b[i]![j]!)))
}

function identity(n: number): number[][] {
  return build(n, n, (i, j) => Number(i === j))
}

function build(m: number, n: number, entry: (i: number, j: number) => number): number[][] {
  return Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)))
}

/** How far columns are from orthonormal, and a product from a matrix, in roundoffs. */
function expectOrthonormal(columns: Rows, dtype: DType): void {
  const n = columns[0]?.length ?? 0
  const gram = multiply(transpose(columns, n), columns)
  expect(distance(gram, identity(n))).toBeLessThanOrEqual(20 * (n + 1) * roundoff[dtype])
}

function expectProduct(factors: readonly Rows[], expected: Rows, dtype: DType): void {
  const actual = factors.reduce((product, factor) => multiply(product, factor))
  const limit = 20 * (expected.length + 1) * roundoff[dtype] * norm(expected)
  expect(distance(actual, expected)).toBeLessThanOrEqual(limit)
}

function unpackEigh(a: Rows, dtype: DType): { vectors: number[][]; values: number[] } {
  const rows = rowsOf(run('eigh', [matrix(a, dtype)], {}))
  return { vectors: rows.slice(0, a.length), values: rows[a.length]! }
}

function unpackSvd(a: Rows, dtype: DType): { u: number[][]; s: number[]; v: number[][] } {
  const rows = rowsOf(run('svd', [matrix(a, dtype)], {}))
  return { u: rows.slice(0, a.length), s: rows[a.length]!, v: rows.slice(a.length + 1) }
}

const random = new Random(11)
const normals = (m: number, n: number): number[][] => build(m, n, () => random.normal())

/** Values rounded to the precision that they are computed in. */
function representable(a: Rows, dtype: DType): number[][] {
  return dtype === 'f64' ? a.map((row) => [...row]) : a.map((row) => row.map(Math.fround))
}

/** Symmetric with given eigenvalues, up to rounding. */
function withSpectrum(values: readonly number[]): number[][] {
  const n = values.length
  const q = rowsOf(run('qr', [matrix(normals(n, n))], {})).slice(0, n)
  const scaled = q.map((row) => row.map((x, j) => x * values[j]!))
  const product = multiply(scaled, transpose(q))
  return build(n, n, (i, j) => product[Math.max(i, j)]![Math.min(i, j)]!)
}

const symmetric: Readonly<Record<string, Rows>> = {
  zero: build(4, 4, () => 0),
  identity: identity(5),
  'one by one': [[-3]],
  'two by two': [
    [2, 1],
    [1, 2],
  ],
  'with equal eigenvalues': withSpectrum([1, 1, 1, 2, 2, 5]),
  'with close eigenvalues': withSpectrum([1, 1 + 1e-12, 1 + 2e-12, 3]),
  'of low rank': withSpectrum([0, 0, 0, 0, 7, -7]),
  'far apart in scale': withSpectrum([1e-12, 1e-6, 1, 1e6]),
  large: withSpectrum(Array.from({ length: 40 }, (_, i) => i - 20)),
  Hilbert: build(8, 8, (i, j) => 1 / (i + j + 1)),
  'of Wilkinson': build(21, 21, (i, j) =>
    i === j ? Math.abs(10 - i) : Number(Math.abs(i - j) === 1),
  ),
}

describe.each(['f64', 'f32'] as const)('factors in %s', (dtype) => {
  test.each([0, 1, 2, 5, 20])('Cholesky of %i rows multiplies back', (n) => {
    const half = normals(n, n)
    const a = representable(
      multiply(half, transpose(half)).map((row, i) => row.map((x, j) => x + Number(i === j))),
      dtype,
    )
    // Only the lower triangle counts.
    const given = a.map((row, i) => row.map((x, j) => (j > i ? Number.NaN : x)))
    const l = rowsOf(run('cholesky', [matrix(given, dtype)], {}))
    expectProduct([l, transpose(l)], a, dtype)
    for (const [i, row] of l.entries()) {
      expect(row[i]).toBeGreaterThan(0)
      expect(row.slice(i + 1).every((x) => Object.is(x, 0))).toBe(true)
    }
  })

  test.each([0, 1, 2, 5, 20])('LU of %i rows multiplies back, with factors of at most 1', (n) => {
    const a = representable(normals(n, n), dtype)
    const packed = rowsOf(run('lu', [matrix(a, dtype, n)], {}))
    const order = packed[n]!
    const l = build(n, n, (i, j) => (i === j ? 1 : i > j ? packed[i]![j]! : 0))
    const u = build(n, n, (i, j) => (i <= j ? packed[i]![j]! : 0))
    expect([...order].sort((x, y) => x - y)).toEqual(order.map((_, i) => i))
    if (n > 0) {
      const permuted = order.map((i) => a[i]!)
      expectProduct([l, u], permuted, dtype)
      expect(Math.max(...l.flat().map(Math.abs))).toBe(1)
    }
  })

  test.each([
    [1, 1],
    [5, 5],
    [9, 4],
    [30, 12],
  ])('QR of %i by %i is orthonormal and multiplies back', (m, n) => {
    const a = representable(normals(m, n), dtype)
    const packed = rowsOf(run('qr', [matrix(a, dtype)], {}))
    const [q, r] = [packed.slice(0, m), packed.slice(m)]
    expectOrthonormal(q, dtype)
    expectProduct([q, r], a, dtype)
    for (const [i, row] of r.entries()) {
      expect(row.slice(0, i).every((x) => Object.is(x, 0))).toBe(true)
    }
  })

  test.each(Object.entries(symmetric))('eigenvectors of a matrix %s', (_, given) => {
    const a = representable(given, dtype)
    const { vectors, values } = unpackEigh(a, dtype)
    expectOrthonormal(vectors, dtype)
    const scaled = vectors.map((row) => row.map((x, j) => x * values[j]!))
    expectProduct([scaled, transpose(vectors)], a, dtype)
    expect(values).toEqual([...values].sort((x, y) => x - y))
    for (const column of transpose(vectors)) {
      const most = Math.max(...column.map(Math.abs))
      expect(column.find((x) => Math.abs(x) === most)).toBeGreaterThan(0)
    }
  })

  test.each([
    ...Object.entries(symmetric),
    ['tall', normals(9, 4)],
    ['wide', normals(4, 9)],
    ['a column', normals(5, 1)],
    ['a row', normals(1, 5)],
    ['tall and of low rank', multiply(normals(8, 2), normals(2, 5))],
    ['wide and of low rank', multiply(normals(5, 2), normals(2, 8))],
    ['of zeros', build(5, 3, () => 0)],
    ['with zero columns', normals(6, 4).map((row) => row.map((x, j) => (j % 2 ? 0 : x)))],
    ['with equal columns', normals(6, 1).map(([x]) => [x!, x!, x!])],
  ] as const)('singular vectors of a matrix %s', (_, given) => {
    const a = representable(given, dtype)
    const { u, s, v } = unpackSvd(a, dtype)
    expectOrthonormal(u, dtype)
    expectOrthonormal(v, dtype)
    const scaled = u.map((row) => row.map((x, j) => x * s[j]!))
    expectProduct([scaled, transpose(v)], a, dtype)
    expect(s).toEqual([...s].sort((x, y) => y - x))
    expect(s.every((x) => x >= 0)).toBe(true)
    for (const column of transpose(u)) {
      const most = Math.max(...column.map(Math.abs))
      expect(column.find((x) => Math.abs(x) === most)).toBeGreaterThan(0)
    }
  })
})

describe('exact results', () => {
  test('of whole numbers', () => {
    const l = run(
      'cholesky',
      [
        matrix([
          [4, 12, -16],
          [12, 37, -43],
          [-16, -43, 98],
        ]),
      ],
      {},
    )
    expect(rowsOf(l)).toEqual([
      [2, 0, 0],
      [6, 1, 0],
      [-8, 5, 3],
    ])
    expect(
      rowsOf(
        run(
          'lu',
          [
            matrix([
              [1, 2],
              [4, 4],
            ]),
          ],
          {},
        ),
      ),
    ).toEqual([
      [4, 4],
      [0.25, 1],
      [1, 0],
    ])
    expect(rowsOf(run('qr', [matrix([[3], [4]])], {})).slice(1)).toEqual([[-0.8], [-5]])
    expect(
      unpackEigh(
        [
          [3, 9, 9],
          [0, 1, 9],
          [0, 0, 2],
        ],
        'f64',
      ).values,
    ).toEqual([1, 2, 3])
    expect(
      unpackSvd(
        [
          [0, -3],
          [2, 0],
        ],
        'f64',
      ).s,
    ).toEqual([3, 2])
  })

  test('pivots are the first of the largest', () => {
    const order = (rows: Rows): number[] => rowsOf(run('lu', [matrix(rows)], {})).at(-1)!
    expect(
      order([
        [1, 0, 0],
        [-2, 1, 0],
        [2, 0, 1],
      ]),
    ).toEqual([1, 2, 0])
    expect(
      order([
        [0, 1],
        [0, 2],
      ]),
    ).toEqual([0, 1])
  })

  test.each([
    [
      [
        [2, 0],
        [0, 3],
      ],
      [1.5, 2],
    ],
    [
      [
        [0, 1],
        [1, 0],
      ],
      [-1, 0],
    ],
    [
      [
        [1, 2],
        [2, 4],
      ],
      [0, 0],
    ],
    [
      [
        [2 ** 1000, 0],
        [0, 2 ** 900],
      ],
      [1, 1900],
    ],
    [
      [
        [2 ** -1070, 0],
        [0, -3],
      ],
      [-1.5, -1069],
    ],
    [[], [1, 0]],
  ] as const)('the determinant of %j is %j as fraction and exponent', (rows, expected) => {
    const a = matrix(rows)
    const pair = run('determinant', [a, run('lu', [a], {})], {})
    expect([...pair.data]).toEqual(expected)
  })

  test('the spectrum is the row of values', () => {
    const a = matrix([
      [2, 0],
      [0, 1],
    ])
    expect([...run('spectrum', [a, run('eigh', [a], {})], {}).data]).toEqual([1, 2])
    expect([...run('spectrum', [a, run('svd', [a], {})], {}).data]).toEqual([2, 1])
  })
})

describe('accuracy', () => {
  test('small singular values of columns that differ in scale are right to the last bits', () => {
    const columns = [
      [1, 1, 1, 1],
      [1, -1, 1, -1],
      [1, 1, -1, -1],
    ]
    const scales = [1, 1e-9, 1e-18]
    const a = transpose(columns).map((row) => row.map((x, j) => x * scales[j]!))
    unpackSvd(a, 'f64').s.forEach((s, j) => {
      expect(s).toBeWithinRelative(2 * scales[j]!, 1e-15)
    })
  })

  test.each([1e300, 1e-300, 2 ** -1060])(
    'norms at scale %d neither overflow nor vanish',
    (scale) => {
      const a = [
        [2 * scale, scale],
        [scale, 2 * scale],
      ]
      const [low, high] = unpackEigh(a, 'f64').values
      expect(low! / scale).toBeWithinRelative(1, 1e-15, 1e-3 * Number(scale < 1e-300))
      expect(high! / scale).toBeWithinRelative(3, 1e-15, 1e-3 * Number(scale < 1e-300))
      const [most] = unpackSvd(a, 'f64').s
      expect(most! / scale).toBeWithinRelative(3, 1e-15, 1e-3 * Number(scale < 1e-300))
      const r = rowsOf(run('qr', [matrix(a)], {}))[2]![0]!
      expect(r / scale).toBeWithinRelative(-Math.sqrt(5), 1e-15, 1e-3 * Number(scale < 1e-300))
    },
  )
})

describe('what has no factors', () => {
  const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]

  test.each([
    [[[0]]],
    [[[-1]]],
    [
      [
        [1, 0],
        [2, 1],
      ],
    ],
    [
      [
        [1, 0],
        [1, 1],
      ],
    ],
    [
      [
        [4, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
      ],
    ],
    [
      [
        [nan, 0],
        [0, 1],
      ],
    ],
    [
      [
        [1, 0],
        [nan, 1],
      ],
    ],
    [
      [
        [infinity, 0],
        [0, 1],
      ],
    ],
    [
      [
        [1, 0],
        [infinity, 1],
      ],
    ],
  ] as const)('Cholesky of %j has a triangle of NaN', (a) => {
    const l = rowsOf(run('cholesky', [matrix(a)], {}))
    for (const [i, row] of l.entries()) {
      expect(row).toEqual(row.map((_, j) => (j > i ? 0 : nan)))
    }
  })

  test('a singular matrix has a solution of NaN', () => {
    const a = matrix([
      [1, 2],
      [2, 4],
    ])
    for (const transposed of [true, false]) {
      const x = run('solve', [a, run('lu', [a], {}), matrix([[1], [0]])], { transposed })
      expect([...x.data]).toEqual([nan, nan])
    }
  })

  test.each([nan, infinity, -infinity])('eigen and singular values with %d are NaN', (bad) => {
    for (const n of [1, 2, 5]) {
      const a = identity(n)
      a[n - 1]![0] = bad
      for (const op of ['eigh', 'svd'] as const) {
        expect([...run(op, [matrix(a)], {}).data].every(Number.isNaN)).toBe(true)
      }
    }
  })

  test('nothing runs for ever, whatever the entries', () => {
    const entries = [0, -0, 1, -1, 5e-324, 1e-160, 1e160, Number.MAX_VALUE, -infinity, nan]
    const draw = new Random(12)
    for (const dtype of ['f64', 'f32'] as const) {
      for (let trial = 0; trial < 200; trial++) {
        const n = draw.integer(1, 7)
        const kinds = draw.integer(2, entries.length + 1)
        const a = matrix(
          build(n, n, () => entries[draw.integer(0, kinds)]!),
          dtype,
        )
        for (const op of ['cholesky', 'lu', 'qr', 'eigh', 'svd'] as const) {
          expect(run(op, [a], {}).data.length).toBeGreaterThan(0)
        }
        const { s } = unpackSvd(rowsOf(a), dtype)
        const isFiniteInput = [...a.data].every(Number.isFinite)
        expect(s.some(Number.isNaN)).toBe(!isFiniteInput)
      }
    }
  })
})
