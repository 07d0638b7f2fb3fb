import { call } from '../canonical/call.ts'
import { exponentPart, isExponential } from '../canonical/parts.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf, isNegative, wholeNumberOf } from '../factors.ts'
import { whole } from '../leaves.ts'
import { grouped, multipliedOut } from './regroup.ts'

/**
 * The logarithms of the terms of a sum of positive multiples of exponentials, with positive
 * numbers as multiples of e⁰. Such sums overflow long before what is made of them does.
 */
export function exponentsOf(expr: Expr): readonly Expr[] | undefined {
  let found = knownExponents.get(expr)
  if (found === undefined) {
    found = isSumOfExponentials(expr) && !expr.operands.some(isNegative) ? logsOf(expr) : none
    knownExponents.set(expr, found)
  }
  return found === none ? undefined : found
}

const none: readonly Expr[] = []
const knownExponents = new WeakMap<Expr, readonly Expr[]>()

function logsOf({ operands }: Expr): readonly Expr[] {
  return operands.map((term) =>
    sum(
      factorsOf(term).map((factor) =>
        isExponential(factor) ? exponentPart(factor) : call('log', [factor]),
      ),
    ),
  )
}

const mostTerms = 200

/** Whether a formula is a sum of multiples of exponentials, of any sign. */
export function isSumOfExponentials(expr: Expr): boolean {
  if (expr.kind !== 'sum' || expr.operands.length > mostTerms) return false
  const factors = expr.operands.flatMap(factorsOf)
  return (
    factors.some(isExponential) &&
    factors.every((factor) => factor.kind === 'number' || isExponential(factor))
  )
}

const knownLogs = new WeakMap<readonly Expr[], Expr>()

/** log Σ exp(uᵢ) with the largest exponent taken out. */
export function logOfSum(exponents: readonly Expr[]): Expr {
  const found = knownLogs.get(exponents) ?? makeLogOfSum(exponents)
  knownLogs.set(exponents, found)
  return found
}

function makeLogOfSum(exponents: readonly Expr[]): Expr {
  const others = exponents.filter((one) => one !== whole(0))
  if (others.length < exponents.length) return call('softplus', [logOfSum(others)])
  const [a, b] = exponents as readonly [Expr, Expr]
  if (exponents.length === 1) return a
  const most = call('max', exponents)
  if (exponents.length > 2) {
    // Grouped, as it needs no more than it is: its largest term is 1.
    const terms = grouped(sum(exponents.map((one) => call('exp', [sum([one, negate(most)])]))))
    return sum([most, call('log', [terms])])
  }
  const distance = call('abs', [sum([a, negate(b)])])
  return sum([most, call('softplus', [negate(distance)])])
}

const mostShares = 20

/** Factors that make e^t·(Σ exp(uᵢ))^-k, each at most 1 where that is possible. */
export function shareOfSum(t: Expr, exponents: readonly Expr[], times: Expr): readonly Expr[] {
  const [a, b] = exponents as readonly [Expr, Expr]
  const count = exponents.length === 2 ? (wholeNumberOf(times) ?? 0) : 0
  // All is made of sigmoids where t is i·a + (k - i)·b.
  for (let i = 0; count > 0 && i <= Math.min(count, mostShares); i++) {
    const rest = multipliedOut(sum([t, a.mul(-i), b.mul(i - count)]))
    if (rest !== whole(0)) continue
    return [call('sigmoid', [a.sub(b)]).pow(i), call('sigmoid', [b.sub(a)]).pow(count - i)]
  }
  return [call('exp', [multipliedOut(sum([t, negate(product([times, logOfSum(exponents)]))]))])]
}

/** e^u·e^v as e^(u + v). */
export function joinExponentials(term: Expr): Expr {
  const exponents = factorsOf(term).filter(isExponential)
  if (exponents.length < 2) return term
  const others = term.operands.filter((factor) => !isExponential(factor))
  return product([...others, call('exp', [multipliedOut(sum(exponents.map(exponentPart)))])])
}
