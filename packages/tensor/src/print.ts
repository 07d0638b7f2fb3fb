import { type DType, elementCount, isFloat, type Value } from '@gradus/ops'
import { sizesOf } from './content/values.ts'

/** Tensors with more elements are printed with ellipses. */
const LONGEST = 1000
/** How many entries stand on each side of an ellipsis. */
const EDGE = 3
/** The most digits after the point. */
const PRECISION = 8
/** Numbers from here on have an exponent, in double and in single precision. */
const [DOUBLE, SINGLE] = [1e8, 1e6]
/** Columns of a line. */
const WIDTH = 75

/** A tensor as NumPy prints arrays: aligned columns, ellipses where it is large. */
export function printTensor(value: Value): string {
  const sizes = sizesOf(value)
  const count = elementCount(value.shape)
  if (count === 0) return '[]'
  if (sizes.length === 0 && isFloat(value.dtype)) return printNumber(value)
  const isLarge = count > LONGEST
  const indices = shownIndices(sizes, isLarge)
  const texts = printElements(
    value,
    indices.map((index) => value.data[index]!),
  )
  const byIndex = new Map(indices.map((index, i) => [index, texts[i]!]))
  return printAxis({ sizes, isLarge, textAt: (index) => byIndex.get(index)! }, 0, 0)
}

/** A single number in as many digits as it needs, with one after the point at least. */
function printNumber({ data, dtype }: Value): string {
  const number = dtype === 'f32' ? shortest(data[0]!) : data[0]!
  const size = Math.abs(data[0]!)
  if (!Number.isFinite(number)) return printFloats([number], DOUBLE)[0]!
  if (size !== 0 && (size < 1e-4 || size >= (dtype === 'f32' ? SINGLE : 1e16))) {
    return padPower(number.toExponential(), 2)
  }
  const text = signed(number, String(number))
  return text.includes('.') ? text : `${text}.0`
}

/** All elements as texts of the same width. */
function printElements({ dtype, shape }: Value, numbers: readonly number[]): string[] {
  const texts = printNumbers(dtype, numbers)
  // Truth values have the width of `False` wherever they stand in brackets.
  const least = dtype === 'bool' && shape.length > 0 ? 'False'.length : 0
  const width = Math.max(least, ...texts.map(({ length }) => length))
  return texts.map((text) => text.padStart(width))
}

function printNumbers(dtype: DType, numbers: readonly number[]): string[] {
  if (dtype === 'f64') return printFloats(numbers, DOUBLE)
  if (dtype === 'f32') return printFloats(numbers.map(shortest), SINGLE, numbers)
  return numbers.map((number) =>
    dtype === 'i32' ? String(number) : number === 0 ? 'False' : 'True',
  )
}

/** The double with the fewest digits that is the same number in single precision. */
function shortest(number: number): number {
  if (number === 0) return number
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(number.toPrecision(digits))
    if (Math.fround(candidate) === number) return candidate
  }
  return number
}

/** Points stand under each other; exponents are used for all where sizes differ widely. */
function printFloats(numbers: readonly number[], cutoff: number, exact = numbers): string[] {
  const finite = numbers.filter(Number.isFinite)
  const sizes = finite.filter((number) => number !== 0).map(Math.abs)
  const [largest, smallest] = [Math.max(...sizes), Math.min(...sizes)]
  const hasExponent =
    sizes.length > 0 && (largest >= cutoff || smallest < 1e-4 || largest / smallest > 1000)
  const digits = Math.max(0, ...finite.map((number) => fractionDigits(number, hasExponent)))
  const powers = hasExponent
    ? Math.max(2, ...finite.map((number) => powerDigits(number, digits)))
    : 0
  return numbers.map((number, i) => {
    if (Number.isNaN(number)) return 'nan'
    if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf'
    return hasExponent
      ? withExponent(exact[i]!, digits, powers)
      : withPoint(rounded(number, exact[i]!), digits)
  })
}

/** What has more digits than are shown is rounded from its exact value. */
function rounded(number: number, exact: number): number {
  return Number(number.toFixed(PRECISION)) === number ? number : exact
}

