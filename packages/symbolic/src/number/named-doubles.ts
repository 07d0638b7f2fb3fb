import type { Expr } from '../expr.ts'
import { num, rational } from '../leaves.ts'
import { parseExpression } from '../parse/parse.ts'

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
  const size = Math.abs(value)
  const text = familiar.get(size)
  if (text === undefined) return num(value)
  const expr = known.get(size) ?? parseExpression(text)
  known.set(size, expr)
  return value < 0 ? expr.neg() : expr
}

const known = new Map<number, Expr>()
const familiar: ReadonlyMap<number, string> = new Map([
  [Math.PI, 'pi'],
  [Math.E, 'e'],
  [Math.PI / 2, 'pi/2'],
  [2 * Math.PI, '2*pi'],
  [1 / Math.PI, '1/pi'],
  [Math.LN2, 'log(2)'],
  [Math.LN10, 'log(10)'],
  [Math.LOG2E, '1/log(2)'],
  [Math.LOG10E, '1/log(10)'],
  [2 / Math.sqrt(Math.PI), '2/sqrt(pi)'],
  [Math.SQRT2, 'sqrt(2)'],
  [Math.SQRT1_2, 'sqrt(1/2)'],
  [1 / 3, '1/3'],
  [2 / 3, '2/3'],
])
