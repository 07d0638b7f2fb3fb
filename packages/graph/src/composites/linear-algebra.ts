import {
  bring,
  bringFunction,
  choleskyRow,
  determinantRow,
  diagonalMatrix,
  eighRow,
  exp2Row,
  isAt,
  keepAt,
  luRow,
  matrixProduct,
  printShape,
  qrRow,
  rowAt,
  ShapeError,
  sliceRows,
  solveRow,
  spectrumRow,
  svdRow,
  type TensorAlgebra,
  transposeMatrix,
  triangularSolveRow,
} from '@gradus/ops'
import { constantLike, filledLike } from './values.ts'

// Matrices are the last two axes, [..., m, n]; the axes before count separate problems. A
// right-hand side is a vector [..., n] for each matrix, or has columns [..., n, k].

/** Half of `A + Aᵀ`, which is `A` itself, bit for bit, where `A` is symmetric. */
export function symmetricPart<T>($: TensorAlgebra<T>, a: T): T {
  const half = $.mul(a, constantLike($, a, 0.5))
  return $.add(half, transposeMatrix($, half))
}

/**
 * The lower triangle `L` with `A = L Lᵀ` of symmetric positive definite matrices; NaN in the
 * triangles of those that are not positive definite. Works on the symmetric part of `A`, so that
 * gradients are symmetric.
 */
export function cholesky<T>($: TensorAlgebra<T>, a: T): T {
  requireSquare($, 'cholesky', a)
  return $.apply(bring(choleskyRow), [symmetricPart($, a)], {})
}

/** Solves `A x = b` with the lower triangle `L` of `A = L Lᵀ`. */
export function choleskySolve<T>($: TensorAlgebra<T>, l: T, b: T): T {
  const triangle = { lower: true, transposed: false, unit: false }
  const half = $.apply(bring(triangularSolveRow), [l, b], triangle)
  return $.apply(bring(triangularSolveRow), [l, half], { ...triangle, transposed: true })
}

/** What a matrix is to its factors: `P A = L U`. */
export interface LuFactors<T> {
  /** Row i of `P A` is this row of `A`; i32 `[..., n]`. */
  readonly order: T
  /** Ones on the diagonal, zeros above; `[..., n, n]`. */
  readonly l: T
  /** Zeros below the diagonal; `[..., n, n]`. */
  readonly u: T
}

/** The factors of square matrices with partial pivoting; the first of equal pivots is taken. */
export function lu<T>($: TensorAlgebra<T>, a: T): LuFactors<T> {
  const { shape } = $.typeOf(a)
  const n = shape.at(-1)!.size
  const packed = $.apply(bring(luRow), [a], {})
  const factors = sliceRows($, packed, 0, n)
  const below = keepAt($, factors, 'below')
  return {
    order: $.apply('cast', [rowAt($, packed, n)], { dtype: 'i32' }),
    l: $.select(isAt($, shape, 'diagonal'), filledLike($, a, 1, shape), below),
    u: keepAt($, factors, 'upper'),
  }
}

/**
 * Solves `A x = b` for square matrices by LU factors with partial pivoting. NaN where `A` is
 * singular. The gradient takes the factors again: it costs one more solve.
 *
 * @param b  `[..., n]` or `[..., n, k]`, with the axes of `a` before.
 */
export function solve<T>($: TensorAlgebra<T>, a: T, b: T): T {
  requireSquare($, 'solve', a, b)
  return $.apply(bring(solveRow), [a, $.apply(bring(luRow), [a], {}), b], { transposed: false })
}

function requireSquare<T>($: TensorAlgebra<T>, name: string, ...inputs: readonly T[]): void {
  const shapes = inputs.map((input) => $.typeOf(input).shape)
  const [m, n] = shapes[0]!.slice(-2)
  if (m && n && m.size === n.size) return
  throw new ShapeError(`${name}: shapes ${shapes.map(printShape).join(' and ')} do not fit`)
}

/** The inverses of square matrices; NaN of singular ones. To solve a system, use `solve`. */
export function inverse<T>($: TensorAlgebra<T>, a: T): T {
  requireSquare($, 'inverse', a)
  const { shape } = $.typeOf(a)
  return solve($, a, diagonalMatrix($, filledLike($, a, 1, shape.slice(0, -1))))
}

/** Determinants, as factors whose product may be too large or too small for a number. */
interface ScaledDeterminant<T> {
  /** Of magnitude in [1, 2), or 0. */
  readonly fraction: T
  /** An exponent of 2; it does not vary. */
  readonly exponent: T
}

function scaledDeterminant<T>($: TensorAlgebra<T>, name: string, a: T): ScaledDeterminant<T> {
  requireSquare($, name, a)
  const pair = $.apply(bring(determinantRow), [a, $.apply(bring(luRow), [a], {})], {})
  const { shape } = $.typeOf(pair)
  const part = (start: number): T => {
    const one = $.apply('slice', [pair], { axis: shape.length - 1, start, size: 1 })
    return $.apply('reshape', [one], { shape: shape.slice(0, -1) })
  }
  return { fraction: part(0), exponent: part(1) }
}

