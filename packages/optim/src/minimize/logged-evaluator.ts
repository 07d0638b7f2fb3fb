import { lossGradient } from '../least-squares/loss.ts'
import {
  copyOf,
  dot,
  isFiniteVector,
  scaled,
  type Vector,
  zeros,
} from '../linear-algebra/vector.ts'
import type { Box } from '../objective/bounds.ts'
import {
  differenceGradient,
  differenceHessian,
  differenceJacobian,
  hessianOfSquares,
  secondDifferences,
} from '../objective/finite-differences.ts'
import { ObjectiveError } from '../objective/from-functions.ts'
import type { Problem, ValueAndGradient } from '../objective/problem.ts'
import type {
  BestPoint,
  ConstrainedEvaluator,
  ConstrainedSlopes,
  ConstrainedValue,
  Evaluation,
  EvaluatorMemory,
  Failure,
} from './evaluator.ts'
import { violationOf } from './violation.ts'

/** When calls have to end. */
export interface EvaluationLimits {
  /** No function is called more often than this. */
  readonly maxEvaluations: number
  readonly signal?: AbortSignal | undefined
}

/** Ends an iteration in the middle, when a call is asked for that may not be made. */
export class Interruption extends Error {
  readonly code: 'evaluation-limit' | 'aborted'

  constructor(code: 'evaluation-limit' | 'aborted') {
    super(code)
    this.code = code
  }
}

/** Constraints are met where they are violated by no more than this. */
export const feasibility = 1e-8

const nothing: EvaluatorMemory = { counts: { value: 0, gradient: 0, hessian: 0 } }

/**
 * Calls the objective for a solver: counts, keeps the best point, turns exceptions into NaN,
 * takes differences for derivatives that are not given, and logs each call of the current
 * iteration. An iteration that was interrupted is run again from its first state; it gets
 * the logged results, and so arrives at the same bits.
 */
export class LoggedEvaluator implements ConstrainedEvaluator {
  readonly problem: Problem
  readonly box: Box | undefined
  /** The usual size of each variable: its magnitude at the start, or 1 where that is 0. */
  readonly typical: Vector
  readonly #limits: EvaluationLimits
  #memory: EvaluatorMemory = nothing
  #log: Evaluation[] = []
  #cursor = 0
  #value = 0
  #gradient = 0
  #hessian = 0
  #first: number | undefined
  #best: BestPoint | undefined
  #failure: Failure | undefined
  // The gradient that came along with the last value, where both come from one call.
  #joint: { readonly x: Vector; readonly gradient: Vector } | undefined
  // With constraints, a value and its slopes are asked for by several parts of an iteration.
  #constrained: { readonly x: Vector; readonly found: ConstrainedValue } | undefined
  #slopes: { readonly x: Vector; readonly found: ConstrainedSlopes } | undefined

  constructor(
    problem: Problem,
    { typical, box }: { readonly typical: Vector; readonly box: Box | undefined },
    limits: EvaluationLimits,
  ) {
    this.problem = problem
    this.box = box
    this.typical = typical
    this.#limits = limits
  }

  /** Starts an iteration, or one that was interrupted again. */
  begin(memory: EvaluatorMemory = this.memory, log: readonly Evaluation[] = []): void {
    this.#memory = memory
    this.#log = log.slice()
    this.#cursor = 0
    this.#value = memory.counts.value
    this.#gradient = memory.counts.gradient
    this.#hessian = memory.counts.hessian
    this.#first = memory.first
    this.#best = memory.best
    this.#failure = memory.failure
    this.#joint = undefined
    this.#constrained = undefined
    this.#slopes = undefined
  }

