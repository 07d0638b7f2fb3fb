import {
  addNumerals,
  addRationals,
  compareNumerals,
  isOne,
  isZero,
  minusOne,
  multiplyNumerals,
  multiplyRationals,
  type Numeral,
  negateNumeral,
  one,
  type Rational,
  signOf,
  zero,
} from './numeral.ts'

/**
 * The sum of numbers, as few of them as exactness allows: fractions add up to one, and
 * decimals join only where their sum is a double. Empty where the sum is zero.
 */
export function collectSum(values: readonly Numeral[]): Numeral[] {
  const total = joinFractions(values, zero, addRationals)
  if (total) return isZero(total) ? [] : [total]
  return collect(values, zero, addNumerals).filter((value) => !isZero(value))
}

/** The product of numbers likewise; empty where it is one. */
export function collectProduct(values: readonly Numeral[]): Numeral[] {
  const total = joinFractions(values, one, multiplyRationals)
  if (total) return isOne(total) ? [] : [total]
  if (values.some(isZero)) return [zero]
  if (values.length === 1) return [...values]
  // The sign goes to the first number, wherever it came from.
  const isNegative = values.filter((value) => signOf(value) < 0).length % 2 === 1
  const sizes = values.map((value) => (signOf(value) < 0 ? negateNumeral(value) : value))
  return collect(sizes, isNegative ? minusOne : one, multiplyNumerals).filter(
    (value) => !isOne(value),
  )
}

/** The common case: all numbers are fractions. */
function joinFractions(
  values: readonly Numeral[],
  start: Rational,
  join: (a: Rational, b: Rational) => Rational,
): Rational | undefined {
  let total = start
  for (const value of values) {
    if (value.kind === 'decimal') return undefined
    total = join(total, value)
  }
  return total
}

type Join = (a: Numeral, b: Numeral) => Numeral | undefined

// What comes out depends on the numbers alone, not on the order in which they came, and
// collecting it again changes nothing: that is what makes it canonical.
function collect(values: readonly Numeral[], start: Numeral, join: Join): Numeral[] {
  let fraction = start
  let decimals: Numeral[] = []
  for (const value of values) {
    if (value.kind === 'decimal') decimals.push(value)
    else fraction = join(fraction, value) ?? fraction
  }
  if (decimals.length === 0) return [fraction]
  decimals = joinNeighbours(decimals, join)
  // 0.5 + 0.5 is a whole number.
  if (decimals.some(({ kind }) => kind === 'rational')) return collect(decimals, fraction, join)
  const joined = decimals.length === 1 ? join(fraction, decimals[0]!) : undefined
  return joined ? [joined] : [fraction, ...decimals]
}

function joinNeighbours(values: readonly Numeral[], join: Join): Numeral[] {
  const sorted = values.toSorted(compareNumerals)
  const apart: Numeral[] = []
  for (const value of sorted) {
    const last = apart.at(-1)
    const joined = last && join(last, value)
    if (joined) apart[apart.length - 1] = joined
    else apart.push(value)
  }
  return apart.length === sorted.length ? apart : joinNeighbours(apart, join)
}
