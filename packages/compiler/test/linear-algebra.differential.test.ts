import { Builder, gradient, type Node } from '@gradus/graph'
import { allocate, dim, elementCount, type LinearAlgebraName, type TypedArray } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { compileProgram } from '../src/compile.ts'
import { bits, exact, programOf, runCompiled, runInterpreted, runLoops } from './run.ts'

type DType = 'f64' | 'f32'

/** How the entries of a matrix are drawn. */
const draws: Readonly<Record<string, (random: Random) => () => number>> = {
  normal: (random) => () => random.normal(),
  'small integers': (random) => () => random.integer(-1, 2),
  'far apart in scale': (random) => () => random.normal() * 10 ** random.integer(-30, 30),
  'with NaN and infinities': (random) => () =>
    random.pick([1, 2, -1, 0, Number.NaN, Number.POSITIVE_INFINITY]),
}

/** The nodes of one op, for a matrix in the given shape and a right-hand side. */
const forms: { readonly [K in LinearAlgebraName]: (b: Builder, a: Node, right: Node) => Node[] } = {
  triangular_solve: (b, a, right) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((i) =>
      b.apply('triangular_solve', [a, right], {
        lower: i % 2 === 0,
        transposed: (i >> 1) % 2 === 0,
        unit: i >= 4,
      }),
    ),
  cholesky: (b, a) => [b.apply('cholesky', [a], {})],
  lu: (b, a) => [b.apply('lu', [a], {})],
  solve: (b, a, right) =>
    [true, false].map((transposed) =>
      b.apply('solve', [a, b.apply('lu', [a], {}), right], { transposed }),
    ),
  determinant: (b, a) => [b.apply('determinant', [a, b.apply('lu', [a], {})], {})],
  qr: (b, a) => [b.apply('qr', [a], {})],
  eigh: (b, a) => [b.apply('eigh', [a], {})],
  svd: (b, a) => [b.apply('svd', [a], {})],
  spectrum: (b, a) => [b.apply('spectrum', [a, b.apply('svd', [a], {})], {})],
}

const ops = Object.keys(forms) as LinearAlgebraName[]

function filled(node: Node, draw: () => number, rows = 0): TypedArray {
  const shape = node.shape.map((each) => (each.rows ? dim(rows) : each))
  return allocate(node.dtype as DType, elementCount(shape)).map(draw) as TypedArray
}

interface Sizes {
  readonly batch: readonly number[]
  readonly m: number
  readonly n: number
  /** Columns of a right-hand side; a vector when there are none given. */
  readonly columns?: number
}

function expectSameBits(op: LinearAlgebraName, dtype: DType, sizes: Sizes, draw: () => number) {
  const { batch, m, n, columns } = sizes
  const b = new Builder()
  const leading = batch.map((size) => dim(size))
  const a = b.input('a', [...leading, dim(m), dim(n)], dtype)
  const last = columns === undefined ? [] : [dim(columns)]
  const right = b.input('right', [...leading, dim(m), ...last], dtype)
  const nodes = forms[op](b, a, right)
  const values = new Map([a, right].map((node) => [node, filled(node, draw)]))
  const expected = runInterpreted(nodes, values).map(bits)
  expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(expected)
}

const needsSquare = (op: LinearAlgebraName): boolean => !['qr', 'svd', 'spectrum'].includes(op)

describe.each(['f64', 'f32'] as const)('in %s', (dtype) => {
  test.each(ops)('%s has the bits of the interpreter for all kinds of entries', (op) => {
    for (const [name, drawer] of Object.entries(draws)) {
      const random = new Random(name.length)
      for (const n of [1, 2, 3, 4, 5, 8, 13]) {
        const columns = random.integer(0, 9)
        expectSameBits(op, dtype, { batch: [], m: n, n, columns }, drawer(random))
        if (needsSquare(op)) continue
        const more = n + random.integer(1, 6)
        expectSameBits(op, dtype, { batch: [], m: more, n }, drawer(random))
        if (op !== 'qr') expectSameBits(op, dtype, { batch: [], m: n, n: more }, drawer(random))
      }
    }
  })

  test.each(ops)('%s takes batches, empty ones and empty matrices', (op) => {
    const random = new Random(7)
    const draw = (): number => random.normal()
    for (const batch of [[3], [2, 2], [0], [0, 2], [1]]) {
      for (const n of [0, 1, 3]) {
        expectSameBits(op, dtype, { batch, m: n, n }, draw)
        expectSameBits(op, dtype, { batch, m: n, n, columns: 2 }, draw)
        if (!needsSquare(op)) expectSameBits(op, dtype, { batch, m: n + 2, n }, draw)
      }
    }
  })

  test.each(ops)('%s takes a batch with a run-time count', (op) => {
    const random = new Random(8)
    const b = new Builder()
    const leading = [{ name: 'batch', size: 5, rows: true } as const, dim(2)]
    const a = b.input('a', [...leading, dim(3), dim(3)], dtype)
    const right = b.input('right', [...leading, dim(3)], dtype)
    const nodes = forms[op](b, a, right)
    for (const rows of [0, 1, 4, 5]) {
      const values = new Map([a, right].map((x) => [x, filled(x, () => random.normal(), rows)]))
      const expected = runInterpreted(nodes, values, rows).map(bits)
      expect(runLoops(b, nodes, values, rows).map(bits)).toEqual(expected)
      expect(runCompiled(b, nodes, values, rows, exact).map(bits)).toEqual(expected)
    }
  })

  test.each(ops)('gradients of %s have the bits of the interpreter', (op) => {
    const random = new Random(9)
    const b = new Builder()
    const a = b.input('a', [dim(2), dim(3), dim(3)], dtype)
    const right = b.input('right', [dim(2), dim(3), dim(2)], dtype)
    const sums = forms[op](b, a, right).map((node) =>
      b.apply('sum', [b.sin(node)], { axes: node.shape.map((_, axis) => axis) }),
    )
    const total = sums.reduce((sum, part) => b.add(sum, part))
    const slopes = gradient(b, total, [a, right])
    const values = new Map([a, right].map((x) => [x, filled(x, () => random.normal())]))
    const expected = runInterpreted(slopes, values).map(bits)
    expect(runCompiled(b, slopes, values, undefined, exact).map(bits)).toEqual(expected)
  })

  test('nodes with equal variants share one function', () => {
    const b = new Builder()
    const nodes = [2, 3, 4].map((n) =>
      b.apply('cholesky', [b.input(`a${n}`, [dim(n), dim(n)], dtype)], {}),
    )
    const { bytes } = compileProgram(programOf(nodes), b, exact)
    const names = new TextDecoder('latin1').decode(bytes)
    expect(names.split(`cholesky_${dtype}`)).toHaveLength(2)
  })
})
