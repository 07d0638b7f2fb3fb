import {
  bitLength,
  type Dyadic,
  divide,
  expm1Of,
  expOf,
  guardBits,
  ln2,
  log1pOf,
  logOf,
  magnitudeBits,
  pi,
  toFixed,
} from './high-precision.ts'

/** Bits that arithmetic keeps: enough for everything below to stay exact to 2⁻¹²⁰. */
const keptBits = 240

export const one: Dyadic = { mantissa: 1n, exponent: 0 }
const ten: Dyadic = { mantissa: 10n, exponent: 0 }

export function negate(x: Dyadic): Dyadic {
  return { ...x, mantissa: -x.mantissa }
}

export function add(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n) return b
  if (b.mantissa === 0n) return a
  const [large, small] = magnitudeBits(a) > magnitudeBits(b) ? [a, b] : [b, a]
  // Below this the smaller one can only matter as a sign that nothing here depends on.
  const lowest = Math.min(large.exponent, magnitudeBits(large) - 3 * keptBits)
  const exponent = Math.max(Math.min(large.exponent, small.exponent), lowest)
  const mantissa = toFixed(large, -exponent) + toFixed(small, -exponent)
  return shortened({ mantissa, exponent })
}

export function multiply(a: Dyadic, b: Dyadic): Dyadic {
  return shortened({ mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent })
}

export function half(x: Dyadic): Dyadic {
  return { ...x, exponent: x.exponent - 1 }
}

/** The quotient, with the relative precision of the rest. */
export function quotient(a: Dyadic, b: Dyadic): Dyadic {
  return a.mantissa === 0n ? a : divide(a, b)
}

export function rootOf(x: Dyadic): Dyadic {
  return wholeRoot(x, 2)
}

/** ∛x of a positive x. */
export function cbrtOf(x: Dyadic): Dyadic {
  return x.mantissa < 0n ? negate(wholeRoot(negate(x), 3)) : wholeRoot(x, 3)
}

/** 1/√x. */
export function rsqrtOf(x: Dyadic): Dyadic {
  return rootOf(quotient(one, x))
}

export function log2Of(x: Dyadic): Dyadic {
  return quotient(logOf(x), lnTwo)
}

export function log10Of(x: Dyadic): Dyadic {
  return quotient(logOf(x), logOf(ten))
}

export function exp2Of(x: Dyadic): Dyadic {
  return expOf(multiply(x, lnTwo))
}

/** The circle constant. */
export const piValue: Dyadic = { mantissa: pi(keptBits), exponent: -keptBits }
const lnTwo: Dyadic = { mantissa: ln2(keptBits), exponent: -keptBits }

export function atanOf(x: Dyadic): Dyadic {
  if (x.mantissa < 0n) return negate(atanOf(negate(x)))
  if (magnitudeBits(x) > 1) return add(half(piValue), negate(atanOf(quotient(one, x))))
  const halvings = 12
  let reduced = x
  for (let i = 0; i < halvings; i++) {
    reduced = quotient(reduced, add(one, rootOf(add(one, multiply(reduced, reduced)))))
  }
  const bits = guardBits + 40 + Math.max(0, -magnitudeBits(reduced))
  const fixed = toFixed(reduced, bits)
  const square = (fixed * fixed) >> BigInt(bits)
  let [power, sum] = [fixed, 0n]
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k
    power = -((power * square) >> BigInt(bits))
  }
  return { mantissa: sum, exponent: halvings - bits }
}

export function asinOf(x: Dyadic): Dyadic {
  const cosine = rootOf(multiply(add(one, x), add(one, negate(x))))
  if (cosine.mantissa === 0n) return multiply(x, half(piValue))
  return atanOf(quotient(x, cosine))
}

export function acosOf(x: Dyadic): Dyadic {
  const [under, over] = [add(one, x), add(one, negate(x))]
  if (under.mantissa === 0n) return piValue
  const tangent = atanOf(rootOf(quotient(over, under)))
  return { ...tangent, exponent: tangent.exponent + 1 }
}

export function atan2Of(y: Dyadic, x: Dyadic): Dyadic {
  if (x.mantissa > 0n) return atanOf(quotient(y, x))
  return add(atanOf(quotient(y, x)), y.mantissa < 0n ? negate(piValue) : piValue)
}

export function sinhOf(x: Dyadic): Dyadic {
  const grown = expm1Of(x)
  return half(add(grown, quotient(grown, expOf(x))))
}

export function coshOf(x: Dyadic): Dyadic {
  const power = expOf(x)
  return half(add(power, quotient(one, power)))
}

export function asinhOf(x: Dyadic): Dyadic {
  if (x.mantissa < 0n) return negate(asinhOf(negate(x)))
  const square = multiply(x, x)
  const root = rootOf(add(one, square))
  return log1pOf(add(x, quotient(square, add(one, root))))
}

export function acoshOf(x: Dyadic): Dyadic {
  const above = add(x, negate(one))
  return log1pOf(add(above, rootOf(multiply(above, add(x, one)))))
}

export function atanhOf(x: Dyadic): Dyadic {
  if (x.mantissa < 0n) return negate(atanhOf(negate(x)))
  return half(log1pOf(quotient(add(x, x), add(one, negate(x)))))
}

export function hypotOf(x: Dyadic, y: Dyadic): Dyadic {
  return rootOf(add(multiply(x, x), multiply(y, y)))
}

/** x less the multiple of y that leaves the sign of y, or zero. */
export function modOf(x: Dyadic, y: Dyadic): Dyadic {
  const exponent = Math.min(x.exponent, y.exponent)
  const [dividend, divisor] = [toFixed(x, -exponent), toFixed(y, -exponent)]
  return { mantissa: ((dividend % divisor) + divisor) % divisor, exponent }
}

function wholeRoot(x: Dyadic, degree: 2 | 3): Dyadic {
  if (x.mantissa === 0n) return x
  const wanted = degree * keptBits
  let shift = wanted - bitLength(x.mantissa)
  while ((x.exponent - shift) % degree !== 0) shift++
  const power = toFixed({ mantissa: x.mantissa, exponent: 0 }, shift)
  const n = BigInt(degree)
  let root = 1n << BigInt(keptBits + 2)
  for (;;) {
    const next = ((n - 1n) * root + power / root ** (n - 1n)) / n
    if (next >= root) return { mantissa: root, exponent: (x.exponent - shift) / degree }
    root = next
  }
}

function shortened({ mantissa, exponent }: Dyadic): Dyadic {
  const excess = Math.max(0, bitLength(mantissa) - keptBits)
  return { mantissa: mantissa >> BigInt(excess), exponent: exponent + excess }
}
