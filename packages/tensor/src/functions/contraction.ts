import { type ContractionSpec, isFloat } from '@gradus/ops'
import { callAs } from '../call-as.ts'
import { apply } from '../content/apply.ts'
import {
  contractAll,
  contract as contractContents,
  diagonalOf,
  matmul as matmulContents,
} from '../content/contraction.ts'
import { normalizeAxis } from '../content/movement.ts'
import { describe } from '../content/values.ts'
import { eye } from '../create.ts'
import { ShapeError } from '../errors.ts'
import type { AllPairs, MustMultiply, Product, Sizes } from '../literal-shape.ts'
import { contentOf, Tensor, type TensorLike, toContentOf } from '../tensor.ts'
import { parseEinsum } from './einsum-text.ts'

/**
 * The matrix product `[…, m, k] · […, k, n] → […, m, n]`; axes in front are broadcast. Vectors
 * are rows on the left and columns on the right, and the result lacks that axis.
 *
 * Throws `ShapeError` where the inner sizes differ.
 */
export function matmul<A extends Sizes, B extends Sizes>(
  a: Tensor<A>,
  b: Tensor<B> & MustMultiply<A, B>,
): Tensor<Product<A, B>> {
  return new Tensor(matmulContents(toContentOf(a, 'matmul', 1), toContentOf(b, 'matmul', 2)))
}

/** The scalar product of two vectors, or the matrix product. */
export function dot<A extends Sizes, B extends Sizes>(
  a: Tensor<A>,
  b: Tensor<B> & MustMultiply<A, B>,
): Tensor<Product<A, B>> {
  return new Tensor(matmulContents(toContentOf(a, 'dot', 1), toContentOf(b, 'dot', 2), 'dot'))
}

/** All products of an element of `a [m]` and one of `b [n]`: `[m, n]`; more axes are flattened. */
export function outer<A extends Sizes, B extends Sizes>(
  a: Tensor<A>,
  b: Tensor<B>,
): Tensor<AllPairs<A, B>> {
  return callAs('outer', [a, b], (...pair) => {
    const [left, right] = pair.map((one) => contentOf(one.flatten()))
    const spec = { content: left!, labels: [0] }
    return new Tensor(contractContents(spec, { content: right!, labels: [1] }, [0, 1]))
  })
}

/**
 * Sums of products by Einstein's convention, such as `einsum('bij,bjk->bik', a, b)`. Labels
 * are letters; one that the right-hand side lacks is summed over, one that stands twice in an
 * operand takes its diagonal, and `...` stands for leading axes, which are broadcast. Without
 * `->`, labels that stand once are kept, in alphabetical order.
 *
 * Operands are contracted from left to right. Throws `ShapeError` where sizes differ.
 */
export function einsum(equation: string, ...operands: readonly TensorLike[]): Tensor {
  const contents = operands.map((operand, i) => toContentOf(operand, 'einsum', i + 1))
  if (typeof equation !== 'string') {
    throw new ShapeError("einsum: the first argument has to be text, such as 'ij,jk->ik'")
  }
  const { inputs, output } = parseEinsum(equation, contents)
  const labelled = contents.map((content, i) => ({ content, labels: inputs[i]! }))
  return new Tensor(contractAll(labelled, output))
}

/** The op `contract` of the table: an einsum of two tensors by numbered labels. */
export function contract(left: Tensor, right: Tensor, spec: ContractionSpec): Tensor {
  return callAs('contract', [left, right], (...pair) => {
    const isSpec = [spec?.left, spec?.right, spec?.out].every(Array.isArray)
    if (!isSpec) throw new ShapeError('contract: argument 3 has to be { left, right, out }')
    return new Tensor(apply('contract', pair.map(contentOf), spec))
  })
}

/** The elements at equal positions of two axes, along a new last axis. */
export function diagonal(x: Tensor, axis1 = -2, axis2 = -1): Tensor {
  return callAs('diagonal', [x], (one) => diagonalAlong('diagonal', one!, [axis1, axis2]))
}

function diagonalAlong(op: string, x: Tensor, axes: readonly [number, number]): Tensor {
  if (x.rank < 2) throw new ShapeError(`${op}: takes matrices, not ${describe(contentOf(x))}`)
  const [first, second] = axes.map((axis) => normalizeAxis(op, axis, x.rank)) as [number, number]
  if (first === second) throw new ShapeError(`${op}: axis ${first} is given twice`)
  const size = Math.min(x.shape[first]!, x.shape[second]!)
  const square = x.slice(0, size, first).slice(0, size, second)
  const along = new Tensor(diagonalOf(contentOf(square), first, second))
  return along.transpose([...along.shape.keys()].slice(1).concat(0))
}

/** A matrix with a vector on its diagonal, or the diagonal of a matrix as a vector. */
export function diag(x: Tensor): Tensor {
  return callAs('diag', [x], (one) => {
    if (one!.rank !== 1) return diagonalAlong('diag', one!, [-2, -1])
    const size = one!.shape[0]!
    const ones = eye(size, size, isFloat(one!.dtype) ? { dtype: one!.dtype } : { dtype: 'i32' })
    return einsum('i,ij->ij', one!, ones)
  })
}

/** The sum of the diagonal of the last two axes. */
export function trace(x: Tensor): Tensor {
  return callAs('trace', [x], (one) => diagonalAlong('trace', one!, [-2, -1]).sum(-1))
}
