import {
  cosOf,
  type Dyadic,
  divideRound,
  expOf,
  guardBits,
  logOf,
  magnitudeBits,
  sinOf,
  toFixed,
} from './high-precision.ts'
import {
  add,
  half,
  multiply,
  negate,
  one,
  piValue,
  quotient,
  rootOf,
} from './high-precision-elementary.ts'

/** 1/√π. */
export const reciprocalRootOfPi: Dyadic = quotient(one, rootOf(piValue))

/** 2/√π · e^(-x²) · Σ 2ᵏ x^(2k+1) / (2k+1)!!, whose terms have one sign (DLMF 7.6.2). */
export function erfOf(x: Dyadic): Dyadic {
  const square = multiply(x, x)
  const bits = guardBits + 2 * Math.max(0, magnitudeBits(square))
  const fixed = toFixed(square, bits)
  let [term, sum] = [1n << BigInt(bits), 0n]
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += term
    term = ((2n * term * fixed) >> BigInt(bits)) / (k + 2n)
  }
  const series = multiply({ mantissa: 2n * sum, exponent: -bits }, x)
  return multiply(multiply(series, reciprocalRootOfPi), expOf(negate(square)))
}

export function erfcOf(x: Dyadic): Dyadic {
  if (magnitudeBits(x) < 2 || x.mantissa < 0n) return add(one, negate(erfOf(x)))
  return multiply(scaledErfcOf(x), expOf(negate(multiply(x, x))))
}

/** e^(x²)·erfc x of x above 0. */
export function scaledErfcOf(x: Dyadic): Dyadic {
  if (magnitudeBits(x) < 2) return multiply(erfcOf(x), expOf(multiply(x, x)))
  // 1/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + …)))) (DLMF 7.9.2); 2000/x² levels give 2⁻²⁰⁰.
  const bits = guardBits + 60
  const fixed = toFixed(x, bits)
  const levels = 10n + (2400n << BigInt(2 * bits)) / (fixed * fixed)
  let fraction = fixed
  for (let k = levels; k > 0n; k--) fraction = fixed + (k << BigInt(2 * bits - 1)) / fraction
  return quotient(reciprocalRootOfPi, { mantissa: fraction, exponent: -bits })
}

const whole = (n: bigint): Dyadic => ({ mantissa: n, exponent: 0 })

/** The Bernoulli numbers B₂, B₄ …, in fixed point. */
const bernoulliBits = 300
const bernoulli: readonly Dyadic[] = bernoulliNumbers(40)

/** Stirling's series from here on, with a relative error below 2⁻¹⁶⁰. */
const asymptotic = 40n

/** log Γ of a positive x. */
function logGammaOfPositive(x: Dyadic): Dyadic {
  let [z, product] = [x, one]
  while (toFixed(z, 0) < asymptotic) {
    product = multiply(product, z)
    z = add(z, one)
  }
  const log = logOf(z)
  let sum = add(multiply(add(z, half(negate(one))), log), negate(z))
  sum = add(sum, half(logOf(add(piValue, piValue))))
  const square = multiply(z, z)
  let power = z
  for (const [i, number] of bernoulli.entries()) {
    const k = BigInt(2 * i + 2)
    sum = add(sum, quotient(number, multiply(whole(k * (k - 1n)), power)))
    power = multiply(power, square)
  }
  return add(sum, negate(logOf(product)))
}

/** π·x less its whole turns, with the sign (-1)ⁿ of the half turns n that it lacks. */
function halfTurns(x: Dyadic): { readonly rest: Dyadic; readonly isOdd: boolean } {
  const bits = Math.max(0, -x.exponent)
  const [n, rest] = divideRound(toFixed(x, bits), 1n << BigInt(bits))
  return { rest: multiply({ mantissa: rest, exponent: -bits }, piValue), isOdd: n % 2n !== 0n }
}

/** Γ(x), by reflection below 0; x is not a pole. */
export function gammaOf(x: Dyadic): Dyadic {
  if (x.mantissa > 0n) return expOf(logGammaOfPositive(x))
  const { rest, isOdd } = halfTurns(x)
  const sine = isOdd ? negate(sinOf(rest)) : sinOf(rest)
  return quotient(piValue, multiply(sine, expOf(logGammaOfPositive(add(one, negate(x))))))
}

