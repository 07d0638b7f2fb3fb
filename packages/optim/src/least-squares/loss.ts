import type { Vector } from '../linear-algebra/vector.ts'

/** How large residuals count: as their squares, or less, so that outliers pull less. */
export type LossName = 'linear' | 'huber' | 'soft-l1' | 'cauchy' | 'arctan'

/** `ρ(z)` for a squared residual `z`, with its first two derivatives. */
type Loss = (z: number) => readonly [value: number, first: number, second: number]

/**
 * The losses as functions of `z = (r / scale)²`; near 0 each is `z`.
 *
 * Source: Triggs, McLauchlan, Hartley, Fitzgibbon, "Bundle adjustment: a modern synthesis"
 * (2000), §4.3; the names are SciPy's.
 */
const losses: Readonly<Record<LossName, Loss>> = {
  linear: (z) => [z, 1, 0],
  huber: (z) => {
    if (z <= 1) return [z, 1, 0]
    const root = Math.sqrt(z)
    return [2 * root - 1, 1 / root, -0.5 / (z * root)]
  },
  'soft-l1': (z) => {
    const root = Math.sqrt(1 + z)
    return [(2 * z) / (root + 1), 1 / root, -0.5 / ((1 + z) * root)]
  },
  cauchy: (z) => [Math.log1p(z), 1 / (1 + z), -1 / (1 + z) ** 2],
  arctan: (z) => [Math.atan(z), 1 / (1 + z * z), (-2 * z) / (1 + z * z) ** 2],
}

/** The names of all losses. */
export const lossNames: readonly string[] = Object.keys(losses)

/** A loss with the size of residuals above which it differs from the square. */
export interface ScaledLoss {
  readonly name: LossName
  readonly scale: number
}

/** Whether a residual matters the less the larger it is, so that there are many minima. */
export function forgetsFar({ name }: ScaledLoss): boolean {
  return name === 'cauchy' || name === 'arctan'
}

/** `Σ scale² ρ((rᵢ / scale)²)`, which is the sum of squares for the linear loss. */
export function totalLoss(residuals: Vector, { name, scale }: ScaledLoss): number {
  let sum = 0
  if (name === 'linear') {
    for (let i = 0; i < residuals.length; i++) sum += residuals[i]! * residuals[i]!
    return sum
  }
  const loss = losses[name]
  for (let i = 0; i < residuals.length; i++) sum += loss((residuals[i]! / scale) ** 2)[0]
  return scale * scale * sum
}

/** Residuals and Jacobian whose sum of squares has the slopes and about the curvature of a loss. */
export interface Weighted {
  readonly residuals: Vector
  readonly jacobian: Vector
}

/**
 * Weighs residuals and rows of the Jacobian so that a Gauss-Newton step on them is one on the
 * loss. Curvature that the loss takes away is left out where it would exceed what is there.
 *
 * @param jacobian  `[m, n]`
 */
export function weigh(residuals: Vector, jacobian: Vector, { name, scale }: ScaledLoss): Weighted {
  if (name === 'linear') return { residuals, jacobian }
  const loss = losses[name]
  const n = jacobian.length / residuals.length
  const rows = new Float64Array(jacobian)
  const weighted = residuals.map((residual, i) => {
    const z = (residual / scale) ** 2
    const [, first, second] = loss(z)
    const weight = Math.sqrt(Math.max(first + 2 * second * z, Number.EPSILON))
    for (let j = 0; j < n; j++) rows[i * n + j]! *= weight
    return (residual * first) / weight
  })
  return { residuals: weighted, jacobian: rows }
}

/** Half the derivatives of the total loss by each residual, first and second. */
export function lossSlopes(
  residuals: Vector,
  { name, scale }: ScaledLoss,
): { readonly first: Vector; readonly second: Vector } {
  const loss = losses[name]
  const first = new Float64Array(residuals.length)
  const second = new Float64Array(residuals.length)
  for (let i = 0; i < residuals.length; i++) {
    const z = (residuals[i]! / scale) ** 2
    const [, slope, bend] = loss(z)
    first[i] = slope * residuals[i]!
    second[i] = slope + 2 * z * bend
  }
  return { first, second }
}

/** The slopes of the total loss by the variables, `2 Jᵀ first`. */
export function lossGradient(first: Vector, jacobian: Vector): Vector {
  const n = jacobian.length / first.length
  const gradient = new Float64Array(n)
  for (let i = 0; i < first.length; i++) {
    for (let j = 0; j < n; j++) gradient[j]! += 2 * first[i]! * jacobian[i * n + j]!
  }
  return gradient
}
