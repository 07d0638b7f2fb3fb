// Prints the polynomials of packages/ops/src/numerics: each interpolates a function at the
// Chebyshev points of its interval, which is within a small factor of the best fit.

import { toFixed as fixedOf, logOf } from '../packages/ops/test/high-precision.ts'
import { multiply } from '../packages/ops/test/high-precision-elementary.ts'
import { reciprocalRootOfPi, scaledErfcOf } from '../packages/ops/test/high-precision-special.ts'

/** Bits after the point of the fixed-point numbers in which everything is computed. */
const BITS = 400n
const ONE = 1n << BITS

interface Target {
  readonly name: string
  /** The function of t, in fixed point; a list has its coefficients as a power series. */
  readonly series: readonly bigint[] | ((t: bigint) => bigint)
  /** The interval of t: from 0, unless said, to here. */
  readonly start?: number
  readonly end: number
  /** How many coefficients for f64 and, where it has its own, f32. */
  readonly terms: readonly number[]
}

const ORDER = 60
const counts = Array.from({ length: ORDER }, (_, k) => BigInt(k))

/** r·coth(r/2) - 2 in powers of t = r², less the first, from cosh(r/2) ÷ (sinh(r/2)/r). */
const coth = quotient(
  counts.map((k) => ONE / (4n ** k * factorial(2n * k))),
  counts.map((k) => ONE / (2n * 4n ** k * factorial(2n * k + 1n))),
).slice(1)

const halfLn2 = Math.LN2 / 2
const largestRatio = ((Math.SQRT2 - 1) / (Math.SQRT2 + 1)) ** 2
// A little beyond the interval, for arguments that the reduction rounds outwards.
const margin = 1.0001

const targets: readonly Target[] = [
  { name: 'nearCoth', series: coth, end: (halfLn2 * margin) ** 2, terms: [5, 2] },
  { name: 'wideCoth', series: coth, end: (2 * halfLn2 * margin) ** 2, terms: [6, 3] },
  {
    name: 'log artanhSeries',
    series: counts.map((k) => (2n * ONE) / (2n * k + 3n)),
    end: largestRatio * margin,
    terms: [7, 3],
  },
  {
    name: 'softplus artanhSeries',
    series: counts.map((k) => (2n * ONE) / (2n * k + 3n)),
    end: margin / 9,
    terms: [11, 5],
  },
  {
    name: 'pow artanhSeries',
    series: counts.map((k) => (3n * ONE) / (2n * k + 5n)),
    end: largestRatio * margin,
    terms: [8],
  },
  {
    name: 'sineSeries',
    series: counts.map((k) => alternate(k + 1n, ONE / factorial(2n * k + 3n))),
    end: ((Math.PI / 4) * 1.001) ** 2,
    terms: [6],
  },
  {
    name: 'cosineSeries',
    series: counts.map((k) => alternate(k, ONE / factorial(2n * k + 4n))),
    end: ((Math.PI / 4) * 1.001) ** 2,
    terms: [6],
  },
  {
    name: 'arcsineSeries',
    series: counts.map((k) => centralBinomial(k + 1n) / (2n * k + 3n)),
    end: margin / 4,
    terms: [13],
  },
  {
    name: 'arctangentSeries',
    series: counts.map((k) => alternate(k + 1n, ONE / (2n * k + 3n))),
    end: (margin * 5) ** 2 / 256,
    terms: [10],
  },
  {
    name: 'hyperbolic sineSeries',
    series: counts.map((k) => ONE / factorial(2n * k + 3n)),
    end: (2 * halfLn2 * margin) ** 2,
    terms: [7],
  },
  {
    name: 'hyperbolic cosineSeries',
    series: counts.map((k) => ONE / factorial(2n * k + 4n)),
    end: (2 * halfLn2 * margin) ** 2,
    terms: [6],
  },
  { name: 'cubeRoot', series: cubeRoot, start: 1, end: 2, terms: [8] },
  {
    name: 'errorSeries',
    series: errorSeries(),
    end: (0.75 * margin) ** 2,
    terms: [11],
  },
  {
    // log(x·erfcx x) + 3/4 in v = (x - 3/2)/(x + 1) for x from 0.75 to 27.5.
    name: 'tailSeries',
    series: (v) => logOfTail((((3n * ONE) / 2n + v) << BITS) / (ONE - v)),
    start: -0.75 / 1.75,
    end: 26 / 28.5,
    terms: [27],
  },
]

