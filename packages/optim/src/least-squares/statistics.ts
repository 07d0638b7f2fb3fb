import { factorQr, rankOf, solveUpperTransposed, upperFactor } from '../linear-algebra/qr.ts'
import { dot, type Vector } from '../linear-algebra/vector.ts'
import { type ScaledLoss, totalLoss, weigh } from './loss.ts'
import { studentQuantile } from './student-t.ts'

/** What a fit says about its variables. Entries are NaN where the data do not determine them. */
export interface FitStatistics {
  readonly residualSumOfSquares: number
  /** Residuals less free variables. */
  readonly degreesOfFreedom: number
  /**
   * `[n, n]`, row-major: the inverse of `JᵀJ` times the variance of a residual. Under a robust
   * loss rows count as much as in the fit, and the variance is the loss by degrees of freedom.
   */
  readonly covariance: Vector
  readonly standardErrors: Vector
  /** Whether the data determine all variables that are not held. */
  readonly isUnique: boolean
}

/**
 * Covariances and standard errors of a least-squares fit, from the Jacobian at its end. Its
 * columns are scaled before they are factored, so units do not cost digits.
 *
 * @param jacobian  `[m, n]`, row-major.
 * @param held  Variables at a bound, which count as known.
 * @param loss  What was minimized; the sum of squares unless given.
 */
export function fitStatistics(
  residuals: Vector,
  jacobian: Vector,
  n: number,
  held: ReadonlySet<number>,
  loss: ScaledLoss = { name: 'linear', scale: 1 },
): FitStatistics {
  const m = residuals.length
  const free = Array.from({ length: n }, (_, j) => j).filter((j) => !held.has(j))
  // None are known where the first call failed.
  const residualSumOfSquares = m > 0 ? dot(residuals, residuals) : Number.NaN
  const degreesOfFreedom = m - free.length
  const total = totalLoss(residuals, loss)
  const variance = degreesOfFreedom > 0 ? total / degreesOfFreedom : Number.NaN
  const weighted = weigh(residuals, jacobian, loss)
  const inverse = inverseOfProduct(weighted.jacobian, m, n, free)
  const covariance = new Float64Array(n * n)
  free.forEach((i, a) => {
    free.forEach((j, b) => {
      covariance[i * n + j] = inverse ? variance * inverse[a * free.length + b]! : Number.NaN
    })
  })
  const standardErrors = Float64Array.from({ length: n }, (_, j) =>
    Math.sqrt(covariance[j * n + j]!),
  )
  const isUnique = inverse !== undefined
  return { residualSumOfSquares, degreesOfFreedom, covariance, standardErrors, isUnique }
}

/** `(JᵀJ)⁻¹` of some columns; nothing where they depend on each other. */
function inverseOfProduct(
  jacobian: Vector,
  m: number,
  n: number,
  columns: readonly number[],
): Vector | undefined {
  const k = columns.length
  const units = Float64Array.from(columns, (j) => {
    let square = 0
    for (let i = 0; i < m; i++) square += jacobian[i * n + j]! ** 2
    return Math.sqrt(square) || 1
  })
  const scaled = new Float64Array(m * k)
  for (let i = 0, at = 0; i < m; i++) {
    columns.forEach((j, a) => {
      scaled[at++] = jacobian[i * n + j]! / units[a]!
    })
  }
  const factors = factorQr(scaled, m, k)
  if (rankOf(factors) < k) return undefined
  const upper = upperFactor(factors)
  // Rows of R⁻ᵀ, so that their products are the entries of (RᵀR)⁻¹.
  const rows = columns.map((_, a) => {
    const axis = new Float64Array(k)
    axis[factors.order.indexOf(a)] = 1
    return solveUpperTransposed(upper, axis)
  })
  const inverse = new Float64Array(k * k)
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) inverse[a * k + b] = dot(rows[a]!, rows[b]!) / units[a]! / units[b]!
  }
  return inverse
}

/** How far an interval reaches to both sides, in standard errors. */
export function intervalFactor(level: number, degreesOfFreedom: number): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`a confidence level lies between 0 and 1, such as 0.95; this is ${level}`)
  }
  return studentQuantile((1 + level) / 2, degreesOfFreedom)
}
