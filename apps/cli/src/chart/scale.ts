/** Takes values of a range to 0 … 1, and names some of them. */
export interface Scale {
  readonly isLog: boolean
  readonly low: number
  readonly high: number
  /** 0 at the low end, 1 at the high one. */
  at(value: number): number
  /** Round values inside the range, from low to high. */
  ticks(count: number): readonly number[]
  /** Significant digits that tell neighbouring ticks apart. */
  digits(count: number): number
}

/** Ranges that are narrower, relative to their values, are drawn as one value. */
const narrowest = 1e-6

/** A scale over the finite ones of some values; logarithmic only when all are positive. */
export function scaleOf(values: Iterable<number>, isLog = false): Scale {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return linearScale(0, 1)
  if (isLog && low > 0 && high > low) return logScale(low, high)
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (high - low <= narrowest * size) return linearScale(...around(low))
  return linearScale(low, high)
}

/** A scale whose steps are equal differences. */
export function linearScale(low: number, high: number): Scale {
  // Halves keep the difference finite for ranges as wide as the numbers themselves.
  const width = high / 2 - low / 2
  return {
    isLog: false,
    low,
    high,
    at: (value) => (value / 2 - low / 2) / width,
    ticks: (count) => roundTicks(low, high, count),
    digits: (count) => {
      const [first = 0, second = 1] = roundTicks(low, high, count)
      const size = Math.max(Math.abs(low), Math.abs(high))
      return Math.max(4, Math.min(7, Math.ceil(Math.log10(size / (second - first))) + 1))
    },
  }
}

/** A scale that counts: its ticks are whole numbers. */
export function countScale(low: number, high: number): Scale {
  const scale = linearScale(low, high)
  return { ...scale, ticks: (count) => scale.ticks(count).filter(Number.isInteger) }
}

function logScale(low: number, high: number): Scale {
  const start = Math.log10(low)
  const width = Math.log10(high) - start
  return {
    isLog: true,
    low,
    high,
    at: (value) => (Math.log10(value) - start) / width,
    ticks: (count) => powerTicks(low, high, count),
    digits: () => 4,
  }
}

/** A range around a single value, so that it is drawn in the middle. */
function around(value: number): readonly [number, number] {
  const margin = value === 0 ? 1 : Math.abs(value) / 2
  return [value - margin, value + margin]
}

/** Multiples of 1, 2 or 5 times a power of ten: about `count` of them inside a range. */
export function roundTicks(low: number, high: number, count: number): readonly number[] {
  const rough = high / count - low / count || Number.MIN_VALUE
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // At the smallest numbers the step is rounded to nothing.
  if (!(last - first <= 20 * count)) return [low, high]
  const ticks: number[] = []
  // Sums of 0.1 drift away from the number that they stand for; products do not print short.
  for (let i = first; i <= last; i++) ticks.push(Number((i * step).toPrecision(12)) + 0)
  return ticks
}

/** Powers of ten; between them as well where the range holds fewer than two. */
function powerTicks(low: number, high: number, count: number): readonly number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const last = Math.floor(Math.log10(high) + 1e-9)
  if (last - first < 1) return roundTicks(low, high, count)
  const every = Math.max(1, Math.ceil((last - first) / count))
  const ticks: number[] = []
  for (let power = first; power <= last; power += every) ticks.push(Number(`1e${power}`))
  return ticks
}
