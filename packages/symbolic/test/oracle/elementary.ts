import {
  absolute,
  add,
  type Big,
  compare,
  divide,
  floor,
  fromDouble,
  fromInteger,
  half,
  multiply,
  negate,
  one,
  precision,
  shifted,
  sizeOf,
  squareRoot,
  subtract,
  toDouble,
  two,
  zero,
} from './big-float.ts'

const negligible = -precision - 8

/** Σ terms until they no longer count; `next` makes the term of index n from the one before. */
function series(first: Big, next: (term: Big, n: number) => Big): Big {
  let [total, term] = [first, first]
  for (let n = 1; ; n++) {
    term = next(term, n)
    if (sizeOf(term) < Math.max(sizeOf(total), negligible) + negligible) return total
    total = add(total, term)
  }
}

/** atan(1/n) for a whole n, by its series. */
function inverseArcTangent(n: number): Big {
  const square = fromInteger(n * n)
  let power = divide(one, fromInteger(n))
  let total = power
  for (let k = 1; sizeOf(power) > negligible; k++) {
    power = negate(divide(power, square))
    total = add(total, divide(power, fromInteger(2 * k + 1)))
  }
  return total
}

// Machin 1706: π/4 = 4·atan(1/5) - atan(1/239).
export const pi: Big = shifted(
  subtract(shifted(inverseArcTangent(5), 2), inverseArcTangent(239)),
  2,
)

// log 2 = 2·atanh(1/3).
const logOfTwo: Big = (() => {
  let power = divide(two, fromInteger(3))
  let total = power
  for (let k = 1; sizeOf(power) > negligible; k++) {
    power = divide(power, fromInteger(9))
    total = add(total, divide(power, fromInteger(2 * k + 1)))
  }
  return total
})()

/** Arguments beyond this give numbers that no formula of a test should have. */
const largest = fromInteger(1_000_000)
const halvings = 12

export function exp(x: Big): Big {
  // Beside any number that the oracle takes, this is nothing.
  if (compare(absolute(x), largest) > 0 && x.mantissa < 0n) return zero
  if (compare(x, largest) > 0) throw new RangeError('exp of a large number')
  const count = Number(floor(add(divide(x, logOfTwo), half)))
  const rest = shifted(subtract(x, multiply(fromInteger(count), logOfTwo)), -halvings)
  let result = series(one, (term, n) => divide(multiply(term, rest), fromInteger(n)))
  for (let i = 0; i < halvings; i++) result = multiply(result, result)
  return shifted(result, count)
}

/** Throws a RangeError for numbers that are not above zero. */
export function log(x: Big): Big {
  if (x.mantissa <= 0n) throw new RangeError('a logarithm of no positive number')
  if (compare(x, one) === 0) return zero
  const size = sizeOf(x)
  const unit = shifted(x, -size)
  // Each step triples the digits (Halley).
  let y = fromDouble(Math.log(toDouble(unit)))
  for (let i = 0; i < 2; i++) {
    const power = exp(y)
    y = add(y, shifted(divide(subtract(unit, power), add(unit, power)), 1))
  }
  return add(y, multiply(fromInteger(size), logOfTwo))
}

export function sin(x: Big): Big {
  return sineInQuarters(x, 0)
}

export function cos(x: Big): Big {
  return sineInQuarters(x, 1)
}

function sineInQuarters(x: Big, shift: number): Big {
  if (compare(absolute(x), largest) > 0) throw new RangeError('an angle of many turns')
  const quarter = shifted(pi, -1)
  const count = floor(add(divide(x, quarter), half))
  const rest = subtract(x, multiply(fromInteger(count), quarter))
  const turn = Number(((count % 4n) + 4n + BigInt(shift)) % 4n)
  const square = negate(multiply(rest, rest))
  const isCosine = turn % 2 === 1
  const value = series(isCosine ? one : rest, (term, n) => {
    const k = isCosine ? 2 * n - 1 : 2 * n
    return divide(multiply(term, square), fromInteger(k * (k + 1)))
  })
  return turn >= 2 ? negate(value) : value
}

export function atan(x: Big): Big {
  if (compare(absolute(x), one) > 0) {
    const quarter = shifted(x.mantissa < 0n ? negate(pi) : pi, -1)
    return subtract(quarter, atan(divide(one, x)))
  }
  const guess = fromDouble(Math.atan(toDouble(x)))
  const [s, c] = [sin(guess), cos(guess)]
  // What is missing is small: its tangent's series ends soon.
  const rest = divide(subtract(multiply(x, c), s), add(c, multiply(x, s)))
  const square = negate(multiply(rest, rest))
  let [total, power] = [rest, rest]
  for (let k = 1; k < 10; k++) {
    power = multiply(power, square)
    total = add(total, divide(power, fromInteger(2 * k + 1)))
  }
  return add(guess, total)
}

/** The angle of the point (x, y). */
export function angle(y: Big, x: Big): Big {
  const isBelow = y.mantissa < 0n
  if (x.mantissa === 0n) return y.mantissa === 0n ? zero : shifted(isBelow ? negate(pi) : pi, -1)
  const value = atan(divide(y, x))
  if (x.mantissa > 0n) return value
  return isBelow ? subtract(value, pi) : add(value, pi)
}

export function asin(x: Big): Big {
  const opposite = squareRoot(multiply(subtract(one, x), add(one, x)))
  return angle(x, opposite)
}

export function power(base: Big, exponent: Big): Big {
  if (exponent.mantissa === 0n) return one
  if (base.mantissa === 0n && exponent.mantissa > 0n) return zero
  return exp(multiply(exponent, log(base)))
}

export function sinh(x: Big): Big {
  const power = exp(x)
  return shifted(subtract(power, divide(one, power)), -1)
}

export function cosh(x: Big): Big {
  const power = exp(x)
  return shifted(add(power, divide(one, power)), -1)
}

export function tanh(x: Big): Big {
  const power = exp(shifted(absolute(x), 1))
  const value = divide(subtract(power, one), add(power, one))
  return x.mantissa < 0n ? negate(value) : value
}

export function asinh(x: Big): Big {
  const size = absolute(x)
  const value = log(add(size, squareRoot(add(multiply(x, x), one))))
  return x.mantissa < 0n ? negate(value) : value
}

export function cubeRoot(x: Big): Big {
  const value = power(absolute(x), divide(one, fromInteger(3)))
  return x.mantissa < 0n ? negate(value) : value
}
