import { compileFunction, type Expr, gradient, hessian, parseExpression } from '@gradus/symbolic'
import { type Vector, zeros } from '../linear-algebra/vector.ts'
import type { Problem } from './problem.ts'
import { rememberLast } from './remember-last.ts'

/** A formula: text, or an expression that was read or built. */
export type Formula = string | Expr

/** Whether something is a formula rather than a function. */
export function isFormula(objective: unknown): objective is Formula {
  if (typeof objective === 'string') return true
  return typeof objective === 'object' && objective !== null && 'kind' in objective
}

/** The expression of a formula; throws an `ExpressionError` for a text that is none. */
export function readFormula(formula: Formula): Expr {
  return typeof formula === 'string' ? parseExpression(formula) : formula
}

// Restarts, bootstraps and sliders solve the same formula again, and to read, derive and
// compile it takes longer than most solves do.
const remembered = rememberLast<Problem>(64)

/**
 * A formula as an objective with exact derivatives. Each derivative is derived and compiled
 * when it is first asked for; the problems of the last formulas are kept.
 *
 * Throws a RangeError for a formula with a variable that is not listed.
 */
export function problemOfFormula(formula: Formula, variables: readonly string[]): Problem {
  return remembered([formula, ...variables], () => problemOfExpr(readFormula(formula), variables))
}

function problemOfExpr(expr: Expr, variables: readonly string[]): Problem {
  const n = variables.length
  const value = compileFunction(expr, variables)
  const both = once(() => compileFunction([expr, ...gradient(expr, variables)], variables))
  const second = once(() => compileHessian(expr, variables))
  const valueAndGradient = (x: Vector) => {
    const results = both()(x, zeros(n + 1))
    return { value: results[0]!, gradient: results.subarray(1) }
  }
  return {
    size: n,
    value,
    valueAndGradient,
    gradient: (x) => valueAndGradient(x).gradient,
    hessian: (x) => second()(x),
  }
}

function compileHessian(expr: Expr, variables: readonly string[]): (x: Vector) => Vector {
  const n = variables.length
  const rows = hessian(expr, variables)
  const upper = rows.flatMap((row, i) => row.slice(i))
  const run = compileFunction(upper, variables)
  return (x) => {
    const entries = run(x)
    const matrix = zeros(n * n)
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = i; j < n; j++, at++) {
        matrix[i * n + j] = entries[at]!
        matrix[j * n + i] = entries[at]!
      }
    }
    return matrix
  }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