/** log |Γ(x)|. */
export function lgammaOf(x: Dyadic): Dyadic {
  if (x.mantissa > 0n) return logGammaOfPositive(x)
  const sine = sinOf(halfTurns(x).rest)
  const ratio = quotient(piValue, sine.mantissa < 0n ? negate(sine) : sine)
  return add(logOf(ratio), negate(logGammaOfPositive(add(one, negate(x)))))
}

/** ψ(x), the logarithmic derivative of Γ. */
export function digammaOf(x: Dyadic): Dyadic {
  if (x.mantissa < 0n) {
    const { rest } = halfTurns(x)
    const cotangent = quotient(cosOf(rest), sinOf(rest))
    return add(digammaOf(add(one, negate(x))), negate(multiply(piValue, cotangent)))
  }
  let [z, sum] = [x, whole(0n)]
  while (toFixed(z, 0) < asymptotic) {
    sum = add(sum, negate(quotient(one, z)))
    z = add(z, one)
  }
  sum = add(sum, add(logOf(z), negate(half(quotient(one, z)))))
  const square = multiply(z, z)
  let power = square
  for (const [i, number] of bernoulli.entries()) {
    sum = add(sum, negate(quotient(number, multiply(whole(BigInt(2 * i + 2)), power))))
    power = multiply(power, square)
  }
  return sum
}

/** ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹ n! ζ(n + 1, x), for n from 1. */
export function polygammaOf(n: number, x: Dyadic): Dyadic {
  const order = BigInt(n)
  let factorial = 1n
  for (let k = 2n; k <= order; k++) factorial *= k
  const zeta = multiply(whole(factorial), zetaOf(n + 1, x))
  return n % 2 === 0 ? negate(zeta) : zeta
}

/** Σ 1/(x + k)ˢ over k from 0, by Euler and Maclaurin (DLMF 25.11.28) from 40 on. */
function zetaOf(s: number, x: Dyadic): Dyadic {
  const power = (base: Dyadic): Dyadic => {
    let product = one
    for (let k = 0; k < s; k++) product = multiply(product, base)
    return product
  }
  let [z, sum] = [x, whole(0n)]
  while (toFixed(z, 0) < asymptotic) {
    sum = add(sum, quotient(one, power(z)))
    z = add(z, one)
  }
  const last = quotient(one, power(z))
  let tail = add(quotient(z, whole(BigInt(s - 1))), half(one))
  let [rising, divisor] = [whole(BigInt(s)), multiply(whole(2n), z)]
  for (const [i, number] of bernoulli.entries()) {
    const k = BigInt(2 * i)
    tail = add(tail, quotient(multiply(number, rising), divisor))
    const [next, afterNext] = [BigInt(s) + k + 1n, BigInt(s) + k + 2n]
    rising = multiply(rising, whole(next * afterNext))
    divisor = multiply(multiply(divisor, whole((k + 3n) * (k + 4n))), multiply(z, z))
  }
  return add(sum, multiply(last, tail))
}

function bernoulliNumbers(count: number): readonly Dyadic[] {
  // Akiyama and Tanigawa's triangle over fractions of one denominator is too large: the
  // recurrence Σ C(m + 1, k) B(k) = 0 over exact fractions is enough here.
  const known: { over: bigint; under: bigint }[] = [{ over: 1n, under: 1n }]
  for (let m = 1; m <= 2 * count; m++) {
    let [over, under, binomial] = [0n, 1n, 1n]
    for (let k = 0; k < m; k++) {
      const b = known[k]!
      over = over * b.under + binomial * b.over * under
      under *= b.under
      binomial = (binomial * BigInt(m + 1 - k)) / BigInt(k + 1)
      const common = greatestDivisor(over, under)
      ;[over, under] = [over / common, under / common]
    }
    known.push({ over: -over, under: under * BigInt(m + 1) })
  }
  return Array.from({ length: count }, (_, i) => {
    const { over, under } = known[2 * i + 2]!
    return { mantissa: (over << BigInt(bernoulliBits)) / under, exponent: -bernoulliBits }
  })
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}
