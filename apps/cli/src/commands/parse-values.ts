import { InvalidArgumentError } from 'commander'

/** Numbers by the names of variables, in the order they were given. */
export type Values = Readonly<Record<string, number>>

/** Lower and upper bounds by the names of variables; `null` where a side is open. */
export type Ranges = Readonly<Record<string, readonly [number | null, number | null]>>

const name = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** Reads `x=1,y=2e-3`, where the flag may be given several times. */
export function collectValues(text: string, before: Values = {}): Values {
  const entries = text.split(',').map((part): [string, number] => {
    const [key = '', value = '', ...rest] = part.split('=').map((side) => side.trim())
    const number = readNumber(value)
    if (!name.test(key) || number === undefined || rest.length > 0) {
      throw new InvalidArgumentError('It is names and numbers, such as x=1,y=2e-3.')
    }
    return [key, number]
  })
  return addEntries(before, entries)
}

/** Reads `x=0..5,y=..3`, where the flag may be given several times. */
export function collectRanges(text: string, before: Ranges = {}): Ranges {
  const entries = text.split(',').map((part): [string, readonly [number | null, number | null]] => {
    const [key = '', range = ''] = part.split('=').map((side) => side.trim())
    const [low, high, ...rest] = range.split('..')
    const [lower, upper] = [readSide(low), readSide(high)]
    const isRange = lower !== undefined && upper !== undefined && rest.length === 0
    if (!name.test(key) || !isRange) {
      throw new InvalidArgumentError('It is names and ranges, such as x=0..5,y=..3.')
    }
    if (lower !== null && upper !== null && lower > upper) {
      throw new InvalidArgumentError(
        `No number lies between ${lower} and ${upper}: say ${key}=${upper}..${lower}.`,
      )
    }
    return [key, [lower, upper]]
  })
  return addEntries(before, entries)
}

/** A name that is given twice has two meanings, of which one would be lost in silence. */
function addEntries<T>(
  before: Readonly<Record<string, T>>,
  entries: readonly (readonly [string, T])[],
): Readonly<Record<string, T>> {
  const all = new Map(Object.entries(before))
  for (const [key, value] of entries) {
    if (all.has(key)) throw new InvalidArgumentError(`It has ${key} twice.`)
    all.set(key, value)
  }
  return Object.fromEntries(all)
}

/** Repeats a flag that takes one text. */
export function collectTexts(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

/** Reads a flag that is a number. */
export function parseNumber(text: string): number {
  const number = readNumber(text)
  if (number !== undefined) return number
  throw new InvalidArgumentError('It is a number.')
}

/** Reads a flag that is a number above 0. */
export function parsePositive(text: string): number {
  const number = readNumber(text)
  if (number !== undefined && number > 0) return number
  throw new InvalidArgumentError('It is a number above 0.')
}

function readNumber(text: string): number | undefined {
  const plain = text.replaceAll('_', '')
  const value = Number(plain)
  return plain !== '' && Number.isFinite(value) ? value : undefined
}

function readSide(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined
  if (text.trim() === '' || /^[+-]?inf$/.test(text.trim())) return null
  return readNumber(text.trim())
}
