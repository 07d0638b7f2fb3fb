import { Facts } from './assumptions.ts'
import { isExponential } from './canonical/parts.ts'
import { negate, product } from './canonical/product.ts'
import { coefficientsOf, dependsOn } from './collect.ts'
import { evaluate } from './evaluate.ts'
import { expand } from './expand.ts'
import type { Expr } from './expr.ts'
import { factorOut } from './factor-out.ts'
import { factorsOf } from './factors.ts'
import { gradient } from './gradient.ts'
import { hessian } from './hessian.ts'
import { sym, whole } from './leaves.ts'
import { signOf } from './number/numeral.ts'
import { realRoots } from './real-roots.ts'
import { substitute } from './substitute.ts'
import { freeVariables } from './traverse.ts'

/** A point at which the gradient is zero, with exact coordinates. */
export interface CriticalPoint {
  readonly at: Readonly<Record<string, Expr>>
  /** By the Hessian; "degenerate" where that does not decide. */
  readonly kind: 'minimum' | 'maximum' | 'saddle' | 'degenerate'
}

/**
 * All points at which the gradient of a formula is zero, or "unknown".
 *
 * Solves gradients that are polynomials with fractions as coefficients, where one equation
 * after the other has a single unknown, is linear in one, or is a product: linear systems,
 * separable formulas, Rosenbrock's function. Whatever is listed is exact and complete; where
 * there are infinitely many, the answer is "unknown".
 */
export function criticalPoints(
  expr: Expr,
  variables: readonly string[] = freeVariables(expr),
): readonly CriticalPoint[] | 'unknown' {
  if (variables.length === 0) return 'unknown'
  const solutions = solve(gradient(expr, variables), variables)
  if (solutions === 'unknown') return 'unknown'
  const second = hessian(expr, variables)
  const points: CriticalPoint[] = []
  for (const at of solutions) {
    const matrix = second.map((row) => row.map((entry) => evaluate(substitute(entry, at))))
    if (matrix.flat().some((entry) => !Number.isFinite(entry))) return 'unknown'
    points.push({ at, kind: kindOf(matrix) })
  }
  return points
}

/** Equations still to be solved, and what variables are by those solved already. */
interface State {
  readonly equations: readonly Expr[]
  readonly open: readonly string[]
  readonly solved: Readonly<Record<string, Expr>>
}

type Step = readonly State[] | 'stuck'

const mostStates = 2000

function solve(
  equations: readonly Expr[],
  variables: readonly string[],
): readonly Readonly<Record<string, Expr>>[] | 'unknown' {
  const pending: State[] = [{ equations, open: variables, solved: {} }]
  const found: Readonly<Record<string, Expr>>[] = []
  for (let visited = 0; pending.length > 0; visited++) {
    if (visited > mostStates) return 'unknown'
    const state = withoutTrivial(pending.pop()!)
    if (!state) continue
    if (state.equations.length === 0) {
      if (state.open.length > 0) return 'unknown'
      const { solved } = state
      const isKnown = found.some((at) => variables.every((name) => at[name] === solved[name]))
      if (!isKnown) found.push(Object.fromEntries(variables.map((name) => [name, solved[name]!])))
      continue
    }
    const next = advance(state)
    if (next === 'stuck') return 'unknown'
    pending.push(...next.toReversed())
  }
  return found
}

/** Drops equations that hold; `undefined` where one never does. */
function withoutTrivial(state: State): State | undefined {
  const equations = state.equations.map((equation) => expand(equation))
  const isImpossible = equations.some(
    (equation) => equation.kind === 'number' && signOf(equation.value) !== 0,
  )
  if (isImpossible) return undefined
  return { ...state, equations: equations.filter((equation) => equation !== whole(0)) }
}

function advance(state: State): Step {
  for (const tactic of [splitFactors, solveLinear, solveAlone]) {
    const next = tactic(state)
    if (next !== 'stuck') return next
  }
  return 'stuck'
}

/** A product is zero where one of its factors is. */
function splitFactors(state: State): Step {
  const facts = new Facts()
  for (const equation of state.equations) {
    const factored = factorOut(equation)
    if (factored.kind !== 'product' && factored.kind !== 'power') continue
    const bases = factorsOf(factored).map((factor) => vanishing(factor, facts))
    if (bases.includes('unknown')) continue
    const open = bases.filter((base) => base !== 'never')
    if (open.length === 1 && open[0] === equation) continue
    const others = state.equations.filter((one) => one !== equation)
    return open.map((base) => ({ ...state, equations: [base as Expr, ...others] }))
  }
  return 'stuck'
}

/** What has to be zero for a factor to be. */
function vanishing(factor: Expr, facts: Facts): Expr | 'never' | 'unknown' {
  if (factor.kind === 'number' || factor.kind === 'constant' || isExponential(factor)) {
    return 'never'
  }
  if (factor.kind !== 'power') return factor
  const [base, exponent] = factor.operands
  if (exponent.kind !== 'number') return 'unknown'
  if (signOf(exponent.value) > 0) return base
  return facts.isNonzero(base) ? 'never' : 'unknown'
}

/** An equation in which one unknown stands alone, times a number, gives it. */
function solveLinear(state: State): Step {
  for (const equation of state.equations) {
    for (const name of state.open) {
      const coefficients = coefficientsOf(equation, name)
      const [rest, slope] = coefficients ?? []
      if (coefficients?.length !== 2 || !rest || slope?.kind !== 'number') continue
      return [settle(state, equation, name, negate(product([rest, slope.pow(-1)])))]
    }
  }
  return 'stuck'
}

/** An equation in one unknown has the roots of its polynomial. */
function solveAlone(state: State): Step {
  for (const equation of state.equations) {
    const unknowns = state.open.filter((name) => dependsOn(equation, sym(name)))
    const [name] = unknowns
    if (!name || unknowns.length > 1) continue
    const coefficients = coefficientsOf(equation, name)
    const roots = coefficients && realRoots(coefficients)
    if (roots) return roots.map((root) => settle(state, equation, name, root))
  }
  return 'stuck'
}

function settle(state: State, equation: Expr, name: string, value: Expr): State {
  const put = (expr: Expr): Expr => substitute(expr, { [name]: value })
  const solved = Object.fromEntries(
    Object.entries(state.solved).map(([key, known]) => [key, expand(put(known))]),
  )
  return {
    equations: state.equations.filter((one) => one !== equation).map(put),
    open: state.open.filter((one) => one !== name),
    solved: { ...solved, [name]: value },
  }
}

const negligible = 1e-12

/** The signs of the pivots of a symmetric matrix are those of its eigenvalues (Sylvester). */
function kindOf(matrix: readonly (readonly number[])[]): CriticalPoint['kind'] {
  const rows = matrix.map((row) => [...row])
  const scale = Math.max(...rows.flat().map(Math.abs))
  let [positive, negative] = [0, 0]
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows[k]![k]!
    if (Math.abs(pivot) <= negligible * scale) {
      const isSaddle = rows[k]!.slice(k + 1).some((entry) => Math.abs(entry) > negligible * scale)
      return isSaddle || positive * negative > 0 ? 'saddle' : 'degenerate'
    }
    if (pivot > 0) positive++
    else negative++
    for (let i = k + 1; i < rows.length; i++) {
      const factor = rows[i]![k]! / pivot
      for (let j = k; j < rows.length; j++) rows[i]![j]! -= factor * rows[k]![j]!
    }
  }
  if (positive > 0 && negative > 0) return 'saddle'
  return positive > 0 ? 'minimum' : 'maximum'
}
