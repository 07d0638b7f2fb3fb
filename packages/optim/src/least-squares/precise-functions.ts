import {
  add,
  type DoubleDouble,
  divide,
  multiply,
  negate,
  scale,
  subtract,
} from '../linear-algebra/double-double.ts'

// Functions of numbers with about 32 digits: the double has 16 digits right, and one Newton step
// or a short series gives the others. Outside their domains they are NaN.

const one: DoubleDouble = { high: 1, low: 0 }
const logTwo: DoubleDouble = { high: Math.LN2, low: 2.3190468138462996e-17 }
const halfPi: DoubleDouble = { high: Math.PI / 2, low: 6.123233995736766e-17 }
/** Arguments are divided by 2 so often for the series of `exp`, and results squared. */
const halvings = 9
/** Beyond this many quarter turns digits of `halfPi` are missing. */
const mostTurns = 1e6
const smallest = 1e-34

/** eˣ, by its series about 0 of an argument that is halved until it is small. */
export function exp(x: DoubleDouble): DoubleDouble {
  const shift = Math.round(x.high / Math.LN2)
  if (!(Math.abs(shift) < 1000)) return { high: Math.exp(x.high), low: 0 }
  const rest = subtract(x, multiply(logTwo, { high: shift, low: 0 }))
  const small = scale(rest, 2 ** -halvings)
  // eˣ - 1, so that squaring keeps the digits: (1 + s)² - 1 = 2 s + s².
  let sum = series(small, small, (k) => k + 1)
  for (let k = 0; k < halvings; k++) sum = add(scale(sum, 2), multiply(sum, sum))
  return scale(add(one, sum), 2 ** shift)
}

/** Adds up terms, each the last one times `factor` over the divisor with its number, from 1 on. */
function series(
  first: DoubleDouble,
  factor: DoubleDouble,
  divisor: (k: number) => number,
): DoubleDouble {
  let term = first
  let sum = first
  for (let k = 1; Math.abs(term.high) > smallest * Math.abs(sum.high); k++) {
    term = divide(multiply(term, factor), { high: divisor(k), low: 0 })
    sum = add(sum, term)
  }
  return sum
}

/** The natural logarithm, by Newton's method on `exp`. */
export function log(x: DoubleDouble): DoubleDouble {
  const guess = { high: Math.log(x.high), low: 0 }
  if (!Number.isFinite(guess.high)) return guess
  return add(guess, subtract(multiply(x, exp(negate(guess))), one))
}

/** The square root, by Newton's method. */
export function sqrt(x: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(x.high)
  if (!(root > 0)) return { high: root, low: 0 }
  const guess = { high: root, low: 0 }
  return add(guess, divide(subtract(x, multiply(guess, guess)), { high: 2 * root, low: 0 }))
}

/** xʸ: products for whole exponents, logarithms for others. */
export function pow(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const isWhole = y.low === 0 && Number.isInteger(y.high) && Math.abs(y.high) <= 1024
  if (!isWhole) return exp(multiply(y, log(x)))
  let result = one
  let square = x
  for (let left = Math.abs(y.high); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, square)
    square = multiply(square, square)
  }
  return y.high < 0 ? divide(one, result) : result
}

/** Cosine and sine, by their series in the quarter turn about 0. */
function circle(x: DoubleDouble): readonly [cos: DoubleDouble, sin: DoubleDouble] {
  const turns = Math.round(x.high / halfPi.high)
  if (!(Math.abs(turns) < mostTurns)) return [notKnown, notKnown]
  const rest = subtract(x, multiply(halfPi, { high: turns, low: 0 }))
  const square = negate(multiply(rest, rest))
  const cos = series(one, square, (k) => 2 * k * (2 * k - 1))
  const sin = series(rest, square, (k) => 2 * k * (2 * k + 1))
  const quarter = ((turns % 4) + 4) % 4
  if (quarter === 0) return [cos, sin]
  if (quarter === 1) return [negate(sin), cos]
  return quarter === 2 ? [negate(cos), negate(sin)] : [sin, negate(cos)]
}

const notKnown: DoubleDouble = { high: Number.NaN, low: 0 }

export function cos(x: DoubleDouble): DoubleDouble {
  return circle(x)[0]
}

export function sin(x: DoubleDouble): DoubleDouble {
  return circle(x)[1]
}

/** The arc tangent: the double, and the small angle between it and `x`. */
export function atan(x: DoubleDouble): DoubleDouble {
  const guess = { high: Math.atan(x.high), low: 0 }
  const [near, far] = circle(guess)
  const across = subtract(multiply(x, near), far)
  return add(guess, divide(across, add(near, multiply(x, far))))
}