for (const { name, series, start = 0, end, terms } of targets) {
  const valueAt = typeof series === 'function' ? series : (t: bigint) => evaluate(series, t)
  for (const count of terms) {
    const fitted = interpolate(valueAt, start, end, count)
    const error = largestError(valueAt, fitted, start, end)
    console.log(`${name}, error ${error.toExponential(1)}: [${fitted.join(', ')}]`)
  }
}

/** The polynomial through the Chebyshev points of the interval, lowest coefficient first. */
function interpolate(
  valueAt: (t: bigint) => bigint,
  start: number,
  end: number,
  count: number,
): number[] {
  const points = Array.from({ length: count }, (_, i) =>
    toFixed(start + ((end - start) / 2) * (1 + Math.cos((Math.PI * (2 * i + 1)) / (2 * count)))),
  )
  const differences = points.map(valueAt)
  for (let step = 1; step < count; step++) {
    for (let i = count - 1; i >= step; i--) {
      const rise = differences[i]! - differences[i - 1]!
      differences[i] = (rise << BITS) / (points[i]! - points[i - step]!)
    }
  }
  // From Newton's form to powers: multiply by (x - point) and add, from the last on.
  let result: bigint[] = []
  for (const [i, difference] of [...differences.entries()].reverse()) {
    const shifted = [0n, ...result]
    result = shifted.map((c, k) => c - ((points[i]! * (result[k] ?? 0n)) >> BITS))
    result[0] = (result[0] ?? 0n) + difference
  }
  return result.slice(0, count).map(toNumber)
}

function largestError(
  valueAt: (t: bigint) => bigint,
  fitted: readonly number[],
  start: number,
  end: number,
): number {
  const polynomial = fitted.map(toFixed)
  const errors = Array.from({ length: 401 }, (_, i) => {
    const x = toFixed(start + ((end - start) * i) / 400)
    return Math.abs(toNumber(valueAt(x) - evaluate(polynomial, x)))
  })
  return Math.max(...errors)
}

function evaluate(coefficients: readonly bigint[], x: bigint): bigint {
  return coefficients.reduceRight((sum, c) => ((sum * x) >> BITS) + c, 0n)
}

/** The quotient of two power series. */
function quotient(over: readonly bigint[], under: readonly bigint[]): bigint[] {
  const result: bigint[] = []
  for (const [n, coefficient] of over.entries()) {
    const known = result.reduce((sum, c, k) => sum + ((c * under[n - k]!) >> BITS), 0n)
    result.push(((coefficient - known) << BITS) / under[0]!)
  }
  return result
}

function factorial(n: bigint): bigint {
  let product = 1n
  for (let k = 2n; k <= n; k++) product *= k
  return product
}

/** (2k)! / (4ᵏ k!²), in fixed point. */
function centralBinomial(k: bigint): bigint {
  return (ONE * factorial(2n * k)) / (4n ** k * factorial(k) ** 2n)
}

function cubeRoot(x: bigint): bigint {
  const cube = x << (2n * BITS)
  let root = 2n * ONE
  for (let i = 0; i < 20; i++) root = (2n * root + cube / root ** 2n) / 3n
  return root
}

/** erf x / x - 1 in powers of x². */
function errorSeries(): bigint[] {
  const scale = 2n * fixedOf(reciprocalRootOfPi, Number(BITS))
  const series = counts.map((k) => alternate(k, scale / (factorial(k) * (2n * k + 1n))))
  return series.map((c, k) => (k === 0 ? c - ONE : c))
}

function logOfTail(x: bigint): bigint {
  const at = { mantissa: x, exponent: -Number(BITS) }
  return fixedOf(logOf(multiply(at, scaledErfcOf(at))), Number(BITS)) + (3n * ONE) / 4n
}

function alternate(k: bigint, value: bigint): bigint {
  return k % 2n === 0n ? value : -value
}

function toFixed(value: number): bigint {
  return BigInt(Math.trunc(value * 2 ** 120)) * (ONE >> 120n)
}

/** Rounded to nearest: Number() of an integer is, and a power of two then divides exactly. */
function toNumber(value: bigint): number {
  return Number(value >> (BITS - 300n)) / 2 ** 300
}
