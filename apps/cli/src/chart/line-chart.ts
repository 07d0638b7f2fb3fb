import { lineTone } from '../terminal/paint.ts'
import {
  type Canvas,
  dotsAcross,
  dotsDown,
  drawSegment,
  makeCanvas,
  referenceOwner,
} from './canvas.ts'
import { axisWidth, type ChartStyle, chartHeight, dotX, dotY, drawFrame } from './frame.ts'
import { countScale, type Scale, scaleOf } from './scale.ts'

/** One line: a value for each step, from `first`. */
export interface ChartLine {
  readonly label: string
  readonly values: ArrayLike<number>
}

/** What a line chart shows. */
export interface LineChart {
  readonly title: string
  /** The train block that the lines come from. */
  readonly block?: string | undefined
  readonly lines: readonly ChartLine[]
  /** What the horizontal axis counts. */
  readonly per: 'step' | 'epoch'
  /** The place of the first value on the horizontal axis; 0 unless told. */
  readonly first?: number
  /** A value to compare with, drawn as a dotted line. */
  readonly reference?: number | undefined
}

/**
 * Draws lines over steps; where there are more steps than dots, the means of neighbours. The vertical axis is logarithmic when all values are positive and
 * the largest is at least 100 times the smallest; the title says so.
 */
export function drawLineChart(chart: LineChart, style: ChartStyle): readonly string[] {
  const { first = 0, reference } = chart
  const count = Math.max(1, ...chart.lines.map(({ values }) => values.length))
  const x = countScale(first, first + Math.max(1, count - 1))
  const hasLegend = chart.lines.length > 1
  const columns = Math.max(10, style.width - axisWidth - (hasLegend ? 2 : 0))
  const group = Math.ceil(count / (columns * dotsAcross))
  const lines = chart.lines.map(({ label, values }) => ({ label, values: means(values, group) }))
  const y = verticalScale(lines, reference)
  const canvas = makeCanvas(columns, style.height ?? chartHeight, style.isUnicode)
  if (reference !== undefined) drawReference(canvas, dotY(canvas, y, reference))
  for (const [owner, { values }] of lines.entries()) {
    drawLine(canvas, values, { x, y, first, group, owner })
  }
  const ends = hasLegend ? lineEnds(canvas, lines, y, style) : new Map<number, string>()
  const block = chart.block === undefined ? '' : ` in ${chart.block},`
  const grouped = group > 1 ? `, means of ${group}` : ''
  const notes = `${block} by ${chart.per}${grouped}${y.isLog ? ', log scale' : ''}`
  return [
    ` ${style.paint('strong', chart.title)}${style.paint('faint', notes)}`,
    ...drawFrame({ canvas, x, y, ends }, style),
    ...(hasLegend ? legend(lines, style) : []),
  ]
}

/**
 * The mean of the finite ones of each `size` neighbours. A line through every value of a
 * noisy run fills the chart, and shows nothing.
 */
function means(values: ArrayLike<number>, size: number): ArrayLike<number> {
  if (size === 1) return values
  return Float64Array.from({ length: Math.ceil(values.length / size) }, (_, group) => {
    let sum = 0
    let count = 0
    for (let i = group * size; i < Math.min(values.length, (group + 1) * size); i++) {
      if (!Number.isFinite(values[i])) continue
      sum += values[i]!
      count++
    }
    return sum / count
  })
}

function verticalScale(lines: readonly ChartLine[], reference: number | undefined): Scale {
  const given = reference === undefined ? [] : [reference]
  const all = function* (): Generator<number> {
    yield* given
    for (const { values } of lines) for (let i = 0; i < values.length; i++) yield values[i]!
  }
  const linear = scaleOf(all())
  const isLog = linear.low > 0 && linear.high >= 100 * linear.low
  return isLog ? scaleOf(all(), true) : linear
}

interface Placement {
  readonly x: Scale
  readonly y: Scale
  readonly first: number
  readonly group: number
  readonly owner: number
}

/** Joins neighbouring values; a value that is not finite leaves a gap. */
function drawLine(canvas: Canvas, values: ArrayLike<number>, placement: Placement): void {
  const { x, y, first, group, owner } = placement
  // A group stands at its middle.
  const start = first + (group - 1) / 2
  let last: readonly [number, number] | undefined
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) {
      last = undefined
      continue
    }
    const dot = [dotX(canvas, x, start + i * group), dotY(canvas, y, value)] as const
    drawSegment(canvas, last ?? dot, dot, owner)
    last = dot
  }
}

/** Every third dot, so that it is told from a line also without colours. */
function drawReference(canvas: Canvas, row: number): void {
  for (let dot = 0; dot < canvas.columns * dotsAcross; dot += 3) {
    canvas.set(dot, row, referenceOwner)
  }
}

/** The letter of each line beside the row where it ends, or the nearest row that is free. */
function lineEnds(
  canvas: Canvas,
  lines: readonly ChartLine[],
  y: Scale,
  { paint }: ChartStyle,
): ReadonlyMap<number, string> {
  const ends = new Map<number, string>()
  for (const [index, { values }] of lines.entries()) {
    const last = lastFinite(values)
    if (last === undefined) continue
    const wanted = Math.floor(dotY(canvas, y, last) / dotsDown)
    const rows = Array.from({ length: canvas.rows }, (_, row) => row)
    const free = rows
      .filter((row) => !ends.has(row))
      .sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0]
    if (free !== undefined) ends.set(free, paint(lineTone(index), letterOf(index)))
  }
  return ends
}

function lastFinite(values: ArrayLike<number>): number | undefined {
  for (let i = values.length - 1; i >= 0; i--) if (Number.isFinite(values[i])) return values[i]
  return undefined
}

/** Says which letter is which line, as many in a row as fit. */
function legend(lines: readonly ChartLine[], { width, paint }: ChartStyle): readonly string[] {
  const rows: string[] = []
  let row = ''
  let length = 0
  for (const [index, { label }] of lines.entries()) {
    const size = label.length + 4
    if (length > 0 && axisWidth + length + size > width) {
      rows.push(row)
      row = ''
      length = 0
    }
    row += `${paint(lineTone(index), letterOf(index))} ${label}  `
    length += size
  }
  return [...rows, row].map((each) => `${' '.repeat(axisWidth)}${each.trimEnd()}`)
}

function letterOf(index: number): string {
  return String.fromCharCode(0x61 + (index % 26))
}
