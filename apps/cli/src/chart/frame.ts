import { showNumber } from '../terminal/numbers.ts'
import { lineTone, type Paint } from '../terminal/paint.ts'
import { type Canvas, type Cell, dotsAcross, dotsDown, referenceOwner } from './canvas.ts'
import type { Scale } from './scale.ts'

/** Where and how a chart is drawn. */
export interface ChartStyle {
  /** Columns that the chart may take. */
  readonly width: number
  readonly isUnicode: boolean
  readonly paint: Paint
  /** Rows of the drawing, without title and axis. */
  readonly height?: number
}

/** The default height of a drawing. */
export const chartHeight = 10

/** A drawing with its scales; what stands beside single rows comes in `ends`. */
export interface Framed {
  readonly canvas: Canvas
  readonly x: Scale
  readonly y: Scale
  /** Short texts at the right of a row, such as the letter of a line that ends there. */
  readonly ends: ReadonlyMap<number, string>
}

/** The columns that the numbers of the vertical axis take. */
export const axisWidth = 10

/** The column of dots of a value along the horizontal axis. */
export function dotX({ columns }: Canvas, scale: Scale, value: number): number {
  return Math.round(scale.at(value) * (columns * dotsAcross - 1))
}

/** The row of dots of a value along the vertical axis, counted from the top. */
export function dotY({ rows }: Canvas, scale: Scale, value: number): number {
  return Math.round((1 - scale.at(value)) * (rows * dotsDown - 1))
}

/** The lines of a drawing between its axes. */
export function drawFrame(framed: Framed, { paint, isUnicode }: ChartStyle): readonly string[] {
  const { canvas, y, ends } = framed
  const ticks = rowTicks(canvas, y)
  const [mark, edge] = isUnicode ? ['┤', '│'] : ['+', '|']
  const lines: string[] = []
  for (let row = 0; row < canvas.rows; row++) {
    const tick = ticks.get(row)
    const axis = `${(tick ?? '').padStart(axisWidth - 2)} ${tick === undefined ? edge : mark}`
    const cells = paintCells(canvas.row(row), paint)
    lines.push(`${paint('faint', axis)}${cells} ${ends.get(row) ?? ''}`.trimEnd())
  }
  return [...lines, ...horizontalAxis(framed, isUnicode).map((line) => paint('faint', line))]
}

/** The ruler under a drawing and the numbers below it; numbers that would touch are left out. */
function horizontalAxis({ canvas, x }: Framed, isUnicode: boolean): readonly string[] {
  const { columns } = canvas
  const [corner, line, mark] = isUnicode ? ['└', '─', '┬'] : ['+', '-', '+']
  const ruler = Array.from({ length: columns }, () => line)
  let numbers = ''
  for (const value of x.ticks(Math.max(2, Math.floor(columns / 12)))) {
    const column = Math.min(columns - 1, Math.floor(dotX(canvas, x, value) / dotsAcross))
    const text = showNumber(value)
    const centred = column - Math.floor((text.length - 1) / 2)
    const start = axisWidth + Math.min(centred, columns - text.length)
    if (numbers !== '' && start < numbers.length + 2) continue
    ruler[column] = mark
    numbers = numbers.padEnd(start) + text
  }
  return [`${' '.repeat(axisWidth - 1)}${corner}${ruler.join('')}`, numbers]
}

/** Numbers for some rows of the vertical axis: round ones, and no two in neighbouring rows. */
function rowTicks(canvas: Canvas, scale: Scale): ReadonlyMap<number, string> {
  const ticks = new Map<number, string>()
  const count = Math.max(2, Math.floor(canvas.rows / 2))
  const digits = scale.digits(count)
  for (const value of scale.ticks(count)) {
    const row = Math.floor(dotY(canvas, scale, value) / dotsDown)
    if (row < 0 || row >= canvas.rows || ticks.has(row + 1) || ticks.has(row)) continue
    const text = showNumber(value, digits)
    ticks.set(row, text.length > axisWidth - 2 ? showNumber(value, 2) : text)
  }
  return ticks
}

function paintCells(cells: readonly Cell[], paint: Paint): string {
  let text = ''
  for (let start = 0; start < cells.length; ) {
    const { owner } = cells[start]!
    let end = start + 1
    while (end < cells.length && cells[end]!.owner === owner) end++
    const run = cells.slice(start, end).map((cell) => cell.text)
    text += owner === undefined ? run.join('') : paint(toneOf(owner), run.join(''))
    start = end
  }
  return text
}

function toneOf(owner: number): Parameters<Paint>[0] {
  return owner === referenceOwner ? 'faint' : lineTone(owner)
}
