import { oneOf, type Rule } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { call } from '../canonical/call.ts'
import { exponentPart, isExponential } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import { expand } from '../expand.ts'
import type { Expr } from '../expr.ts'
import { whole } from '../leaves.ts'
import { isInteger, isOne, signOf, toDouble } from '../number/numeral.ts'
import { parseExpression } from '../parse/parse.ts'

/** Sums of exponentials that are scaled already: their largest term is 1. */
const scaled = new WeakSet<Expr>()

/**
 * Sums of positive multiples of exponentials under logarithms and in denominators: they
 * overflow long before what is made of them does.
 */
export const exponentialSums: readonly Rule<Expr, Facts>[] = [
  {
    name: 'log-of-sum-of-exps',
    pattern: oneOf('term', ['log']),
    when: () => true,
    replace: (_, __, term) => {
      const exponents = exponentsOf(term.operands[0]!)
      return exponents && logOfSum(exponents)
    },
    example: () => parseExpression('log(exp(x) + exp(y) + 2)'),
  },
  {
    name: 'share-of-sum-of-exps',
    pattern: oneOf('term', ['product']),
    when: () => true,
    replace: (_, __, term) => shareOfSum(term),
    example: () => parseExpression('exp(x)/(exp(x) + exp(y))'),
  },
  {
    name: 'log-of-product-with-exp',
    pattern: oneOf('term', ['log']),
    when: () => true,
    replace: (_, facts, term) => logOfProduct(term.operands[0]!, facts),
    example: () => parseExpression('log(x*exp(y))'),
  },
]

/** Quotients with nothing above the line; after products, which need them whole. */
export const lonelyExponentialSums: readonly Rule<Expr, Facts>[] = [
  {
    name: 'quotient-by-sum-of-exps',
    pattern: oneOf('term', ['power']),
    when: () => true,
    replace: (_, __, term) => shareOfSum(term),
    example: () => parseExpression('1/(1 + exp(x))'),
  },
]

/** The logarithms of the terms of a sum of exponentials and positive numbers. */
function exponentsOf(expr: Expr): readonly Expr[] | undefined {
  if (expr.kind !== 'sum' || scaled.has(expr)) return undefined
  if (!expr.operands.some((term) => factorsOf(term).some(isExponential))) return undefined
  const exponents: Expr[] = []
  for (const term of expr.operands) {
    const exponent = exponentOf(term)
    if (!exponent) return undefined
    exponents.push(exponent)
  }
  return exponents
}

function factorsOf(term: Expr): readonly Expr[] {
  return term.kind === 'product' ? term.operands : [term]
}

function exponentOf(term: Expr): Expr | undefined {
  const parts: Expr[] = []
  for (const factor of factorsOf(term)) {
    if (isExponential(factor)) parts.push(exponentPart(factor))
    else if (factor.kind !== 'number' || signOf(factor.value) <= 0) return undefined
    else if (!isOne(factor.value)) parts.push(call('log', [factor]))
  }
  return sum(parts)
}

/** log Σ exp(uᵢ) with the largest exponent taken out. */
function logOfSum(exponents: readonly Expr[]): Expr {
  const [a, b] = exponents as readonly [Expr, Expr]
  if (exponents.length > 2) {
    const most = call('max', exponents)
    return sum([most, call('log', [scale(exponents, most)])])
  }
  if (b === whole(0)) return call('softplus', [a])
  if (a === whole(0)) return call('softplus', [b])
  const distance = call('abs', [sum([a, negate(b)])])
  return sum([call('max', [a, b]), call('softplus', [negate(distance)])])
}

function scale(exponents: readonly Expr[], most: Expr): Expr {
  const terms = exponents.map((one) => call('exp', [sum([one, negate(most)])]))
  const whole = sum(terms)
  scaled.add(whole)
  return whole
}

/** exp(t)·(Σ exp(uᵢ))^-k in terms that are at most 1 wherever the whole is. */
function shareOfSum(term: Expr): Expr | undefined {
  const factors = factorsOf(term)
  for (const factor of factors) {
    if (factor.kind !== 'power') continue
    const [base, exponent] = factor.operands
    if (exponent.kind !== 'number' || signOf(exponent.value) >= 0) continue
    const exponents = exponentsOf(base)
    if (!exponents) continue
    const others = factors.filter((one) => one !== factor)
    const above = sum(others.filter(isExponential).map(exponentPart))
    const rest = others.filter((one) => !isExponential(one))
    return product([...rest, ...shares(above, exponents, negate(exponent))])
  }
  return undefined
}

function shares(above: Expr, exponents: readonly Expr[], times: Expr): readonly Expr[] {
  const [a, b] = exponents as readonly [Expr, Expr]
  if (exponents.length > 2) {
    const most = call('max', exponents)
    const rest = call('exp', [expand(sum([above, negate(product([times, most]))]))])
    return [rest, power(scale(exponents, most), negate(times))]
  }
  const [first, second] = [call('sigmoid', [a.sub(b)]), call('sigmoid', [b.sub(a)])]
  const split = splitOf(above, a, b, times)
  if (split) return [power(first, whole(split[0])), power(second, whole(split[1]))]
  const left = expand(sum([above, negate(product([times, a]))]))
  return [call('exp', [left]), power(first, times)]
}

/** i and j with `above = i·a + j·b` and `i + j = times`, so that all is made of sigmoids. */
function splitOf(
  above: Expr,
  a: Expr,
  b: Expr,
  times: Expr,
): readonly [number, number] | undefined {
  if (times.kind !== 'number' || !isInteger(times.value)) return undefined
  const count = toDouble(times.value)
  const wanted = expand(above)
  for (let i = 0; i <= Math.min(count, mostShares); i++) {
    const j = count - i
    if (expand(sum([product([whole(i), a]), product([whole(j), b])])) === wanted) return [i, j]
  }
  return undefined
}

const mostShares = 20

/** log(exp(u)·r) = u + log r; other factors that are surely positive come out as well. */
function logOfProduct(expr: Expr, facts: Facts): Expr | undefined {
  const factors = factorsOf(expr)
  const positive = factors.filter((factor) => isSpecial(factor) && facts.isPositive(factor))
  if (positive.length === 0) return undefined
  if (factors.length === 1 && expr.kind !== 'power')
    return isExponential(expr) ? expr.operands[0] : undefined
  const rest = factors.filter((factor) => !positive.includes(factor))
  const logs = positive.map((factor) => {
    if (isExponential(factor)) return exponentPart(factor)
    const [base, exponent] = factor.kind === 'power' ? factor.operands : [factor, whole(1)]
    return product([exponent, call('log', [base])])
  })
  return sum(rest.length === 0 ? logs : [...logs, call('log', [product(rest)])])
}

/** Whether the logarithm of a factor is simpler than the factor: a function or a sum of them. */
function isSpecial(factor: Expr): boolean {
  const base = factor.kind === 'power' ? factor.operands[0] : factor
  return base.kind === 'call' || exponentsOf(base) !== undefined || scaled.has(base)
}