/** Digits after the point that a number needs, at most `PRECISION`. */
function fractionDigits(number: number, hasExponent: boolean): number {
  const text = halfEven(number, hasExponent ? 'toExponential' : 'toFixed', PRECISION)
  const [mantissa] = text.split('e') as [string]
  return mantissa.replace(/\.?0+$/, '').split('.')[1]?.length ?? 0
}

/** Spaces instead of zeros at the end; the point is always there. */
function withPoint(number: number, digits: number): string {
  const text = signed(number, halfEven(number, 'toFixed', digits))
  const pointed = digits === 0 ? `${text}.` : text
  return pointed.replace(/0+$/, (zeros) => ' '.repeat(zeros.length))
}

/** Digits of the power of ten. */
function powerDigits(number: number, digits: number): number {
  return number.toExponential(digits).split('e')[1]!.length - 1
}

function withExponent(number: number, digits: number, powers: number): string {
  const text = signed(number, halfEven(number, 'toExponential', digits))
  return padPower(digits === 0 ? text.replace('e', '.e') : text, powers)
}

/** More digits than these do not tell a double that is half between two texts from others. */
const MORE_DIGITS = 30
const HALF = '5'.padEnd(MORE_DIGITS, '0')

/** A number with so many digits after the point; halves go to the even digit. */
function halfEven(number: number, format: 'toFixed' | 'toExponential', digits: number): string {
  const [longer, power] = number[format](digits + MORE_DIGITS).split('e') as [string, string?]
  const cut = longer.slice(0, -MORE_DIGITS)
  // JavaScript rounds halves away from 0.
  const isEvenHalf = longer.endsWith(HALF) && Number(cut.at(-1)) % 2 === 0
  if (!isEvenHalf) return number[format](digits)
  return power === undefined ? cut : `${cut}e${power}`
}

/** JavaScript leaves out the sign of -0. */
function signed(number: number, text: string): string {
  return Object.is(number, -0) ? `-${text}` : text
}

/** A power of ten with at least so many digits. */
function padPower(text: string, digits: number): string {
  return text.replace(/\d+$/, (power) => power.padStart(digits, '0'))
}

/** Positions along an axis; -1 stands for the ellipsis. */
function positionsAlong(size: number, isLarge: boolean): number[] {
  const count = (first: number, length: number): number[] =>
    Array.from({ length }, (_, i) => first + i)
  if (!isLarge || size <= 2 * EDGE) return count(0, size)
  return [...count(0, EDGE), -1, ...count(size - EDGE, EDGE)]
}

/** The flat indices of the elements that are shown. */
function shownIndices(sizes: readonly number[], isLarge: boolean): number[] {
  let indices = [0]
  for (const size of sizes) {
    const positions = positionsAlong(size, isLarge).filter((position) => position >= 0)
    indices = indices.flatMap((index) => positions.map((position) => index * size + position))
  }
  return indices
}

interface Page {
  readonly sizes: readonly number[]
  readonly isLarge: boolean
  readonly textAt: (index: number) => string
}

/** Recurses as deep as the tensor has axes. */
function printAxis(page: Page, axis: number, index: number): string {
  const { sizes, isLarge, textAt } = page
  if (axis === sizes.length) return textAt(index)
  const size = sizes[axis]!
  const parts = positionsAlong(size, isLarge).map((position) =>
    position < 0 ? '...' : printAxis(page, axis + 1, index * size + position),
  )
  const depth = sizes.length - axis - 1
  const indent = ' '.repeat(axis + 1)
  // Each closing bracket has a column of its own, on every line.
  if (depth === 0) return `[${wrap(parts, indent, WIDTH - sizes.length)}]`
  return `[${parts.join(`${'\n'.repeat(depth)}${indent}`)}]`
}

/** Words in lines of at most `width` columns. */
function wrap(words: readonly string[], indent: string, width: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && indent.length + longer.length > width) {
      lines.push(line.trimEnd())
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line].join(`\n${indent}`)
}
