import {
  cholesky as choleskyOf,
  choleskySolve as choleskySolveOf,
  det as detOf,
  type EigenDecomposition,
  eigh as eighOf,
  inverse as inverseOf,
  type LogDeterminant,
  type LuFactors,
  logdet as logdetOf,
  lu as luOf,
  type QrFactors,
  qr as qrOf,
  type SingularValueDecomposition,
  slogdet as slogdetOf,
  solve as solveOf,
  svd as svdOf,
} from '@gradus/graph'
import { bring, triangularSolveRow } from '@gradus/ops'
import { bringEmitter, programEmitter } from '@gradus/runtime'
import { callAs } from '../call-as.ts'
import { algebra } from '../content/algebra.ts'
import { apply } from '../content/apply.ts'
import { broadcastTo } from '../content/movement.ts'
import { promote, toDType, toFloat } from '../content/promotion.ts'
import type { Content } from '../content/trace.ts'
import { describe, sizesOf } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { Tensor, toContentOf } from '../tensor.ts'

export type {
  EigenDecomposition,
  LogDeterminant,
  LuFactors,
  QrFactors,
  SingularValueDecomposition,
} from '@gradus/graph'

/**
 * The lower triangle `L` with `A = L Lᵀ` of symmetric positive definite matrices `[…, n, n]`, of
 * their symmetric part; NaN in triangles of those that are not positive definite.
 */
export function cholesky(a: Tensor): Tensor {
  return new Tensor(choleskyOf(algebra, squareOf('cholesky', a)))
}

/** Solves `A x = b` with the lower triangle `L` of `A = L Lᵀ`; see `solve` for shapes. */
export function choleskySolve(l: Tensor, b: Tensor): Tensor {
  return callAs('choleskySolve', [l, b], (...pair) => {
    const inputs = system('choleskySolve', ...(pair as [Tensor, Tensor]))
    return new Tensor(choleskySolveOf(algebra, ...inputs))
  })
}

/**
 * Solves `A x = b` for square matrices by LU factors with partial pivoting (Golub, Van Loan
 * 2013, §3.4). NaN where `A` is singular. The gradient uses the factors again.
 *
 * @param a  `[…, n, n]`.
 * @param b  `[…, n]` or `[…, n, k]`, with the axes of `a` in front.
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  return callAs('solve', [a, b], (...pair) => {
    const inputs = system('solve', ...(pair as [Tensor, Tensor]))
    return new Tensor(solveOf(algebra, ...inputs))
  })
}

/** Which triangle is solved. */
export interface TriangleOptions {
  /** The lower triangle is read, which is so unless said otherwise. */
  readonly lower?: boolean
  /** `Aᵀ x = b` is solved. */
  readonly transposed?: boolean
  /** The diagonal is taken to be ones. */
  readonly unit?: boolean
}

/** Solves `A x = b` for a triangle of `A`; the other triangle is not read. See `solve`. */
export function triangularSolve(a: Tensor, b: Tensor, options: TriangleOptions = {}): Tensor {
  const { lower = true, transposed = false, unit = false } = options
  return callAs('triangularSolve', [a, b], (...pair) => {
    const inputs = system('triangularSolve', ...(pair as [Tensor, Tensor]))
    return new Tensor(apply(bring(triangularSolveRow), inputs, { lower, transposed, unit }))
  })
}

/** The inverses of square matrices; NaN of singular ones. To solve a system, use `solve`. */
export function inverse(a: Tensor): Tensor {
  return new Tensor(inverseOf(algebra, squareOf('inverse', a)))
}

/** The determinants of square matrices. Singular ones have 0, with the gradient NaN. */
export function det(a: Tensor): Tensor {
  return new Tensor(detOf(algebra, squareOf('det', a)))
}

/** The logarithms of determinants; NaN of negative ones. They do not overflow. */
export function logdet(a: Tensor): Tensor {
  return new Tensor(logdetOf(algebra, squareOf('logdet', a)))
}

/** Determinants as their sign and the logarithm of their size. */
export function slogdet(a: Tensor): LogDeterminant<Tensor> {
  return tensorsOf(slogdetOf(algebra, squareOf('slogdet', a)))
}

/** The factors of square matrices with partial pivoting; the first of equal pivots is taken. */
export function lu(a: Tensor): LuFactors<Tensor> {
  return tensorsOf(luOf(algebra, squareOf('lu', a)))
}

/** The reduced QR factors of matrices, tall or wide, by Householder reflectors. */
export function qr(a: Tensor): QrFactors<Tensor> {
  return tensorsOf(qrOf(algebra, matrixOf('qr', a)))
}

/**
 * The eigenvalues, ascending, and eigenvectors of symmetric matrices, of their symmetric part.
 * The gradient of vectors divides by the gaps between values, and is not finite where one is 0.
 */
export function eigh(a: Tensor): EigenDecomposition<Tensor> {
  return tensorsOf(eighOf(algebra, squareOf('eigh', a)))
}

/** The reduced singular value decomposition, values descending; see `eigh` for gradients. */
export function svd(a: Tensor): SingularValueDecomposition<Tensor> {
  return tensorsOf(svdOf(algebra, matrixOf('svd', a)))
}

function matrixOf(op: string, a: Tensor): Content {
  bringEmitter(programEmitter)
  const content = toContentOf(a, op)
  if (content.shape.length < 2) {
    throw new ShapeError(`${op}: takes matrices, not ${describe(content)}`)
  }
  return toFloat(content)
}

function squareOf(op: string, a: Tensor): Content {
  const matrix = matrixOf(op, a)
  if (a.shape.at(-1) === a.shape.at(-2)) return matrix
  throw new ShapeError(`${op}: takes square matrices, not ${describe(matrix)}`)
}

/** A matrix and a right-hand side of one dtype; a matrix for many sides is repeated. */
function system(op: string, a: Tensor, b: Tensor): [a: Content, b: Content] {
  const contents = [squareOf(op, a), toFloat(toContentOf(b, op, 2))] as const
  const rows = b.rank > 0 ? b.shape.at(b.rank < a.rank ? -1 : -2) : undefined
  if (rows !== a.shape.at(-1)) {
    const given = contents.map((content, i) => `argument ${i + 1} is ${describe(content)}`)
    throw new ShapeError(`${op}: ${given.join(', ')}: a right-hand side has a row for each column`)
  }
  const dtype = promote(contents)
  const [matrix, side] = contents.map((content) => toDType(content, dtype)) as [Content, Content]
  if (b.rank <= a.rank) return [matrix, side]
  return [broadcastTo(matrix, [...sizesOf(side).slice(0, -2), ...a.shape.slice(-2)]), side]
}

function tensorsOf<K extends string>(parts: Readonly<Record<K, Content>>): Record<K, Tensor> {
  const entries = Object.entries<Content>(parts)
  return Object.fromEntries(entries.map(([name, part]) => [name, new Tensor(part)])) as Record<
    K,
    Tensor
  >
}
