import { suggest } from '@gradus/diagnostics'

/** What an option has to be, and how to tell. */
export interface OptionRule {
  /** In words that come after "it has to be". */
  readonly what: string
  readonly isMet: (value: unknown) => boolean
  /** The names to choose from, of which the nearest is suggested. */
  readonly choices?: readonly string[]
  /** What a value of some kinds has to be instead, where that can be said better. */
  readonly cure?: (value: unknown) => string | undefined
}

/** A rule for each option of a function. */
export type OptionRules<O> = { readonly [name in keyof Required<O>]: OptionRule }

/** An option that is misspelt or makes no sense. */
export interface Mistake {
  readonly name: string
  readonly value: unknown
  /** Whether no option has the name. */
  readonly isUnknown: boolean
  /** What was probably meant, or what is possible. */
  readonly help: string
}

/** Finds the first mistake; `meant` knows other names of options. */
export function findMistake(
  options: object,
  rules: Readonly<Record<string, OptionRule>>,
  meant: (name: string, known: readonly string[]) => string | undefined = suggest,
): Mistake | undefined {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule && (value === undefined || rule.isMet(value))) continue
    const help = rule ? cureFor(value, rule) : cureForName(name, Object.keys(rules), meant)
    return { name, value, isUnknown: !rule, help }
  }
  return undefined
}

function cureForName(
  name: string,
  known: readonly string[],
  meant: (name: string, known: readonly string[]) => string | undefined,
): string {
  const near = meant(name, known)
  return near ? `did you mean \`${near}\`?` : `there are ${known.join(', ')}`
}

function cureFor(value: unknown, { what, choices, cure }: OptionRule): string {
  const near = choices && typeof value === 'string' ? suggest(value, choices) : undefined
  return near ? `did you mean "${near}"?` : `it has to be ${cure?.(value) ?? what}`
}

/**
 * Refuses options that are misspelt or make no sense, before the objective is called.
 *
 * Throws a TypeError for a name that no option has, and a RangeError for a value that an
 * option cannot have; both say what was probably meant.
 */
export function checkOptions<O extends object>(options: O, rules: OptionRules<O>): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`options are an object, not ${shown(options)}`)
  }
  const mistake = findMistake(options, rules)
  if (!mistake) return
  const { name, value, isUnknown, help } = mistake
  if (isUnknown) throw new TypeError(`there is no option \`${name}\`: ${help}`)
  throw new RangeError(`\`${name}\` is ${shown(value)}: ${help}`)
}

/** A value in a few words. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/** One of some names. */
export function oneOf(choices: readonly string[]): OptionRule {
  const isMet = (value: unknown): boolean => choices.includes(value as string)
  return { what: `one of ${choices.join(', ')}`, choices, isMet }
}

/** How often something may happen. */
export const count: OptionRule = {
  what: 'a whole number from 0 on, or Infinity',
  isMet: (value) => value === Number.POSITIVE_INFINITY || (isWhole(value) && value >= 0),
}

export const wholeNumber: OptionRule = { what: 'a whole number', isMet: isWhole }

export const wholeFromZero: OptionRule = {
  what: 'a whole number from 0 on',
  isMet: (value) => isWhole(value) && value >= 0,
}

export const wholePositive: OptionRule = {
  what: 'a whole number above 0',
  isMet: (value) => isWhole(value) && value > 0,
}

export const numberFromZero: OptionRule = {
  what: 'a number from 0 on',
  isMet: (value) => typeof value === 'number' && value >= 0,
}

export const positiveNumber: OptionRule = {
  what: 'a number above 0',
  isMet: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
}

export const anyNumber: OptionRule = {
  what: 'a number',
  isMet: (value) => typeof value === 'number' && !Number.isNaN(value),
}

export const truthValue: OptionRule = {
  what: 'true or false',
  isMet: (value) => typeof value === 'boolean',
}

export const functionRule: OptionRule = {
  what: 'a function',
  isMet: (value) => typeof value === 'function',
}

export const list: OptionRule = { what: 'a list', isMet: Array.isArray }

export const listOrRecord: OptionRule = {
  what: 'a list, or an object by name',
  isMet: (value) => typeof value === 'object' && value !== null,
}

export const differentNames: OptionRule = {
  what: 'a list of different names',
  isMet: (value) =>
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string') &&
    new Set(value).size === value.length,
}

export const abortSignal: OptionRule = {
  what: 'an AbortSignal',
  isMet: (value) => typeof (value as AbortSignal | null)?.aborted === 'boolean',
}

export const checkpoint: OptionRule = {
  what: 'the `state` of a result',
  isMet: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
