import { type Builder, gradient, jvp, type Node, vectorize } from '@gradus/graph'
import { dim, elementCount } from '@gradus/ops'

/** A Hessian with more numbers than that does not fit into memory, with what it is made from. */
const MOST_NUMBERS = 2 ** 23

/** Whether the Hessian by so many numbers is too large to be built. */
export function isOversized(parameters: number): boolean {
  return parameters ** 2 > MOST_NUMBERS
}

/**
 * The Hessian of a single number by all elements of some nodes, one after the other: `[n, n]`,
 * in their dtype. All columns are found in one pass, forward over reverse.
 */
export function hessianOf(builder: Builder, objective: Node, sources: readonly Node[]): Node {
  const sizes = sources.map(({ shape }) => elementCount(shape))
  const n = sizes.reduce((sum, size) => sum + size, 0)
  const dtype = objective.dtype
  const direction = builder.input('direction of the Hessian', [dim(n)], dtype)
  let start = 0
  const tangents = sources.map(({ shape }, i) => {
    const part = builder.apply('slice', [direction], { axis: 0, start, size: sizes[i]! })
    start += sizes[i]!
    return builder.apply('reshape', [part], { shape })
  })
  const slopes = gradient(builder, objective, [...sources])
  const pushed = jvp(builder, slopes, sources, tangents)
  const lines = pushed.map((line, i) =>
    builder.apply('reshape', [line], { shape: [dim(sizes[i]!)] }),
  )
  const product =
    lines.length === 1 ? lines[0]! : builder.apply('concat', lines, { axis: 0, name: '' })
  const [found] = vectorize(builder, [product], [direction], [identity(builder, n, dtype)], n)
  // A product that does not depend on the direction is zero for all of them.
  return found!.isBatched
    ? found!.node
    : builder.apply('broadcast', [found!.node], { shape: [dim(n), dim(n)], into: [1] })
}

function identity(builder: Builder, n: number, dtype: Node['dtype']): Node {
  const shape = [dim(n), dim(n)]
  const [row, column] = [0, 1].map((axis) => builder.apply('iota', [], { shape, axis }))
  return builder.cast(builder.eq(row!, column!), dtype)
}
