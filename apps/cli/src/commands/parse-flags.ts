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

/** Reads `name=size`, where the flag may be given several times. */
export function parseSetting(
  text: string,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const [, name = '', size = ''] = /^([^=\s]+)=(\d+)$/.exec(text) ?? []
  if (name === '' || !(Number(size) > 0)) {
    throw new InvalidArgumentError('It is the name of a dim and its size, such as hidden=32.')
  }
  return new Map([...before, [name, Number(size)]])
}
