/** Takes values of a range to 0 … 1, and names some of them. */
export interface Scale {
  readonly isLog: boolean
  readonly low: number
  readonly high: number
  /** 0 at the low end, 1 at the high one. */
  at(value: number): number
  /** Round values inside the range, from low to high. */
  ticks(count: number): readonly number[]
}

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
  if (low === high) return linearScale(...around(low))
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
  }
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
  const ticks: number[] = []
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
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
