/**
 * Real numbers `mantissa · 2^exponent`, and the elementary functions of them by their power
 * series in BigInt fixed-point arithmetic: the oracle for the numeric helpers. Relative
 * errors are below 2⁻¹²⁰.
 */
export interface Dyadic {
  readonly mantissa: bigint
  readonly exponent: number
}

export const guardBits = 160

/** The exact value of a finite double. */
export function dyadic(value: number): Dyadic {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n
  const fraction = bits & ((1n << 52n) - 1n)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n)
  return { mantissa: bits >> 63n ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 }
}

/** eˣ. */
export function expOf(x: Dyadic): Dyadic {
  return expTo(guardBits, x)
}

/** eˣ - 1, with the relative precision near 0 as well. */
export function expm1Of(x: Dyadic): Dyadic {
  const bits = guardBits + Math.max(0, -magnitudeBits(x))
  return plus(expTo(bits, x), -1n)
}

function expTo(precision: number, x: Dyadic): Dyadic {
  const bits = precision + Math.max(0, magnitudeBits(x))
  const [n, r] = divideRound(toFixed(x, bits), ln2(bits))
  return { mantissa: expSeries(r, bits), exponent: Number(n) - bits }
}

/** log x of a positive x. */
export function logOf(x: Dyadic): Dyadic {
  const length = bitLength(x.mantissa)
  const bits = guardBits + 64
  // The mantissa in [√½, √2), so that n is 0 and nothing cancels where x is near 1.
  const isHigh = toFixed({ mantissa: x.mantissa, exponent: 1 - length }, 64) > 26087635650665564424n
  const exponent = isHigh ? -length : 1 - length
  const n = BigInt(x.exponent - exponent)
  const fixed = toFixed({ mantissa: x.mantissa, exponent }, bits)
  const one = 1n << BigInt(bits)
  const ratio = ((fixed - one) << BigInt(bits)) / (fixed + one)
  return { mantissa: n * ln2(bits) + 2n * atanhSeries(ratio, bits), exponent: -bits }
}

/** log(1 + x) of x above -1. */
export function log1pOf(x: Dyadic): Dyadic {
  const bits = guardBits + Math.max(0, -magnitudeBits(x))
  const fixed = toFixed(x, bits)
  const one = 1n << BigInt(bits)
  if (magnitudeBits(x) > -2) return logOf({ mantissa: fixed + one, exponent: -bits })
  const ratio = (fixed << BigInt(bits)) / (fixed + 2n * one)
  return { mantissa: 2n * atanhSeries(ratio, bits), exponent: -bits }
}

/** xʸ of a positive x. */
export function powOf(x: Dyadic, y: Dyadic): Dyadic {
  const logarithm = logOf(x)
  const mantissa = logarithm.mantissa * y.mantissa
  return expOf({ mantissa, exponent: logarithm.exponent + y.exponent })
}

