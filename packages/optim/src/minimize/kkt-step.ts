import {
  applyReflections,
  applyTransposed,
  factorQr,
  type QrFactors,
  rankOf,
  solveUpper,
  solveUpperTransposed,
  upperFactor,
} from '../linear-algebra/qr.ts'
import { dot, multiply, type Vector } from '../linear-algebra/vector.ts'
import { type Candidate, judge, type Verdict } from './certificate.ts'

/**
 * A quadratic model with equations, in variables that are free and of usual size 1:
 * minimize `gᵀp + ½ pᵀH p` where `A p + c = 0`.
 */
export interface KktSystem {
  readonly gradient: Vector
  /** `[n, n]`, symmetric: of the Lagrangian. */
  readonly hessian: Vector
  /** `[equations, n]`. */
  readonly jacobian: Vector
  readonly residual: Vector
  /** The sizes of the terms that the slopes are made of, for their rounding errors. */
  readonly scale: number
  readonly gradientError: number
  readonly hessianError: number
}

/** What the model comes to. */
export interface KktStep {
  readonly step: Vector
  /** One for each equation; 0 for those that depend on the others. */
  readonly multipliers: Vector
  /** On the directions that keep the equations, of which there may be none. */
  readonly verdict: Verdict | undefined
  /** What was judged, in coordinates of these directions. */
  readonly candidate: Candidate
  /** A direction of the null space in the variables of the system. */
  readonly lift: (reduced: Vector) => Vector
}

/**
 * The step to the stationary point of the model, by a basis of the null space of the
 * equations. Equations that depend on others are left out.
 *
 * Source: Nocedal and Wright, "Numerical optimization" (2006), §16.2.
 */
export function kktStep(system: KktSystem): KktStep {
  const { gradient, hessian, jacobian, residual } = system
  const n = gradient.length
  const factors = factorQr(transposed(jacobian, residual.length, n), n, residual.length)
  const rank = Math.min(rankOf(factors), n)
  const upper = leading(upperFactor(factors), residual.length, rank)
  const target = Float64Array.from({ length: rank }, (_, k) => -residual[factors.order[k]!]!)
  const normal = lift(factors, solveUpperTransposed(upper, target), 0)
  const slope = sum(gradient, multiply(hessian, normal, n))
  const free = n - rank
  const basis = Array.from({ length: free }, (_, k) => lift(factors, unit(free, k), rank))
  const candidate = reduce(system, basis, slope)
  const verdict = free > 0 ? judge(candidate) : undefined
  const raise = (v: Vector): Vector => lift(factors, v, rank)
  const step = verdict ? sum(normal, raise(verdict.step)) : normal
  const balance = applyTransposed(factors, sum(gradient, multiply(hessian, step, n)))
  const found = solveUpper(upper, balance.subarray(0, rank), rank)
  const multipliers = new Float64Array(residual.length)
  for (let k = 0; k < rank; k++) multipliers[factors.order[k]!] = -found[k]!
  return { step, multipliers, verdict, candidate, lift: raise }
}

/** The model on the null space, in the form that points are judged in. */
function reduce(system: KktSystem, basis: readonly Vector[], slope: Vector): Candidate {
  const m = basis.length
  const n = slope.length
  const images = basis.map((each) => multiply(system.hessian, each, n))
  const hessian = new Float64Array(m * m)
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      hessian[a * m + b] = dot(basis[a]!, images[b]!)
      hessian[b * m + a] = hessian[a * m + b]!
    }
  }
  const { scale, gradientError, hessianError } = system
  return {
    x: new Float64Array(m),
    value: scale,
    gradient: Float64Array.from(basis, (each) => dot(each, slope)),
    hessian,
    typical: new Float64Array(m).fill(1),
    box: undefined,
    gradientError,
    hessianError,
  }
}

/** `Q` times a vector whose entries begin at `from`. */
function lift(factors: QrFactors, entries: Vector, from: number): Vector {
  const all = new Float64Array(factors.rows)
  all.set(entries, from)
  return applyReflections(factors, all)
}

function unit(length: number, k: number): Vector {
  const vector = new Float64Array(length)
  vector[k] = 1
  return vector
}

function sum(a: Vector, b: Vector): Vector {
  return a.map((entry, i) => entry + b[i]!)
}

function transposed(matrix: Vector, rows: number, columns: number): Vector {
  const turned = new Float64Array(matrix.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j]!
  }
  return turned
}

/** The leading square of a square matrix. */
function leading(matrix: Vector, size: number, rank: number): Vector {
  const part = new Float64Array(rank * rank)
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < rank; j++) part[i * rank + j] = matrix[i * size + j]!
  }
  return part
}
