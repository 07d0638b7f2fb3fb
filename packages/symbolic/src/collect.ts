import { power } from './canonical/power.ts'
import { product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { expand } from './expand.ts'
import type { Expr } from './expr.ts'
import { factorsOf, termsOf, wholeNumberOf } from './factors.ts'
import { sym, whole } from './leaves.ts'
import { nodesOf } from './traverse.ts'

/**
 * A formula as a polynomial in one variable: `x·y + x + x²` becomes `x² + x·(y + 1)`.
 * Terms in which the variable stands otherwise than in a whole power keep their place.
 */
export function collect(expr: Expr, variable: string): Expr {
  const { coefficients, rest } = powersIn(expr, variable)
  const x = sym(variable)
  const terms = [...coefficients].map(([degree, coefficient]) =>
    product([coefficient, power(x, whole(degree))]),
  )
  return sum([...terms, ...rest])
}

/**
 * The coefficients of a polynomial in one variable, that of xⁱ at i; `undefined` where the
 * formula is not one. They may contain other variables.
 */
export function coefficientsOf(expr: Expr, variable: string): readonly Expr[] | undefined {
  const { coefficients, rest } = powersIn(expr, variable)
  const degrees = [...coefficients.keys()]
  if (rest.length > 0 || degrees.some((degree) => degree < 0 || degree > mostDegrees)) {
    return undefined
  }
  const degree = Math.max(0, ...degrees)
  return Array.from({ length: degree + 1 }, (_, i) => coefficients.get(i) ?? whole(0))
}

const mostDegrees = 1000

/** The terms of a formula by their power of a variable, and those that have none. */
function powersIn(
  expr: Expr,
  variable: string,
): { readonly coefficients: ReadonlyMap<number, Expr>; readonly rest: readonly Expr[] } {
  const x = sym(variable)
  const found = new Map<number, Expr[]>()
  const rest: Expr[] = []
  for (const term of termsOf(expand(expr))) {
    const split = splitPower(term, x)
    if (!split) rest.push(term)
    else found.set(split.degree, [...(found.get(split.degree) ?? []), split.coefficient])
  }
  const coefficients = new Map([...found].map(([degree, parts]) => [degree, sum(parts)]))
  return { coefficients, rest }
}

function splitPower(
  term: Expr,
  x: Expr,
): { readonly degree: number; readonly coefficient: Expr } | undefined {
  let degree = 0
  const others: Expr[] = []
  for (const factor of factorsOf(term)) {
    const exponent = exponentOf(factor, x)
    if (exponent !== undefined) degree += exponent
    else if (dependsOn(factor, x)) return undefined
    else others.push(factor)
  }
  return { degree, coefficient: product(others) }
}

function exponentOf(factor: Expr, x: Expr): number | undefined {
  if (factor === x) return 1
  if (factor.kind !== 'power' || factor.operands[0] !== x) return undefined
  return wholeNumberOf(factor.operands[1])
}

/** Whether a variable stands in a formula. */
export function dependsOn(expr: Expr, x: Expr): boolean {
  return nodesOf([expr]).includes(x)
}
