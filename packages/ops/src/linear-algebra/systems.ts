import type { TensorAlgebra } from '../algebra.ts'
import type { Derivative } from '../row.ts'
import {
  addAll,
  alongColumns,
  diagonalMatrix,
  diagonalOf,
  isAt,
  keepAt,
  matrixProduct,
  outerProduct,
  rowAt,
  shapeOf,
  sizeOf,
  sliceRows,
  timesColumns,
  zerosLike,
} from './matrix-algebra.ts'
import {
  divideLeft,
  divideRight,
  foldToLower,
  halfLower,
  lower,
  mirrorLower,
  type Triangle,
  turned,
  unitLower,
  upper,
} from './triangles.ts'

// Sources: Giles, Collected Matrix Derivative Results (2008), sections 2.2 and 2.3; Murray,
// Differentiation of the Cholesky Decomposition (2016); for LU, de Hoog, Anderssen and Lukas,
// Differentiation of Matrix Functionals Using Triangular Factorization (2011).

/** Dots mark tangents: `T ẋ = ḃ − Ṫ x`. */
export const triangularSolve: Derivative<'triangular_solve'> = {
  forward: ($, { inputs: [a], tangents: [dA, dB], out, attributes }) => {
    const form = attributes.transposed ? ({ left: 'transposed' } as const) : {}
    const moved = dA && $.neg(timesColumns($, keepTriangle($, dA, attributes), out, form))
    return divideLeft($, attributes, a!, addAll($, [dB, moved]))
  },
  transpose: ($, { cotangent, inputs: [a], out, attributes }) => {
    const rank = shapeOf($, a!).length
    const dB = divideLeft($, turned(attributes), a!, cotangent)
    const [left, right] = attributes.transposed ? [out, dB] : [dB, out]
    return [$.neg(keepTriangle($, outerProduct($, left, right, rank), attributes)), dB]
  },
}

function keepTriangle<T>($: TensorAlgebra<T>, a: T, { lower, unit }: Triangle): T {
  if (unit) return keepAt($, a, lower ? 'below' : 'above')
  return keepAt($, a, lower ? 'lower' : 'upper')
}

/** `L̇ = L Φ(L⁻¹ Ȧ L⁻ᵀ)`, where Φ takes the lower triangle with half of the diagonal. */
export const cholesky: Derivative<'cholesky'> = {
  forward: ($, { tangents: [dA], out }) => {
    const half = divideLeft($, lower, out, mirrorLower($, dA!))
    const whole = divideRight($, turned(lower), out, half)
    return matrixProduct($, out, halfLower($, whole))
  },
  transpose: ($, { cotangent, out }) => {
    const inner = matrixProduct($, out, keepAt($, cotangent, 'lower'), { left: 'transposed' })
    const half = divideLeft($, turned(lower), out, halfLower($, inner))
    return [foldToLower($, divideRight($, lower, out, half))]
  },
}

/** `L̇ = L M₋` and `U̇ = M₊ U` for the parts below the diagonal and above of `M = L⁻¹ P Ȧ U⁻¹`. */
export const lu: Derivative<'lu'> = {
  forward: ($, { tangents: [dA], out }) => {
    const { factors, order, l, u } = luParts($, out)
    const half = divideLeft($, unitLower, factors, matrixProduct($, order, dA!))
    const inner = divideRight($, upper, factors, half)
    const dL = matrixProduct($, l, keepAt($, inner, 'below'))
    const dU = matrixProduct($, keepAt($, inner, 'upper'), u)
    const axis = shapeOf($, out).length - 2
    return $.apply('pad', [$.add(dL, dU)], { axis, before: 0, after: 1 })
  },
  transpose: ($, { cotangent, out }) => {
    const { factors, order, l, u } = luParts($, out)
    const given = sliceRows($, cotangent, 0, sizeOf($, factors, -1))
    const ofL = matrixProduct($, l, keepAt($, given, 'below'), { left: 'transposed' })
    const ofU = matrixProduct($, keepAt($, given, 'upper'), u, { right: 'transposed' })
    const inner = $.select(isAt($, shapeOf($, factors), 'below'), ofL, ofU)
    const half = divideLeft($, turned(unitLower), factors, inner)
    const ofRows = divideRight($, turned(upper), factors, half)
    return [matrixProduct($, order, ofRows, { left: 'transposed' })]
  },
}

