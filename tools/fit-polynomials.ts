// Prints the polynomials of packages/ops/src/numerics: each interpolates a power series at
// the Chebyshev points of its interval, which is within a small factor of the best fit.

/** Bits after the point of the fixed-point numbers in which everything is computed. */
const BITS = 400n
const ONE = 1n << BITS

interface Target {
  readonly name: string
  /** Coefficients of the function as a power series in t, in fixed point. */
  readonly series: readonly bigint[]
  /** The interval of t is from 0 to here. */
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
]

for (const { name, series, end, terms } of targets) {
  for (const count of terms) {
    const fitted = interpolate(series, end, count)
    const error = largestError(series, fitted, end)
    console.log(`${name}, error ${error.toExponential(1)}: [${fitted.join(', ')}]`)
  }
}

/** The polynomial through the Chebyshev points of [0, end], lowest coefficient first. */
function interpolate(series: readonly bigint[], end: number, count: number): number[] {
  const points = Array.from({ length: count }, (_, i) =>
    toFixed((end / 2) * (1 + Math.cos((Math.PI * (2 * i + 1)) / (2 * count)))),
  )
  const differences = points.map((x) => evaluate(series, x))
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

function largestError(series: readonly bigint[], fitted: readonly number[], end: number): number {
  const polynomial = fitted.map(toFixed)
  const errors = Array.from({ length: 401 }, (_, i) => {
    const x = toFixed((end * i) / 400)
    return Math.abs(toNumber(evaluate(series, x) - evaluate(polynomial, x)))
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
