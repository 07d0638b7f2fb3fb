import type { Builder, Node } from '@gradus/graph'
import type { LinearAlgebraName } from '@gradus/ops'
import type { Random } from './random.ts'

/** Where matrices get their entries from: a graph that grows. */
export interface MatrixSource {
  readonly builder: Builder
  readonly random: Random
  readonly dtype: 'f64' | 'f32'
  readonly isSmooth: boolean
  any(fits: (node: Node) => boolean): Node | undefined
  valuesOf(node: Node): readonly number[]
}

type Maker = (graph: MatrixSource, x: Node, matrix: Node) => Node | undefined

/** How close to a power of two a determinant comes where differences have to be smooth. */
const MARGIN = 0.05

/** An op of linear algebra on matrices `[…, n, n]`, or a few more rows, made of vectors `[…, n]`. */
export function makeLinearAlgebra(graph: MatrixSource, op: LinearAlgebraName): Node | undefined {
  const x = graph.any(
    ({ dtype, shape }) =>
      dtype === graph.dtype && shape.length > 0 && shape.length < 4 && !shape.at(-1)!.rows,
  )
  const isEven = x?.shape.every(({ rows }, axis) => axis === 0 || !rows)
  return x && isEven ? makers[op](graph, x, matrixOf(graph, x)) : undefined
}

const makers: { readonly [K in LinearAlgebraName]: Maker } = {
  triangular_solve: ({ builder, random }, x, matrix) => {
    const truth = (): boolean => random.pick([true, false])
    const attributes = { lower: truth(), transposed: truth(), unit: truth() }
    return builder.apply('triangular_solve', [matrix, random.pick([x, matrix])], attributes)
  },
  cholesky: ({ builder }, _, matrix) => builder.apply('cholesky', [matrix], {}),
  lu: ({ builder }, _, matrix) => builder.apply('lu', [matrix], {}),
  solve: ({ builder, random }, x, matrix) => {
    const factors = builder.apply('lu', [matrix], {})
    const right = random.pick([x, matrix])
    return builder.apply('solve', [matrix, factors, right], {
      transposed: random.pick([true, false]),
    })
  },
  determinant: (graph, _, matrix) => {
    const { builder } = graph
    const result = builder.apply('determinant', [matrix, builder.apply('lu', [matrix], {})], {})
    const isNearJump = (value: number, i: number): boolean =>
      i % 2 === 0 && Math.abs(Math.abs(value) - 1.5) > 0.5 - MARGIN
    return graph.isSmooth && graph.valuesOf(result).some(isNearJump) ? undefined : result
  },
  qr: (graph, x, matrix) => graph.builder.apply('qr', [withMoreRows(graph, x, matrix)], {}),
  eigh: ({ builder }, _, matrix) => builder.apply('eigh', [matrix], {}),
  svd: (graph, x, matrix) => graph.builder.apply('svd', [rectangle(graph, x, matrix)], {}),
  spectrum: (graph, x, matrix) => {
    const { builder, random } = graph
    const b = builder
    if (random.pick([true, false])) {
      const whole = rectangle(graph, x, matrix)
      return b.apply('spectrum', [whole, b.apply('svd', [whole], {})], {})
    }
    const symmetric = b.add(matrix, transposed(b, matrix))
    return b.apply('spectrum', [symmetric, b.apply('eigh', [symmetric], {})], {})
  },
}

/** Well-conditioned matrices with eigenvalues and singular values that are far apart. */
function matrixOf({ builder: b, dtype }: MatrixSource, x: Node): Node {
  const batch = x.shape.slice(0, -1).map((_, axis) => axis)
  const spec = { left: [...batch, 8], right: [...batch, 9], out: [...batch, 8, 9] }
  const outer = b.apply('contract', [b.tanh(x), b.sin(x)], spec)
  const position = (axis: number): Node => b.apply('iota', [], { shape: outer.shape, axis })
  const [row, column] = [position(batch.length), position(batch.length + 1)]
  const scale = b.mul(b.add(b.cast(row, dtype), b.constant(1)), b.constant(2))
  const diagonal = b.mul(b.cast(b.eq(row, column), dtype), scale)
  return b.add(b.mul(outer, b.constant(0.3)), diagonal)
}

/** The matrix, or one with another row. */
function withMoreRows({ builder: b, random }: MatrixSource, x: Node, matrix: Node): Node {
  if (random.pick([true, false])) return matrix
  const row = b.apply('reshape', [x], {
    shape: [...x.shape.slice(0, -1), { name: '', size: 1 }, x.shape.at(-1)!],
  })
  return b.apply('concat', [matrix, row], { axis: x.shape.length - 1, name: '' })
}

function rectangle(graph: MatrixSource, x: Node, matrix: Node): Node {
  const tall = withMoreRows(graph, x, matrix)
  return graph.random.pick([tall, transposed(graph.builder, tall)])
}

function transposed(b: Builder, a: Node): Node {
  const order = a.shape.map((_, axis) => axis)
  return b.apply('transpose', [a], { order: [...order.slice(0, -2), order.at(-1)!, order.at(-2)!] })
}
