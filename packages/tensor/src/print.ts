import { elementCount, isFloat, type Value } from '@gradus/ops'
import { sizesOf } from './content/values.ts'

/** Tensors with more elements are printed with ellipses. */
const LONGEST = 1000
/** How many entries stand on each side of an ellipsis. */
const EDGE = 3
/** The most digits after the point. */
const PRECISION = 8
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
  const size = Math.abs(number)
  if (!Number.isFinite(number)) return printFloats([number])[0]!
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return padPower(number.toExponential(), 2)
  }
  const text = signed(number, String(number))
  return text.includes('.') ? text : `${text}.0`
}

/** All elements as texts of the same width. */
function printElements({ dtype, shape }: Value, numbers: readonly number[]): string[] {
  const texts = numbers.map((number) =>
    dtype === 'bool' ? (number === 0 ? 'False' : 'True') : String(number),
  )
  const aligned = isFloat(dtype)
    ? printFloats(numbers.map(dtype === 'f32' ? shortest : Number), numbers)
    : texts
  // Truth values have the width of `False` wherever they stand in brackets.
  const least = dtype === 'bool' && shape.length > 0 ? 'False'.length : 0
  const width = Math.max(least, ...aligned.map(({ length }) => length))
  return aligned.map((text) => text.padStart(width))
}

/** The double with the fewest digits that is the same number in single precision. */
function shortest(number: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(number.toPrecision(digits))
    if (Math.fround(candidate) === number) return candidate
  }
  return number
}

/** Points stand under each other; exponents are used for all where sizes differ widely. */
function printFloats(numbers: readonly number[], exact = numbers): string[] {
  const finite = numbers.filter(Number.isFinite)
  const sizes = finite.filter((number) => number !== 0).map(Math.abs)
  const [largest, smallest] = [Math.max(...sizes), Math.min(...sizes)]
  const hasExponent =
    sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000)
  const digits = Math.max(0, ...finite.map((number) => fractionDigits(number, hasExponent)))
  const powers = hasExponent
    ? Math.max(2, ...finite.map((number) => powerDigits(number, digits)))
    : 0
  return numbers.map((number, i) => {
    if (Number.isNaN(number)) return 'nan'
    if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf'
    return hasExponent
      ? withExponent(number, digits, powers)
      : withPoint(rounded(number, exact[i]!), digits)
  })
}

/** What has more digits than are shown is rounded from its exact value. */
function rounded(number: number, exact: number): number {
  return Number(number.toFixed(PRECISION)) === number ? number : exact
}

/** Digits after the point that a number needs, at most `PRECISION`. */
function fractionDigits(number: number, hasExponent: boolean): number {
  const text = hasExponent ? number.toExponential(PRECISION) : number.toFixed(PRECISION)
  const [mantissa] = text.split('e') as [string]
  return mantissa.replace(/\.?0+$/, '').split('.')[1]?.length ?? 0
}

/** Spaces instead of zeros at the end; the point is always there. */
function withPoint(number: number, digits: number): string {
  const text = signed(number, number.toFixed(digits))
  const pointed = digits === 0 ? `${text}.` : text
  return pointed.replace(/0+$/, (zeros) => ' '.repeat(zeros.length))
}

/** Digits of the power of ten. */
function powerDigits(number: number, digits: number): number {
  return number.toExponential(digits).split('e')[1]!.length - 1
}

function withExponent(number: number, digits: number, powers: number): string {
  const text = signed(number, number.toExponential(digits))
  return padPower(digits === 0 ? text.replace('e', '.e') : text, powers)
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
  if (depth === 0) return `[${wrap(parts, indent)}]`
  return `[${parts.join(`${'\n'.repeat(depth)}${indent}`)}]`
}

/** Words in lines of at most `WIDTH` columns. */
function wrap(words: readonly string[], indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && indent.length + longer.length > WIDTH) {
      lines.push(line.trimEnd())
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line].join(`\n${indent}`)
}
