import type { ShownValue } from '@gradus/training'
import { showNumber } from '../terminal/numbers.ts'
import type { Paint } from '../terminal/paint.ts'

/** The most rows of a matrix, and the most matrices of a stack, that are printed. */
const mostRows = 12
const mostSlices = 3

interface MatrixStyle {
  readonly width: number
  readonly paint: Paint
  readonly isUnicode: boolean
}

/** Prints the value of a `show`: a number beside its name, or an aligned matrix below it. */
export function printShown(shown: ShownValue, style: MatrixStyle): readonly string[] {
  const { title, shape, dims, data } = shown
  const name = style.paint('strong', title)
  if (shape.length === 0) return [` ${name} = ${showNumber(data[0] ?? Number.NaN)}`]
  const kind = style.paint('faint', describeShape(shape, dims))
  if (shape.length === 1) return printVector(shown, ` ${name}  ${kind}`, style)
  const [rows, columns] = shape.slice(-2) as [number, number]
  const size = rows * columns
  const slices = size === 0 ? 0 : data.length / size
  const lines = [` ${name}  ${kind}`]
  for (let slice = 0; slice < Math.min(slices, mostSlices); slice++) {
    if (slices > 1) lines.push(style.paint('faint', `  ${sliceName(shown, slice)}`))
    const part = Array.from({ length: size }, (_, i) => data[slice * size + i]!)
    lines.push(...printMatrix(part, rows, columns, style))
  }
  if (slices > mostSlices) lines.push(`  and ${slices - mostSlices} more`)
  return lines
}

function printVector(
  { data, shape: [length = 0] }: ShownValue,
  heading: string,
  style: MatrixStyle,
): readonly string[] {
  const cells = Array.from(data, (value) => showNumber(value))
  const flat = `  [${cells.join(', ')}]`
  if (flat.length <= style.width) return [heading, flat]
  return [heading, ...printMatrix(Array.from(data), 1, length, style)]
}

/** Rows of right-aligned numbers; what does not fit is left out with dots. */
function printMatrix(
  values: readonly number[],
  rows: number,
  columns: number,
  { width, isUnicode }: MatrixStyle,
): readonly string[] {
  const texts = values.map((value) => showNumber(value))
  const cell = Math.max(...texts.map(({ length }) => length)) + 2
  const fitting = Math.max(1, Math.floor((width - 4) / cell))
  const shownColumns = columns <= fitting ? columns : fitting - 1
  const dots = isUnicode ? '…' : '...'
  const lines: string[] = []
  for (let row = 0; row < Math.min(rows, mostRows); row++) {
    const cells = texts.slice(row * columns, row * columns + shownColumns)
    const line = cells.map((text) => text.padStart(cell)).join('')
    lines.push(line + (shownColumns < columns ? `  ${dots}` : ''))
  }
  if (rows > mostRows) lines.push(`  and ${rows - mostRows} more rows`)
  return lines
}

function describeShape(shape: readonly number[], dims: readonly string[]): string {
  const parts = shape.map((size, i) => {
    const dim = dims[i]
    return dim === undefined || dim === '' || dim === String(size)
      ? String(size)
      : `${dim} = ${size}`
  })
  return `[${parts.join(', ')}]`
}

/** Where a matrix of a stack stands: `depth: 2`. */
function sliceName({ shape, dims }: ShownValue, slice: number): string {
  const outer = shape.slice(0, -2)
  const places: string[] = []
  let rest = slice
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    places.unshift(`${dims[axis] ?? axis}: ${rest % outer[axis]!}`)
    rest = Math.floor(rest / outer[axis]!)
  }
  return `[${places.join(', ')}]`
}
