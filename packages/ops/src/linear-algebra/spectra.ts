import type { TensorAlgebra } from '../algebra.ts'
import type { Derivative } from '../row.ts'
import {
  alongColumns,
  alongRows,
  asRow,
  diagonalMatrix,
  diagonalOf,
  isAt,
  keepAt,
  matrixProduct,
  rowAt,
  shapeOf,
  sizeOf,
  sliceRows,
  stack,
  transposeMatrix,
  zerosLike,
} from './matrix-algebra.ts'
import { divideRight, foldToLower, mirrorLower, turned, upper } from './triangles.ts'

// Sources: Giles, Collected Matrix Derivative Results (2008), section 3.1; Townsend,
// Differentiating the Singular Value Decomposition (2016); Walter and Lehmann, Algorithmic
// Differentiation of Linear Algebra Functions (2010); Seeger et al., Auto-Differentiating
// Linear Algebra (2017). Dots mark tangents, bars cotangents.

/** `Q̇ = X + Q D` and `Ṙ = −D R` for `X = Ȧ R⁻¹`; `D` makes `QᵀQ̇` antisymmetric. */
export const qr: Derivative<'qr'> = {
  forward: ($, { tangents: [dA], out }) => {
    const { q, r } = qrParts($, out)
    const moved = divideRight($, upper, r, dA!)
    const inner = matrixProduct($, q, moved, { left: 'transposed' })
    const below = keepAt($, inner, 'below')
    const turn = $.sub($.sub(below, transposeMatrix($, below)), inner)
    return stack($, $.add(moved, matrixProduct($, q, turn)), $.neg(matrixProduct($, turn, r)))
  },
  transpose: ($, { cotangent, out }) => {
    const { q, r, m, n } = qrParts($, out)
    const ofQ = sliceRows($, cotangent, 0, m)
    const ofR = keepAt($, sliceRows($, cotangent, m, n), 'upper')
    const inner = $.sub(
      matrixProduct($, r, ofR, { right: 'transposed' }),
      matrixProduct($, ofQ, q, { left: 'transposed' }),
    )
    const all = $.add(ofQ, matrixProduct($, q, mirrorLower($, inner)))
    return [divideRight($, turned(upper), r, all)]
  },
}

function qrParts<T>(
  $: TensorAlgebra<T>,
  packed: T,
): { readonly q: T; readonly r: T; readonly m: number; readonly n: number } {
  const n = sizeOf($, packed, -1)
  const m = sizeOf($, packed, -2) - n
  return { q: sliceRows($, packed, 0, m), r: sliceRows($, packed, m, n), m, n }
}

/** `λ̇ = diag(P)` and `V̇ = V (F ∘ P)` for `P = Vᵀ Ȧ V`, with `Fᵢⱼ = 1/(λⱼ − λᵢ)`. */
export const eigh: Derivative<'eigh'> = {
  forward: ($, { tangents: [dA], out }) => {
    const { values, vectors } = eighParts($, out)
    const half = matrixProduct($, mirrorLower($, dA!), vectors)
    const inner = matrixProduct($, vectors, half, { left: 'transposed' })
    const dVectors = matrixProduct($, vectors, divideByGaps($, inner, values, differences))
    return stack($, dVectors, asRow($, diagonalOf($, inner)))
  },
  transpose: ($, { cotangent, out }) => {
    const { values, vectors } = eighParts($, out)
    const given = eighParts($, cotangent)
    const turn = matrixProduct($, vectors, given.vectors, { left: 'transposed' })
    const inner = $.add(diagonalMatrix($, given.values), divideByGaps($, turn, values, differences))
    const half = matrixProduct($, vectors, inner)
    return [foldToLower($, matrixProduct($, half, vectors, { right: 'transposed' }))]
  },
}

function eighParts<T>($: TensorAlgebra<T>, packed: T): { readonly values: T; readonly vectors: T } {
  const n = sizeOf($, packed, -1)
  return { values: rowAt($, packed, n), vectors: sliceRows($, packed, 0, n) }
}

/** How far two values are apart, for the columns and for the rows of a matrix of pairs. */
type Gap = <T>($: TensorAlgebra<T>, column: T, row: T) => T

const differences: Gap = ($, column, row) => $.sub(column, row)
const squareDifferences: Gap = ($, column, row) => $.mul($.sub(column, row), $.add(column, row))

/** Divides entry (i, j) by the gap between values j and i, and clears the diagonal. */
function divideByGaps<T>($: TensorAlgebra<T>, matrix: T, values: T, gap: Gap): T {
  const shape = shapeOf($, matrix)
  const isOwn = isAt($, shape, 'diagonal')
  const gaps = gap($, alongRows($, values, shape), alongColumns($, values, shape))
  const quotient = $.div(matrix, $.select(isOwn, $.constant(1), gaps))
  return $.select(isOwn, $.constant(0), quotient)
}

/**
 * `ṡ = diag(P)` and `U̇ = U (F ∘ (P S + S Pᵀ)) + (I − U Uᵀ) Ȧ V S⁻¹` for `P = Uᵀ Ȧ V`, with
 * `Fᵢⱼ = 1/(sⱼ² − sᵢ²)`; `V̇` likewise for the transposes.
 */