  /** What is remembered now, in the middle of an iteration too. */
  get memory(): EvaluatorMemory {
    const counts = { value: this.#value, gradient: this.#gradient, hessian: this.#hessian }
    return { counts, first: this.#first, best: this.#best, failure: this.#failure }
  }

  /** What was remembered when this iteration began. */
  get memoryBefore(): EvaluatorMemory {
    return this.#memory
  }

  /** The calls of this iteration. */
  get log(): readonly Evaluation[] {
    return this.#log
  }

  get best(): BestPoint | undefined {
    return this.#best
  }

  get failure(): Failure | undefined {
    return this.#failure
  }

  get first(): number | undefined {
    return this.#first
  }

  get hasHessian(): boolean {
    return this.problem.hessian !== undefined
  }

  /** The relative error of a gradient: rounding, or that of differences. */
  get gradientError(): number {
    return this.#hasGradient ? Number.EPSILON : 1e-10
  }

  get #hasGradient(): boolean {
    const { gradient, valueAndGradient, squares } = this.problem
    return Boolean(gradient || valueAndGradient || squares?.jacobian)
  }

  /** The relative error of a Hessian whose diagonal is scaled to 1. */
  get hessianError(): number {
    const { hessian, squares } = this.problem
    if (hessian) return 4 * Number.EPSILON
    if (squares) return squares.jacobian ? 1e-11 : 1e-8
    return this.#hasGradient ? 1e-9 : 1e-6
  }

  /** The objective at `x`; NaN where it throws. */
  value(x: Vector): number {
    if (this.problem.isJoint) return this.#askBoth(x, 'value').value
    if (this.problem.squares) return this.residuals(x).value
    const { problem } = this
    const evaluation = this.#ask('value', x, () => ({ value: problem.value(x) }))
    return this.#see(x, evaluation)
  }

  /** Value and gradient; the value counts as NaN where the gradient is not finite. */
  valueAndGradient(x: Vector): ValueAndGradient {
    if (this.problem.valueAndGradient) {
      const both = this.#askBoth(x, 'both')
      return this.#isKnown(x, both) ? both : { ...both, value: Number.NaN }
    }
    const value = this.value(x)
    if (!Number.isFinite(value)) return { value, gradient: missing(x.length) }
    const gradient = this.gradient(x)
    return { value: this.#isKnown(x, { value, gradient }) ? value : Number.NaN, gradient }
  }

  /** Whether there are slopes where there is a value. */
  #isKnown(point: Vector, { value, gradient }: ValueAndGradient): boolean {
    const isKnown = isFiniteVector(gradient)
    if (!isKnown && Number.isFinite(value)) {
      this.#failure ??= { value: Number.NaN, point, message: 'a slope is not a number' }
    }
    return isKnown
  }

  /** The gradient, by differences of values where none is given. */
  gradient(x: Vector): Vector {
    const { problem } = this
    if (problem.gradient && !problem.isJoint) {
      const { gradient } = problem
      return this.#ask('gradient', x, () => ({ gradient: gradient(x) })).gradient!
    }
    if (problem.valueAndGradient) {
      const joint = this.#joint
      return joint && isSame(joint.x, x) ? joint.gradient : this.#askBoth(x, 'both').gradient
    }
    if (problem.squares) {
      const { residuals } = this.residuals(x)
      if (residuals.length === 0) return missing(x.length)
      return lossGradient(problem.squares.slopes(residuals).first, this.jacobian(x))
    }
    return differenceGradient((at) => this.value(at), x, this)
  }

  /** The Hessian, by differences of gradients or values where none is given. */
  hessian(x: Vector): Vector {
    const { hessian, squares } = this.problem
    if (hessian) {
      const { hessian: found } = this.#ask('hessian', x, () => ({ hessian: hessian(x) }))
      const message = 'a second derivative is not a number'
      if (!isFiniteVector(found!)) this.#failure ??= { value: Number.NaN, point: x, message }
      return found!
    }
    if (squares) {
      const { residuals } = this.residuals(x)
      if (residuals.length === 0) return missing(x.length ** 2)
      const slopes = squares.slopes(residuals)
      return hessianOfSquares((at) => this.jacobian(at), slopes, x, this)
    }
    return this.#hasGradient
      ? differenceHessian((at) => this.gradient(at), x, this)
      : secondDifferences((at) => this.value(at), x, this)
  }

  /** The residuals of a sum of squares with their total; NaN and none where they throw. */
  residuals(x: Vector): { readonly value: number; readonly residuals: Vector } {
    const { residuals, total } = this.problem.squares!
    const evaluation = this.#ask('value', x, () => {
      const found = residuals(x)
      return { residuals: found, value: total(found) }
    })
    return { value: this.#see(x, evaluation), residuals: evaluation.residuals ?? missing(0) }
  }

