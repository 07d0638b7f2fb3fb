import { showNumber } from '../terminal/numbers.ts'
import type { ChartStyle } from './frame.ts'
import { roundTicks, scaleOf } from './scale.ts'

/** Horizontal bars, one for each value. */
export interface Bars {
  readonly title: string
  readonly values: readonly number[]
  readonly labels: readonly string[]
  readonly scale: 'linear' | 'log'
}

// Eighths of a cell, so that small differences show.
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** The most bars that are drawn; the rest is counted in one line. */
const mostBars = 40

/**
 * Draws bars from zero, to the left below it. On the logarithmic scale a bar stands for
 * the size of a value, and starts a decade under the smallest.
 */
export function drawBars(bars: Bars, style: ChartStyle): readonly string[] {
  const { title, scale } = bars
  const { paint, width } = style
  const values = bars.values.slice(0, mostBars)
  const numbers = values.map((value) => showNumber(value))
  const labels = bars.labels.slice(0, mostBars)
  const labelWidth = Math.max(0, ...labels.map(({ length }) => length))
  const numberWidth = Math.max(0, ...numbers.map(({ length }) => length))
  const room = Math.max(4, width - labelWidth - numberWidth - 5)
  const lengths = scale === 'log' ? logLengths(values) : linearLengths(values)
  const left = bars.values.length - values.length
  return [
    ` ${paint('strong', title)}${paint('faint', scale === 'log' ? ', log scale' : '')}`,
    ...values.map((_, i) => {
      const label = paint('faint', labels[i]!.padStart(labelWidth))
      const bar = drawBar(lengths.at(i)!, room, style)
      return `  ${label} ${numbers[i]!.padStart(numberWidth)} ${bar}`.trimEnd()
    }),
    ...(left > 0 ? [paint('faint', `  and ${left} more`)] : []),
  ]
}

/** The parts of the width that a bar covers, from and to. */
type Extent = readonly [number, number]

function linearLengths(values: readonly number[]): readonly Extent[] {
  const finite = values.filter(Number.isFinite)
  const low = Math.min(0, ...finite)
  const high = Math.max(0, ...finite)
  const span = high - low || 1
  const zero = -low / span
  return values.map((value) => {
    const end = Number.isFinite(value) ? (value - low) / span : zero
    return value < 0 ? [end, zero] : [zero, end]
  })
}

function logLengths(values: readonly number[]): readonly Extent[] {
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size))
  const floor = Math.log10(Math.min(...sizes)) - 1
  const span = Math.log10(Math.max(...sizes)) - floor
  return values.map((value) => {
    const part = (Math.log10(Math.abs(value)) - floor) / span
    return [0, Number.isFinite(part) ? part : 0]
  })
}

function drawBar([from, to]: Extent, room: number, { isUnicode, paint }: ChartStyle): string {
  const start = Math.round(from * room)
  const length = to * room - start
  const whole = Math.max(0, Math.floor(length + 1e-9))
  const rest = eighths[Math.floor((length - whole) * 8)] ?? ''
  const bar = isUnicode ? '█'.repeat(whole) + rest : '#'.repeat(Math.round(Math.max(0, length)))
  return ' '.repeat(start) + paint('line1', bar)
}

/** Counts values in equal intervals with round ends and draws the counts as bars. */
export function drawHistogram(
  { title, values }: { readonly title: string; readonly values: readonly number[] },
  style: ChartStyle,
): readonly string[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return [` ${style.paint('strong', title)}`, '  (no values)']
  const ends = roundEnds(finite)
  const counts = Array.from({ length: ends.length - 1 }, () => 0)
  for (const value of finite) {
    const above = ends.findIndex((end) => value < end)
    counts[above < 0 ? counts.length - 1 : above - 1]!++
  }
  const dots = style.isUnicode ? '…' : '..'
  const labels = counts.map((_, i) => `${showNumber(ends[i]!)} ${dots} ${showNumber(ends[i + 1]!)}`)
  return drawBars({ title, values: counts, labels, scale: 'linear' }, style)
}

/** The ends of the intervals: round numbers, the first below and the last above all values. */
function roundEnds(values: readonly number[]): readonly number[] {
  const { low, high } = scaleOf(values)
  const inner = roundTicks(
    low,
    high,
    Math.min(12, Math.max(4, Math.ceil(Math.sqrt(values.length)))),
  )
  const size = inner.length > 1 ? inner[1]! - inner[0]! : high - low
  const ends = [...inner]
  if (ends[0]! > low) ends.unshift(Number((ends[0]! - size).toPrecision(12)))
  if (ends.at(-1)! < high) ends.push(Number((ends.at(-1)! + size).toPrecision(12)))
  return ends
}
