import {
  addNumerals,
  compareNumerals,
  isOne,
  isZero,
  minusOne,
  multiplyNumerals,
  type Numeral,
  negateNumeral,
  one,
  signOf,
  zero,
} from './numeral.ts'

/**
 * The sum of numbers, as few of them as exactness allows: fractions add up to one, and
 * decimals join only where their sum is a double. Empty where the sum is zero.
 */
export function collectSum(values: readonly Numeral[]): Numeral[] {
  if (values.length === 0) return []
  return collect(values, zero, addNumerals).filter((value) => !isZero(value))
}

/** The product of numbers likewise; empty where it is one. */
export function collectProduct(values: readonly Numeral[]): Numeral[] {
  if (values.length === 0) return []
  if (values.some(isZero)) return [zero]
  if (values.length === 1) return values.filter((value) => !isOne(value))
  // The sign goes to the first number, wherever it came from.
  const isNegative = values.filter((value) => signOf(value) < 0).length % 2 === 1
  const sizes = values.map((value) => (signOf(value) < 0 ? negateNumeral(value) : value))
  return collect(sizes, isNegative ? minusOne : one, multiplyNumerals).filter(
    (value) => !isOne(value),
  )
}

function collect(
  values: readonly Numeral[],
  start: Numeral,
  join: (a: Numeral, b: Numeral) => Numeral | undefined,
): Numeral[] {
  const apart: Numeral[] = []
  let whole = start
  // Fractions come first, and decimals in order, so that the outcome depends on the
  // numbers alone and not on the order in which they were written.
  const fractions = values.filter(({ kind }) => kind === 'rational')
  const decimals = values.filter(({ kind }) => kind === 'decimal').sort(compareNumerals)
  for (const value of [...fractions, ...decimals]) {
    const joined = join(whole, value)
    if (joined) whole = joined
    else {
      const last = apart.at(-1)
      const pair = last && join(last, value)
      if (pair) apart[apart.length - 1] = pair
      else apart.push(value)
    }
  }
  return [whole, ...apart]
}