  /** The Jacobian of the residuals, by differences where none is given. */
  jacobian(x: Vector): Vector {
    const { jacobian } = this.problem.squares!
    if (!jacobian) return differenceJacobian((at) => this.residuals(at).residuals, x, this)
    const { jacobian: found } = this.#ask('gradient', x, () => ({ jacobian: jacobian(x) }))
    return found ?? missing(x.length)
  }

  get isEquality(): readonly boolean[] {
    return this.problem.constraints?.isEquality ?? []
  }

  constrained(x: Vector): ConstrainedValue {
    if (this.#constrained && isSame(this.#constrained.x, x)) return this.#constrained.found
    const { value, constraints } = this.problem
    const evaluation = this.#ask('value', x, () => ({
      value: value(x),
      constraints: constraints!.values(x),
    }))
    const numbers = evaluation.constraints ?? missing(this.isEquality.length)
    const found = { value: this.#see(x, evaluation), constraints: numbers }
    this.#constrained = { x, found }
    return found
  }

  constrainedGradient(x: Vector): ConstrainedSlopes {
    if (this.#slopes && isSame(this.#slopes.x, x)) return this.#slopes.found
    const found = this.#askSlopes(x)
    this.#slopes = { x, found }
    return found
  }

  #askSlopes(x: Vector): ConstrainedSlopes {
    const { gradient, constraints } = this.problem
    if (!gradient || !constraints?.jacobian) return this.#differencesOfAll(x)
    const { jacobian } = constraints
    const found = this.#ask('gradient', x, () => ({ gradient: gradient(x), jacobian: jacobian(x) }))
    const rows = this.isEquality.length
    return { gradient: found.gradient!, jacobian: found.jacobian ?? missing(rows * x.length) }
  }

  /** Value and constraints are moved together, so that one call serves both. */
  #differencesOfAll(x: Vector): ConstrainedSlopes {
    const all = (at: Vector): Vector => {
      const { value, constraints } = this.constrained(at)
      return Float64Array.of(value, ...constraints)
    }
    const rows = differenceJacobian(all, x, this)
    return { gradient: rows.slice(0, x.length), jacobian: rows.slice(x.length) }
  }

  lagrangianHessian(x: Vector, multipliers: Vector, share = 1): Vector {
    const { hessian, constraints } = this.problem
    if (!this.#hasGradient || !constraints?.jacobian) {
      const lagrangian = (at: Vector): number => {
        const found = this.constrained(at)
        return share * found.value + dot(found.constraints, multipliers)
      }
      return secondDifferences(lagrangian, x, this)
    }
    if (!hessian || !constraints.hessians) {
      const slopes = (at: Vector): Vector => {
        const { gradient, jacobian } = this.constrainedGradient(at)
        return addRows(scaled(gradient, share), jacobian, multipliers)
      }
      return differenceHessian(slopes, x, this)
    }
    const { hessians } = constraints
    const found = this.#ask('hessian', x, () => ({ hessian: hessian(x), jacobian: hessians(x) }))
    const own = scaled(found.hessian!, share)
    return addRows(own, found.jacobian ?? missing(x.length ** 2), multipliers)
  }

  #askBoth(x: Vector, kind: 'value' | 'both'): ValueAndGradient {
    const call = this.problem.valueAndGradient!
    const evaluation = this.#ask(kind, x, () => call(x))
    const value = this.#see(x, evaluation)
    const gradient = evaluation.gradient!
    this.#joint = { x, gradient }
    return { value, gradient }
  }

  #ask(kind: Kind, x: Vector, call: () => Evaluation): Evaluation {
    let evaluation = this.#log[this.#cursor]
    if (!evaluation) {
      this.#refuse(kind)
      evaluation = attempt(call, x.length, this.#callsOf(kind) === 0)
      this.#log.push(evaluation)
    }
    this.#cursor++
    if (kind === 'value' || kind === 'both') this.#value++
    if (kind === 'gradient' || kind === 'both') this.#gradient++
    if (kind === 'hessian') this.#hessian++
    if (evaluation.error !== undefined) {
      this.#failure ??= { value: Number.NaN, point: x, message: evaluation.error }
    }
    return evaluation
  }

  #refuse(kind: Kind): void {
    const { maxEvaluations, signal } = this.#limits
    if (signal?.aborted) throw new Interruption('aborted')
    if (this.#callsOf(kind) >= maxEvaluations) throw new Interruption('evaluation-limit')
  }

  /** How often functions of a kind were called, the most of them for several. */
  #callsOf(kind: Kind): number {
    if (kind === 'both') return Math.max(this.#value, this.#gradient)
    if (kind === 'value') return this.#value
    return kind === 'gradient' ? this.#gradient : this.#hessian
  }

  #see(x: Vector, { value = Number.NaN, constraints, residuals }: Evaluation): number {
    if (Number.isFinite(value)) this.#first ??= value
    if (constraints) return this.#seeConstrained(x, value, constraints)
    if (isBetter(value, 0, this.#best)) {
      this.#best = residuals ? { x, value, residuals } : { x, value }
    } else if (!Number.isFinite(value)) this.#failure ??= { value, point: x }
    return value
  }

  #seeConstrained(x: Vector, value: number, constraints: Vector): number {
    const found = violationOf(constraints, this.isEquality)
    const isUnknown = Number.isNaN(found)
    const violation = isUnknown ? unknownViolation : found
    if (isBetter(value, violation, this.#best)) this.#best = { x, value, violation }
    else if (!Number.isFinite(value)) this.#failure ??= { value, point: x }
    if (isUnknown) this.#failure ??= { value, point: x, message: 'a constraint is not a number' }
    return value
  }
}

