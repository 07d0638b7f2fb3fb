import { type Algebra, type ElementwiseName, f64Lanes, programs, signatures } from '@gradus/ops'
import { constant, type Expr, exprAlgebra, num } from '@gradus/symbolic'

/** A number, or a formula where it depends on a variable. */
export type Scalar = number | Expr

/**
 * The carrier of numbers that become formulas where they meet one. After `most` operations
 * on formulas, and after a number that is not finite, it makes no more of them.
 */
export class ScalarAlgebra {
  readonly algebra: Algebra<Scalar>
  /** Operations on formulas so far. */
  made = 0
  /** Whether a formula has met a number that is not finite. */
  isBroken = false
  readonly #most: number

  constructor(most: number) {
    this.#most = most
    const ops = Object.keys(signatures).map((op) => [
      op,
      (...args: readonly Scalar[]) => this.#apply(op as ElementwiseName, args),
    ])
    this.algebra = {
      ...(Object.fromEntries(ops) as Algebra<Scalar>),
      constant: (value) => value,
    }
  }

  get isFull(): boolean {
    return this.made > this.#most
  }

  #apply(op: ElementwiseName, args: readonly Scalar[]): Scalar {
    if (args.every((arg) => typeof arg === 'number')) return compute(op, args)
    this.made++
    if (this.isFull || this.isBroken) return Number.NaN
    const wanted = signatures[op]
    const given = args.map((arg, i) => this.#asFormula(arg, wanted[i] === 'm'))
    if (this.isBroken) return Number.NaN
    return (exprAlgebra[op] as (...formulas: readonly Expr[]) => Expr)(...given)
  }

  #asFormula(value: Scalar, isCondition: boolean): Expr {
    if (typeof value !== 'number') return value
    if (isCondition) return constant(value === 0 ? 'false' : 'true')
    if (Number.isFinite(value)) return num(value)
    this.isBroken = true
    return num(0)
  }
}

type Program = (lanes: typeof f64Lanes, ...args: readonly (number | boolean)[]) => number | boolean

function compute(op: ElementwiseName, args: readonly number[]): number {
  const wanted = signatures[op]
  const given = args.map((arg, i) => (wanted[i] === 'm' ? arg !== 0 : arg))
  return Number((programs[op] as Program)(f64Lanes, ...given))
}