export const svd: Derivative<'svd'> = {
  forward: ($, { inputs: [a], tangents: [dA], out }) => {
    const parts = svdParts($, a!, out)
    const { u, values, v } = parts
    const [ofRight, ofLeft] = [
      matrixProduct($, dA!, v),
      matrixProduct($, dA!, u, { left: 'transposed' }),
    ]
    const inner = matrixProduct($, u, ofRight, { left: 'transposed' })
    return stack(
      $,
      moveBasis($, u, values, inner, ofRight),
      asRow($, diagonalOf($, inner)),
      moveBasis($, v, values, transposeMatrix($, inner), ofLeft),
    )
  },
  transpose: ($, { cotangent, inputs: [a], out }) => {
    const { u, values, v } = svdParts($, a!, out)
    const given = svdParts($, a!, cotangent)
    const turns = $.add(
      scaleColumns($, turnOf($, u, given.u, values), values),
      scaleRows($, turnOf($, v, given.v, values), values),
    )
    const inner = $.add(turns, diagonalMatrix($, given.values))
    const ofLeft = $.add(
      matrixProduct($, u, inner),
      outside($, u, divideColumns($, given.u, values)),
    )
    const ofRight = outside($, v, divideColumns($, given.v, values))
    return [
      $.add(
        matrixProduct($, ofLeft, v, { right: 'transposed' }),
        matrixProduct($, u, ofRight, { right: 'transposed' }),
      ),
    ]
  },
}

/** The tangent of a basis of singular vectors, from `P` and from `Ȧ` times the other basis. */
function moveBasis<T>($: TensorAlgebra<T>, basis: T, values: T, p: T, moved: T): T {
  const scaled = scaleColumns($, p, values)
  const turn = divideByGaps($, $.add(scaled, transposeMatrix($, scaled)), values, squareDifferences)
  return $.add(matrixProduct($, basis, turn), outside($, basis, divideColumns($, moved, values)))
}

/** `F ∘ (BᵀB̄ − B̄ᵀB)`. */
function turnOf<T>($: TensorAlgebra<T>, basis: T, cotangent: T, values: T): T {
  const p = matrixProduct($, basis, cotangent, { left: 'transposed' })
  return divideByGaps($, $.sub(p, transposeMatrix($, p)), values, squareDifferences)
}

interface SvdParts<T> {
  readonly u: T
  readonly values: T
  readonly v: T
}

function svdParts<T>($: TensorAlgebra<T>, a: T, packed: T): SvdParts<T> {
  const [m, n] = [sizeOf($, a, -2), sizeOf($, a, -1)]
  return {
    u: sliceRows($, packed, 0, m),
    values: rowAt($, packed, m),
    v: sliceRows($, packed, m + 1, n),
  }
}

function scaleColumns<T>($: TensorAlgebra<T>, matrix: T, factors: T): T {
  return $.mul(matrix, alongRows($, factors, shapeOf($, matrix)))
}

function scaleRows<T>($: TensorAlgebra<T>, matrix: T, factors: T): T {
  return $.mul(matrix, alongColumns($, factors, shapeOf($, matrix)))
}

function divideColumns<T>($: TensorAlgebra<T>, matrix: T, divisors: T): T {
  return $.div(matrix, alongRows($, divisors, shapeOf($, matrix)))
}

/** What of the columns is orthogonal to a basis; nothing where the basis is whole. */
function outside<T>($: TensorAlgebra<T>, basis: T, columns: T): T {
  if (sizeOf($, basis, -2) === sizeOf($, basis, -1)) return zerosLike($, columns)
  const inside = matrixProduct($, basis, matrixProduct($, basis, columns, { left: 'transposed' }))
  return $.sub(columns, inside)
}

/** `ṡₖ = uₖᵀ Ȧ vₖ`: no gaps between the values come in. */
export const spectrum: Derivative<'spectrum'> = {
  forward: ($, { inputs: [a, decomposition], tangents: [dA], out }) => {
    if (!dA) return zerosLike($, out)
    const { left, right } = vectorsOf($, a!, decomposition!)
    const products = $.mul(left, matrixProduct($, dA, right))
    return $.apply('sum', [products], { axes: [shapeOf($, products).length - 2] })
  },
  transpose: ($, { cotangent, inputs: [a, decomposition] }) => {
    const { left, right } = vectorsOf($, a!, decomposition!)
    return [
      matrixProduct($, scaleColumns($, left, cotangent), right, { right: 'transposed' }),
      undefined,
    ]
  },
}

/** The vectors of the values: on both sides the same where only one set follows. */
function vectorsOf<T>(
  $: TensorAlgebra<T>,
  a: T,
  decomposition: T,
): { readonly left: T; readonly right: T } {
  const [m, n] = [sizeOf($, a, -2), sizeOf($, a, -1)]
  const left = sliceRows($, decomposition, 0, m)
  const isOneSided = m === n && sizeOf($, decomposition, -2) === m + 1
  return { left, right: isOneSided ? left : sliceRows($, decomposition, m + 1, n) }
}
