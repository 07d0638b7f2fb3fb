import { call } from '../canonical/call.ts'
import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import type { Expr } from '../expr.ts'
import { constant, num, rational, whole } from '../leaves.ts'

/**
 * The formula that a constant in a rule of the table means: doubles that approximate a
 * familiar number become that number (2/√π, log 10), fractions of powers of two become
 * exact, and all others decimals.
 */
export function nameDouble(value: number): Expr {
  if (Number.isSafeInteger(value)) return num(value)
  if (Number.isInteger(value * 1024) && Math.abs(value) < 2 ** 40) {
    return rational(value * 1024, 1024)
  }
  for (const [double, make] of familiar) {
    if (value === double) return make()
    if (value === -double) return product([whole(-1), make()])
  }
  return num(value)
}

function root(radicand: Expr): Expr {
  return power(radicand, rational(1, 2))
}

function inverse(expr: Expr): Expr {
  return power(expr, whole(-1))
}

function logarithm(value: number): Expr {
  return call('log', [whole(value)])
}

const familiar: readonly (readonly [number, () => Expr])[] = [
  [Math.PI, () => constant('pi')],
  [Math.E, () => constant('e')],
  [Math.PI / 2, () => product([rational(1, 2), constant('pi')])],
  [2 * Math.PI, () => product([whole(2), constant('pi')])],
  [1 / Math.PI, () => inverse(constant('pi'))],
  [Math.LN2, () => logarithm(2)],
  [Math.LN10, () => logarithm(10)],
  [Math.LOG2E, () => inverse(logarithm(2))],
  [Math.LOG10E, () => inverse(logarithm(10))],
  [2 / Math.sqrt(Math.PI), () => product([whole(2), inverse(root(constant('pi')))])],
  [Math.SQRT2, () => root(whole(2))],
  [Math.SQRT1_2, () => root(rational(1, 2))],
  [1 / 3, () => rational(1, 3)],
  [2 / 3, () => rational(2, 3)],
]
