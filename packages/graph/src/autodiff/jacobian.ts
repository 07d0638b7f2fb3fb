import { dim, elementCount } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { jvp } from './forward.ts'
import { gradient, vjp } from './reverse.ts'

/**
 * The Jacobian of a vector `[m]` with respect to a vector `[n]`, as a matrix `[m, n]`, by
 * the mode that needs fewer passes.
 */
export function jacobian(builder: Builder, output: Node, source: Node): Node {
  const m = elementCount(output.shape)
  const n = elementCount(source.shape)
  const rowsFirst = m <= n
  const [count, seedShape, seedType] = rowsFirst ? [m, output, output] : [n, source, source]
  const lines = Array.from({ length: count }, (_, i) => {
    const seed = unitVector(builder, i, seedShape, seedType.dtype)
    const [line] = rowsFirst
      ? vjp(builder, [output], [seed], [source])
      : jvp(builder, [output], [source], [seed])
    return builder.apply('reshape', [line!], { shape: [dim(1), dim(rowsFirst ? n : m)] })
  })
  const stacked =
    lines.length === 1 ? lines[0]! : builder.apply('concat', lines, { axis: 0, name: '' })
  return rowsFirst ? stacked : builder.apply('transpose', [stacked], { order: [1, 0] })
}

/** The Hessian of a single number with respect to a vector `[n]`: a matrix `[n, n]`. */
export function hessian(builder: Builder, output: Node, source: Node): Node {
  return jacobian(builder, gradient(builder, output, [source])[0]!, source)
}

function unitVector(builder: Builder, index: number, like: Node, dtype: Node['dtype']): Node {
  const { shape } = like
  const position = builder.apply('iota', [], { shape: [dim(elementCount(shape))], axis: 0 })
  const isUnit = builder.eq(position, builder.constant(index, 'i32'))
  return builder.apply('reshape', [builder.cast(isUnit, dtype)], { shape })
}
