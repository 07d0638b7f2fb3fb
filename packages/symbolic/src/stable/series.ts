/**
 * A Laurent series in a step t, as far as it is known: `coefficients[k]` belongs to the power
 * `order + k`, and the first one is not 0. `sizes[k]` is what the same operations make of
 * absolute values: rounding moves a coefficient by about `epsilon` times its size, and one
 * that is no larger is 0.
 */
export interface Series {
  readonly order: number
  readonly coefficients: readonly number[]
  readonly sizes: readonly number[]
  /** The multiple of log t that is added. */
  readonly logs: number
  /**
   * The power of t by which the error goes with which the formula is computed, as it is
   * written, in units of rounding: digits are lost where it is less than the order.
   */
  readonly noise: number
  /** Whether the formula has a quotient by 0 at t = 0. */
  readonly hasPole: boolean
}

/** Thrown where there is no such series, and caught by {@link whereSeries}. */
export const noSeries: Error = new Error('no series')

/** What is read as a series; `null` where there is none. */
export function whereSeries<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error === noSeries) return null
    throw error
  }
}

/** Half of a unit in the last place of 1. */
export const epsilon: number = 2 ** -53
const infinity = Infinity

/** What a new series is made of. */
type Parts = Partial<Series> & Pick<Series, 'coefficients' | 'sizes'>

/** Drops what is 0 in front. */
function make(parts: Parts): Series {
  const { order = 0, coefficients, sizes, logs = 0, noise = infinity, hasPole = false } = parts
  if (!coefficients.every(Number.isFinite)) throw noSeries
  const isNonzero = (value: number, k: number): boolean => Math.abs(value) > 8 * epsilon * sizes[k]!
  const found = coefficients.findIndex(isNonzero)
  const first = found < 0 ? coefficients.length : found
  return {
    order: order + first,
    coefficients: coefficients.slice(first),
    sizes: sizes.slice(first),
    logs,
    noise: logs === 0 ? noise : Math.min(noise, 0),
    hasPole,
  }
}

/** A polynomial, as far as this many terms. */
export function polynomial(terms: number, order: number, values: readonly number[]): Series {
  const coefficients = Array.from({ length: terms }, (_, k) => values[k] ?? 0)
  return make({ order, coefficients, sizes: coefficients.map(Math.abs) })
}

/** A number, known to so many terms. */
export function constant(terms: number, value: number, size: number = Math.abs(value)): Series {
  const coefficients = Array.from({ length: terms }, (_, k) => (k === 0 ? value : 0))
  return make({ coefficients, sizes: coefficients.map((_, k) => (k === 0 ? size : 0)) })
}

export function add(a: Series, b: Series): Series {
  const order = Math.min(a.order, b.order)
  // Orders may be fractions, rounded.
  const [i, j] = [Math.round(a.order - order), Math.round(b.order - order)]
  if (Math.abs(a.order - b.order - (i - j)) > 1e-9) throw noSeries
  const length = Math.min(i + a.coefficients.length, j + b.coefficients.length)
  const sums = (x: readonly number[], y: readonly number[]): number[] =>
    Array.from({ length }, (_, k) => (x[k - i] ?? 0) + (y[k - j] ?? 0))
  const noise = Math.min(a.noise, b.noise)
  const found = make({
    order,
    coefficients: sums(a.coefficients, b.coefficients),
    sizes: sums(a.sizes, b.sizes),
    logs: a.logs + b.logs,
    noise,
    hasPole: a.hasPole || b.hasPole,
  })
  // Numbers that are close to each other are subtracted exactly.
  const isExact = noise === infinity && found.order > order
  return isExact ? found : rounded(found)
}

export function multiply(a: Series, b: Series): Series {
  if (a.logs !== 0 || b.logs !== 0) return scaleLogs(a, b)
  const found = make({
    order: a.order + b.order,
    coefficients: convolve(a.coefficients, b.coefficients),
    sizes: convolve(a.sizes, b.sizes),
    noise: Math.min(a.noise + b.order, b.noise + a.order),
    hasPole: a.hasPole || b.hasPole,
  })
  return isPowerOfTwo(a) || isPowerOfTwo(b) ? found : rounded(found)
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, k) => {
    let total = 0
    for (let j = 0; j <= k; j++) total += a[j]! * b[k - j]!
    return total
  })
}

// Only a number times a logarithm stays one.
function scaleLogs(a: Series, b: Series): Series {
  const [scale, other] = a.logs === 0 ? [a, b] : [b, a]
  const [value] = scale.coefficients
  if (scale.logs !== 0 || !isNumber(scale) || value === undefined) throw noSeries
  const regular = multiply(scale, { ...other, logs: 0 })
  return { ...regular, logs: other.logs * value }
}

/** s^exponent, by Miller's recurrence (Knuth, TAOCP 2, 4.7). */
export function power(series: Series, exponent: number): Series {
  const { coefficients: base, sizes, order, noise, hasPole } = series
  const [lead] = base
  if (series.logs !== 0) throw noSeries
  if (lead === undefined && exponent > 0) return { ...series, order: order * exponent }
  if (exponent === 2) return multiply(series, series)
  if (lead === undefined || (lead < 0 && !Number.isInteger(exponent))) throw noSeries
  const first = lead ** exponent
  const coefficients = [first]
  const found = [Math.abs((first * exponent * sizes[0]!) / lead)]
  for (let k = 1; k < base.length; k++) {
    let [total, size] = [0, 0]
    for (let j = 1; j <= k; j++) {
      const weight = (exponent * j + j - k) / (k * lead)
      total += weight * base[j]! * coefficients[k - j]!
      size += Math.abs(weight) * sizes[j]! * found[k - j]!
    }
    coefficients.push(total)
    found.push(size)
  }
  return rounded(
    make({
      order: order * exponent,
      coefficients,
      sizes: found,
      noise: noise + order * (exponent - 1),
      hasPole: hasPole || (exponent < 0 && order > 0),
    }),
  )
}

/** Σ outer[k]·h^k for the part h of a series beside its constant. */
export function compose(outer: readonly number[], sizes: readonly number[], inner: Series): Series {
  const { order, noise, hasPole } = inner
  const start = order === 0 ? 1 : 0
  const length = Math.min(outer.length, order + inner.coefficients.length)
  // The powers of t from 0 on.
  const place = (values: readonly number[]): number[] =>
    Array.from({ length }, (_, k) => (k < order + start ? 0 : values[k - order]!))
  const found = make({
    coefficients: horner(outer, place(inner.coefficients)),
    sizes: horner(sizes, place(inner.sizes)),
    hasPole,
  })
  // The slope of the function is taken for a number.
  return rounded({ ...found, noise })
}

function horner(outer: readonly number[], step: readonly number[]): number[] {
  let total = step.map(() => 0)
  for (const value of outer.toReversed()) {
    total = convolve(total, step)
    total[0]! += value
  }
  return total
}

/** A series whose formula is computed with a rounding of its own. */
export function rounded(series: Series): Series {
  return { ...series, noise: Math.min(series.noise, series.order) }
}

/** Whether a series is one number other than 0. */
function isNumber({ order, coefficients }: Series): boolean {
  return order === 0 && coefficients.every((value, k) => k === 0 || value === 0)
}

function isPowerOfTwo(series: Series): boolean {
  return isNumber(series) && Number.isInteger(Math.log2(Math.abs(series.coefficients[0]!)))
}