/** tanh x. */
export function tanhOf(x: Dyadic): Dyadic {
  const grown = expm1Of({ ...x, exponent: x.exponent + 1 })
  return divide(grown, plus(grown, 2n))
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoidOf(x: Dyadic): Dyadic {
  const power = expOf(x)
  return divide(power, plus(power, 1n))
}

/** log(1 + eˣ). */
export function softplusOf(x: Dyadic): Dyadic {
  const power = expOf(x)
  const sum = plus(power, 1n)
  return magnitudeBits(power) > -2 ? logOf(sum) : log1pOf(power)
}

export const sinOf = (x: Dyadic): Dyadic => circular(x, 0n)
export const cosOf = (x: Dyadic): Dyadic => circular(x, 1n)
export const tanOf = (x: Dyadic): Dyadic => divide(sinOf(x), cosOf(x))

/** The first `bits` bits of 2/π after the point, as an integer. */
export function twoOverPi(bits: number): bigint {
  const wide = bits + 32
  return ((1n << BigInt(2 * wide + 1)) / pi(wide)) >> 32n
}

/**
 * |computed - exact| in units in the last place of the exact value, or of `floor` where that
 * is larger, in double precision.
 */
export function ulpError(computed: number, exact: Dyadic, floor = 0): number {
  const overflows = magnitudeBits(exact) > 1024
  if (overflows && Math.abs(computed) === Number.POSITIVE_INFINITY) return 0
  if (Number.isNaN(computed)) return Number.POSITIVE_INFINITY
  const size = Math.max(magnitudeBits(exact), magnitudeBits(dyadic(floor)))
  const ulp = Math.max(size - 53, -1074)
  return Math.abs(toNumber(difference(computed, exact), -ulp))
}

/** |computed - exact| / |exact|; below 2⁻¹²⁶ or `floor`, relative to that. */
export function relativeError32(computed: number, exact: Dyadic, floor = 0): number {
  if (Math.abs(computed) === Number.POSITIVE_INFINITY && magnitudeBits(exact) >= 128) return 0
  const size = Math.max(magnitudeBits(exact), magnitudeBits(dyadic(floor)), -125)
  const scale = Math.max(toNumber(exact, -size), 0.5)
  return Math.abs(toNumber(difference(computed, exact), -size) / scale)
}

function difference(computed: number, exact: Dyadic): Dyadic {
  const isInfinite = Math.abs(computed) === Number.POSITIVE_INFINITY
  const infinity = { mantissa: computed > 0 ? 1n : -1n, exponent: 1024 }
  const value = isInfinite ? infinity : dyadic(computed)
  const exponent = Math.min(value.exponent, exact.exponent)
  return { mantissa: toFixed(value, -exponent) - toFixed(exact, -exponent), exponent }
}

function toNumber({ mantissa, exponent }: Dyadic, shift: number): number {
  const excess = Math.max(0, bitLength(mantissa) - 60)
  return Number(mantissa >> BigInt(excess)) * 2 ** Math.max(exponent + shift + excess, -1074)
}

function circular(x: Dyadic, turn: bigint): Dyadic {
  const bits = guardBits + 80 + Math.abs(magnitudeBits(x)) * 2
  const fixed = toFixed(x, bits)
  const [quarters, r] = divideRound(fixed, pi(bits + 1) >> 2n)
  const phase = (((quarters + turn) % 4n) + 4n) % 4n
  const mantissa = alternating(r, bits, phase % 2n === 0n ? 1n : 0n)
  return { mantissa: phase >= 2n ? -mantissa : mantissa, exponent: -bits }
}

/** Σ (-1)ᵏ x^(2k+first) / (2k+first)!: the sine from 1, the cosine from 0. */
function alternating(x: bigint, bits: number, first: bigint): bigint {
  const square = (x * x) >> BigInt(bits)
  let term = first === 1n ? x : 1n << BigInt(bits)
  let sum = term
  for (let k = first + 1n; term !== 0n; k += 2n) {
    term = -(((term * square) >> BigInt(bits)) / (k * (k + 1n)))
    sum += term
  }
  return sum
}

function expSeries(x: bigint, bits: number): bigint {
  let term = 1n << BigInt(bits)
  let sum = term
  for (let k = 1n; term !== 0n; k++) {
    term = (term * x) / k / (1n << BigInt(bits))
    sum += term
  }
  return sum
}

function atanhSeries(x: bigint, bits: number): bigint {
  const square = (x * x) >> BigInt(bits)
  let power = x
  let sum = 0n
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k
    power = (power * square) >> BigInt(bits)
  }
  return sum
}

export const ln2 = remembered((bits) => {
  const one = 1n << BigInt(bits + 16)
  return (2n * atanhSeries(one / 3n, bits + 16)) >> 16n
})

// Machin 1706: π/4 = 4 arctan 1/5 - arctan 1/239.
export const pi = remembered(
  (bits) => (4n * (4n * arccot(5n, bits + 16) - arccot(239n, bits + 16))) >> 16n,
)

function arccot(x: bigint, bits: number): bigint {
  let power = (1n << BigInt(bits)) / x
  let sum = 0n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += k % 4n === 1n ? power / k : -power / k
    power /= x * x
  }
  return sum
}

function remembered(compute: (bits: number) => bigint): (bits: number) => bigint {
  const known = new Map<number, bigint>()
  return (bits) => {
    const value = known.get(bits) ?? compute(bits)
    known.set(bits, value)
    return value
  }
}

export function divideRound(a: bigint, b: bigint): readonly [bigint, bigint] {
  const doubled = 2n * a + b
  const floored = doubled / (2n * b) - (doubled < 0n && doubled % (2n * b) !== 0n ? 1n : 0n)
  return [floored, a - floored * b]
}

export function divide(a: Dyadic, b: Dyadic): Dyadic {
  const shift = guardBits + Math.max(0, bitLength(b.mantissa) - bitLength(a.mantissa))
  const mantissa = (a.mantissa << BigInt(shift)) / b.mantissa
  return { mantissa, exponent: a.exponent - b.exponent - shift }
}

function plus(a: Dyadic, whole: bigint): Dyadic {
  const bits = Math.max(0, -a.exponent)
  return { mantissa: toFixed(a, bits) + (whole << BigInt(bits)), exponent: -bits }
}

export function toFixed({ mantissa, exponent }: Dyadic, bits: number): bigint {
  const shift = BigInt(exponent + bits)
  return shift >= 0n ? mantissa << shift : mantissa >> -shift
}

/** The k with 2^(k-1) ≤ |x| < 2^k. */
export function magnitudeBits(x: Dyadic): number {
  return bitLength(x.mantissa) + x.exponent
}

export function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length
}