/** The determinants of square matrices, `[...]`. Singular ones have 0, with the gradient NaN. */
export function det<T>($: TensorAlgebra<T>, a: T): T {
  const { fraction, exponent } = scaledDeterminant($, 'det', a)
  bringFunction(exp2Row)
  // In two steps, because the power alone may be below the least number that is normal.
  const half = $.floor($.mul(exponent, constantLike($, a, 0.5)))
  return $.mul($.mul(fraction, $.exp2(half)), $.exp2($.sub(exponent, half)))
}

/** The sign and the logarithm of the magnitude of a determinant. */
export interface LogDeterminant<T> {
  /** -1, 0 or 1. */
  readonly sign: T
  /** -∞ of singular matrices. */
  readonly logAbs: T
}

/**
 * The determinants of square matrices as signs and logarithms, which neither overflow nor
 * underflow. The gradient of the logarithm is `A⁻ᵀ`, NaN of singular matrices.
 */
export function slogdet<T>($: TensorAlgebra<T>, a: T): LogDeterminant<T> {
  const { fraction, exponent } = scaledDeterminant($, 'slogdet', a)
  const ofExponent = $.mul(exponent, constantLike($, a, Math.LN2))
  return { sign: $.sign(fraction), logAbs: $.add($.log($.abs(fraction)), ofExponent) }
}

/** The logarithms of determinants; NaN of negative ones. */
export function logdet<T>($: TensorAlgebra<T>, a: T): T {
  const { fraction, exponent } = scaledDeterminant($, 'logdet', a)
  return $.add($.log(fraction), $.mul(exponent, constantLike($, a, Math.LN2)))
}

/** `A = Q R` of matrices `[..., m, n]`, with k = min(m, n). */
export interface QrFactors<T> {
  /** Orthonormal columns, `[..., m, k]`. */
  readonly q: T
  /** Zeros below the diagonal, `[..., k, n]`; signs are LAPACK's. */
  readonly r: T
}

/**
 * The reduced QR factors of matrices, tall or wide, by Householder reflectors. The gradient is
 * defined where the first k columns are independent.
 */
export function qr<T>($: TensorAlgebra<T>, a: T): QrFactors<T> {
  const { shape } = $.typeOf(a)
  const [m, n] = [shape.at(-2)!.size, shape.at(-1)!.size]
  const axis = shape.length - 1
  const columns = (start: number, size: number): T => $.apply('slice', [a], { axis, start, size })
  if (m >= n) {
    const packed = $.apply(bring(qrRow), [a], {})
    return { q: sliceRows($, packed, 0, m), r: sliceRows($, packed, m, n) }
  }
  // The columns after the first m are turned by the Q that those have.
  const { q, r } = qr($, columns(0, m))
  const others = matrixProduct($, q, columns(m, n - m), { left: 'transposed' })
  return { q, r: $.apply('concat', [r, others], { axis, name: '' }) }
}

/** `A = V diag(λ) Vᵀ` of symmetric matrices `[..., n, n]`. */
export interface EigenDecomposition<T> {
  /** Ascending, `[..., n]`. */
  readonly values: T
  /** Column j belongs to value j; its entry of largest magnitude is positive. `[..., n, n]`. */
  readonly vectors: T
}

/**
 * The eigenvalues and eigenvectors of symmetric matrices; of others, those of their symmetric
 * part. The gradient of the values always exists for what treats equal ones alike; that of the
 * vectors divides by the gaps between the values, and is infinite or NaN where one is 0.
 */
export function eigh<T>($: TensorAlgebra<T>, a: T): EigenDecomposition<T> {
  requireSquare($, 'eigh', a)
  const symmetric = symmetricPart($, a)
  const packed = $.apply(bring(eighRow), [symmetric], {})
  return {
    values: $.apply(bring(spectrumRow), [symmetric, packed], {}),
    vectors: sliceRows($, packed, 0, $.typeOf(a).shape.at(-1)!.size),
  }
}

/** `A = U diag(s) Vᵀ` of matrices `[..., m, n]`, with k = min(m, n). */
export interface SingularValueDecomposition<T> {
  /** Orthonormal columns, `[..., m, k]`; the entry of largest magnitude of each is positive. */
  readonly u: T
  /** Descending, `[..., k]`. */
  readonly s: T
  /** Orthonormal columns, `[..., n, k]`: not transposed. */
  readonly v: T
}

/**
 * The reduced singular value decomposition. The gradient of the values is that of `uᵀ A v`; that
 * of the vectors divides by gaps between squares of the values, and by the values themselves
 * where the matrix is not square, and is infinite or NaN where one of these is 0.
 */
export function svd<T>($: TensorAlgebra<T>, a: T): SingularValueDecomposition<T> {
  const { shape } = $.typeOf(a)
  const [m, n] = [shape.at(-2)!.size, shape.at(-1)!.size]
  const packed = $.apply(bring(svdRow), [a], {})
  return {
    u: sliceRows($, packed, 0, m),
    s: $.apply(bring(spectrumRow), [a, packed], {}),
    v: sliceRows($, packed, m + 1, n),
  }
}
