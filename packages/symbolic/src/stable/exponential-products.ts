import { call } from '../canonical/call.ts'
import { exponentPart, isExponential } from '../canonical/parts.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { factorsOf, isBelow, splitPower } from '../factors.ts'
import type { FormulaRule } from '../identity/rule.ts'
import { exponentsOf, joinExponentials, logOfSum, shareOfSum } from './exponential-sum.ts'

/** Products of exponentials with quotients by sums of them, and logarithms of either. */
export const exponentialProducts: readonly FormulaRule[] = [
  {
    name: 'share-of-sum-of-exps',
    heads: ['product'],
    replace: shares,
  },
  { name: 'join-exps', heads: ['product'], replace: joinExponentials },
  {
    name: 'log-of-sum-of-exps',
    heads: ['log'],
    replace: (term) => logOfSums(term.operands[0]!),
  },
]

/** e^t·s^-k for sums s of exponentials, in factors of at most 1. */
function shares(term: Expr): Expr | undefined {
  const factors = factorsOf(term)
  const below = factors.find((one) => isBelow(one) && exponentsOf(one.operands[0]!))
  if (!below) return undefined
  const exponents = exponentsOf(below.operands[0]!)!
  const above = sum(factors.filter(isExponential).map(exponentPart))
  const others = factors.filter((one) => one !== below && !isExponential(one))
  return product([...others, ...shareOfSum(above, exponents, negate(exponentPart(below)))])
}

/** log(e^u·s^k·r) = u + k·log s + log r: exponentials and sums of them are positive. */
function logOfSums(expr: Expr): Expr | undefined {
  const logs: Expr[] = []
  const rest: Expr[] = []
  for (const factor of factorsOf(expr)) {
    const log = logOf(factor)
    if (log) logs.push(log)
    else rest.push(factor)
  }
  if (logs.length === 0) return undefined
  return rest.length === 0 ? sum(logs) : sum([...logs, call('log', [product(rest)])])
}

function logOf(factor: Expr): Expr | undefined {
  if (isExponential(factor)) return exponentPart(factor)
  const [base, exponent] = splitPower(factor)
  const exponents = exponentsOf(base)
  return exponents && product([exponent, logOfSum(exponents)])
}
