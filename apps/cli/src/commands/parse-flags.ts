import { suggest } from '@gradus/diagnostics'
import { InvalidArgumentError } from 'commander'

/** Reads a flag that is a whole number from 1. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d[\d_]*$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('It is a whole number from 1.')
}

/** Reads a flag that is a whole number from 0. */
export function parseSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw new InvalidArgumentError('It is a whole number from 0.')
}

/** Reads a flag that is one of some names, and tells which one was meant. */
export function parseChoice<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((each) => each === text)
    if (found !== undefined) return found
    const meant = suggest(text, choices)
    throw new InvalidArgumentError(
      meant ? `Did you mean ${meant}?` : `It is one of ${choices.join(', ')}.`,
    )
  }
}

/** Other values for names of a model: numbers, or names of functions. */
export type Settings = ReadonlyMap<string, number | string>

/** Reads `name=value`, where the flag may be given several times. */
export function parseSetting(text: string, before: Settings = new Map()): Settings {
  const [, name = '', value = ''] = /^([^=\s]+)=(\S+)$/.exec(text) ?? []
  const number = Number(value.replaceAll('_', ''))
  const isName = /^[\p{L}_][\p{L}\p{N}_']*$/u.test(value)
  if (name === '' || (!Number.isFinite(number) && !isName)) {
    throw new InvalidArgumentError('It is a name and its value, such as hidden=32 or act=tanh.')
  }
  return new Map([...before, [name, Number.isFinite(number) ? number : value]])
}

/** Other files for data of a model, by the name of the data. */
export type DataFiles = ReadonlyMap<string, string>

/** Reads `name=file`, where the flag may be given several times. */
export function parseDataFile(text: string, before: DataFiles = new Map()): DataFiles {
  const [, name = '', file = ''] = /^([^=\s]+)=(.+)$/.exec(text) ?? []
  if (name === '') {
    throw new InvalidArgumentError('It is the name of data and a file, such as x=other.csv.')
  }
  return new Map([...before, [name, file]])
}