/** Where a constraint is not a number: any other point is better. */
const unknownViolation = Number.POSITIVE_INFINITY

/** Less violation comes before less value, until it does not matter. */
function isBetter(value: number, violation: number, best: BestPoint | undefined): boolean {
  if (!(value < Number.POSITIVE_INFINITY)) return false
  if (!best) return true
  const excess = Math.max(violation, feasibility)
  const bestExcess = Math.max(best.violation ?? 0, feasibility)
  return excess === bestExcess ? value < best.value : excess < bestExcess
}

/** `a + Σ factorₖ rowₖ` for rows as long as `a`. */
function addRows(a: Vector, rows: Vector, factors: Vector): Vector {
  const sum = copyOf(a)
  for (let k = 0; k < factors.length; k++) {
    for (let j = 0; j < sum.length; j++) sum[j]! += factors[k]! * rows[k * sum.length + j]!
  }
  return sum
}

type Kind = 'value' | 'gradient' | 'both' | 'hessian'

/**
 * What a call comes to. What is no number at all is a mistake in the function, which its first
 * call shows; later on it is a point to avoid, so that nothing is lost.
 */
function attempt(call: () => Evaluation, n: number, isFirst: boolean): Evaluation {
  try {
    return call()
  } catch (error) {
    if (isFirst && error instanceof ObjectiveError) throw error
    const message = error instanceof Error ? error.message : String(error)
    const value = Number.NaN
    return { value, gradient: missing(n), hessian: missing(n * n), error: message }
  }
}

function missing(n: number): Vector {
  return zeros(n).fill(Number.NaN)
}

function isSame(a: Vector, b: Vector): boolean {
  for (let i = 0; i < a.length; i++) if (a[i]! !== b[i]!) return false
  return true
}