interface LuParts<T> {
  /** Both factors in one matrix. */
  readonly factors: T
  /** The permutation as a matrix. */
  readonly order: T
  readonly l: T
  readonly u: T
}

function luParts<T>($: TensorAlgebra<T>, packed: T): LuParts<T> {
  const n = sizeOf($, packed, -1)
  const factors = sliceRows($, packed, 0, n)
  const shape = shapeOf($, factors)
  const { dtype } = $.typeOf(packed)
  const column = $.apply('iota', [], { shape, axis: shape.length - 1 })
  const taken = alongColumns($, rowAt($, packed, n), shape)
  const isTaken = $.eq(taken, $.apply('cast', [column], { dtype }))
  return {
    factors,
    order: $.apply('cast', [isTaken], { dtype }),
    l: $.select(isAt($, shape, 'diagonal'), $.constant(1), keepAt($, factors, 'below')),
    u: keepAt($, factors, 'upper'),
  }
}

/** `A ẋ = ḃ − Ȧ x`, solved with the factors that are there. */
export const solve: Derivative<'solve'> = {
  forward: ($, { inputs: [a, factors], tangents: [dA, , dB], out, attributes }) => {
    const form = attributes.transposed ? ({ left: 'transposed' } as const) : {}
    const moved = dA && $.neg(timesColumns($, dA, out, form))
    return $.apply('solve', [a!, factors!, addAll($, [dB, moved])], attributes)
  },
  transpose: ($, { cotangent, inputs: [a, factors], out, attributes: { transposed } }) => {
    const rank = shapeOf($, a!).length
    const dB = $.apply('solve', [a!, factors!, cotangent], { transposed: !transposed })
    const [left, right] = transposed ? [out, dB] : [dB, out]
    return [$.neg(outerProduct($, left, right, rank)), undefined, dB]
  },
}

/** The fraction changes by itself times `tr(A⁻¹ Ȧ)`, the exponent not at all. */
export const determinant: Derivative<'determinant'> = {
  forward: ($, { inputs: [a, factors], tangents: [dA], out }) => {
    if (!dA) return zerosLike($, out)
    const inner = $.apply('solve', [a!, factors!, dA], { transposed: false })
    const axis = shapeOf($, out).length - 1
    const trace = $.apply('sum', [diagonalOf($, inner)], { axes: [axis] })
    return $.mul(onlyFraction($, out), alongLast($, trace, shapeOf($, out)))
  },
  transpose: ($, { cotangent, inputs: [a, factors], out }) => {
    const axis = shapeOf($, out).length - 1
    const weight = $.apply('sum', [$.mul(cotangent, onlyFraction($, out))], { axes: [axis] })
    const diagonal = shapeOf($, a!).slice(0, -1)
    const weights = diagonalMatrix($, alongLast($, weight, diagonal))
    return [$.apply('solve', [a!, factors!, weights], { transposed: true }), undefined]
  },
}

/** The fraction and a zero in place of the exponent. */
function onlyFraction<T>($: TensorAlgebra<T>, pair: T): T {
  const shape = shapeOf($, pair)
  const place = $.apply('iota', [], { shape, axis: shape.length - 1 })
  return $.select($.eq(place, $.constant(0)), pair, $.constant(0))
}

/** Numbers repeated along a new last axis. */
function alongLast<T>($: TensorAlgebra<T>, x: T, shape: ReturnType<typeof shapeOf>): T {
  return $.apply('broadcast', [x], { shape, into: shape.slice(1).map((_, axis) => axis) })
}
