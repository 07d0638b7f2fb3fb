import {
  absolute,
  add,
  type Big,
  compare,
  divide,
  fromInteger,
  multiply,
  negate,
  one,
  precision,
  shifted,
  sizeOf,
  squareRoot,
  subtract,
  wholePower,
  zero,
} from './big-float.ts'
import { exp, log, pi } from './elementary.ts'

// e^(-x²)·2/√π · Σ 2ⁿ·x^(2n+1)/(2n+1)!!: no term cancels another.
export function erf(x: Big): Big {
  if (compare(absolute(x), fromInteger(12)) > 0) return fromInteger(x.mantissa < 0n ? -1 : 1)
  const square = shifted(multiply(x, x), 1)
  let [total, term] = [x, x]
  for (let n = 1; sizeOf(term) > sizeOf(total) - precision - 8; n++) {
    term = divide(multiply(term, square), fromInteger(2 * n + 1))
    total = add(total, term)
  }
  const front = divide(shifted(exp(negate(multiply(x, x))), 1), squareRoot(pi))
  return multiply(front, total)
}

const mostBernoulli = 60

/** Numerators and denominators of B₀, B₁ …, by the triangle of Akiyama and Tanigawa. */
const bernoulli: readonly Big[] = (() => {
  const numbers: Big[] = []
  const row: [numerator: bigint, denominator: bigint][] = []
  for (let m = 0; m <= mostBernoulli; m++) {
    row[m] = [1n, BigInt(m + 1)]
    for (let j = m; j >= 1; j--) {
      const [[a, b], [c, d]] = [row[j - 1]!, row[j]!]
      row[j - 1] = reduced(BigInt(j) * (a * d - c * b), b * d)
    }
    const [numerator, denominator] = row[0]!
    numbers.push(divide(fromInteger(numerator), fromInteger(denominator)))
  }
  return numbers
})()

function reduced(numerator: bigint, denominator: bigint): [bigint, bigint] {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator]
  while (a > 0n) [a, b] = [b % a, a]
  return [numerator / b, denominator / b]
}

// From here on 30 terms of the asymptotic series have all digits.
const far = fromInteger(40)

/** log Γ of a positive number, by Stirling's series. */
export function logGamma(x: Big): Big {
  demandPositive(x)
  let [shift, z] = [one, x]
  while (compare(z, far) < 0) {
    shift = multiply(shift, z)
    z = add(z, one)
  }
  const middle = multiply(subtract(z, divide(one, fromInteger(2))), log(z))
  let total = add(subtract(middle, z), shifted(log(shifted(pi, 1)), -1))
  for (let k = 1; 2 * k <= mostBernoulli; k++) {
    const below = multiply(fromInteger(2 * k * (2 * k - 1)), wholePower(z, 2 * k - 1))
    total = add(total, divide(bernoulli[2 * k]!, below))
  }
  return subtract(total, log(shift))
}

/** The derivative of log Γ of order `order + 1`; digamma is of order 0. */
export function polygamma(order: number, x: Big): Big {
  demandPositive(x)
  let [near, z] = [zero, x]
  while (compare(z, far) < 0) {
    near = add(near, wholePower(z, -order - 1))
    z = add(z, one)
  }
  const factorial = factorialOf(order)
  const distant = order === 0 ? distantDigamma(z) : distantPolygamma(order, z)
  return add(multiply(fromInteger(order % 2 === 0 ? -factorial : factorial), near), distant)
}

function distantDigamma(z: Big): Big {
  let total = subtract(log(z), divide(one, shifted(z, 1)))
  for (let k = 1; 2 * k <= mostBernoulli; k++) {
    const below = multiply(fromInteger(2 * k), wholePower(z, 2 * k))
    total = subtract(total, divide(bernoulli[2 * k]!, below))
  }
  return total
}

// Abramowitz and Stegun, 6.4.11.
function distantPolygamma(n: number, z: Big): Big {
  let total = add(
    divide(fromInteger(factorialOf(n - 1)), wholePower(z, n)),
    divide(fromInteger(factorialOf(n)), shifted(wholePower(z, n + 1), 1)),
  )
  for (let k = 1; 2 * k <= mostBernoulli; k++) {
    const weight = fromInteger(factorialOf(2 * k + n - 1) / factorialOf(2 * k))
    const term = divide(multiply(bernoulli[2 * k]!, weight), wholePower(z, 2 * k + n))
    total = add(total, term)
  }
  return n % 2 === 0 ? negate(total) : total
}

function factorialOf(n: number): bigint {
  let product = 1n
  for (let i = 2n; i <= BigInt(n); i++) product *= i
  return product
}

function demandPositive(x: Big): void {
  if (x.mantissa <= 0n) throw new RangeError('gamma functions of positive numbers only')
}
