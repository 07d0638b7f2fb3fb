/** What an argument takes. The checker reads each kind in its own way. */
export type ArgumentKind =
  /** Any tensor of numbers (truth values and whole numbers count). */
  | 'value'
  /** A single number. */
  | 'number'
  /** A number that does not depend on data or parameters. */
  | 'known'
  /** Labels that index a dim. */
  | 'labels'
  /** A list of values of one shape. */
  | 'list'
  /** One dim of the value before it, or a list of them. */
  | 'dims'
  /** A dim, or a number that stands for itself. */
  | 'dim'
  /** The name of a dim that the call declares. */
  | 'new-dim'
  /** Names to differentiate by: a parameter, data, an argument, or a list of them. */
  | 'variables'
  /** A function of one value, by name. */
  | 'function'
  /** An initializer by name, or a number. */
  | 'initializer'
  /** A call of an optimizer. */
  | 'optimizer'
  /** The name of a metric, or `loss`. */
  | 'metric'
  /** A whole number above 0. */
  | 'count'
  /** A whole number from 0. */
  | 'seed'
  /** A number that may change over the steps: a number or a schedule. */
  | 'rate'
  /** `true` or `false`. */
  | 'flag'
  /** `a .. b`. */
  | 'range'
  | 'text'
  /** One of the row's `words`. */
  | 'word'

/** One argument of a built-in. */
export interface Argument {
  readonly name: string
  readonly kind: ArgumentKind
  /** The value it has when it is not given, as it would be written; none when required. */
  readonly start?: string
  readonly optional?: true
  readonly words?: readonly string[]
  /** Which numbers it may be, where not all. */
  readonly within?: NumberRange
}

/** Numbers that have a meaning for an argument. */
export interface NumberRange {
  readonly holds: (value: number) => boolean
  /** In words that come after "where". */
  readonly expected: string
}

/** The ranges of settings; comparisons with what is not a number are false. */
export const ranges = {
  fromZero: { holds: (x) => x >= 0 && x < Infinity, expected: 'a number from 0 on' },
  positive: { holds: (x) => x > 0, expected: 'a number above 0' },
  share: { holds: (x) => x >= 0 && x < 1, expected: 'a number from 0 up to, but not, 1' },
  part: { holds: (x) => x >= 0 && x <= 1, expected: 'a number from 0 to 1' },
  upToOne: { holds: (x) => x <= 1, expected: 'a number up to 1' },
  shrinking: { holds: (x) => x > 0 && x <= 1, expected: 'a number above 0 and up to 1' },
  growing: { holds: (x) => x >= 1, expected: 'a number from 1 on' },
} as const satisfies Readonly<Record<string, NumberRange>>

/** Which numbers an argument may be, where not all. */
export function rangeOf({ kind, within }: Argument): NumberRange | undefined {
  return within ?? (kind === 'rate' ? ranges.fromZero : undefined)
}

/** The same argument, for numbers of a range alone. */
export function inside(within: NumberRange, argument: Argument): Argument {
  return { ...argument, within }
}

/** What every row of the table has. */
export interface BuiltinRow {
  readonly arguments: readonly Argument[]
  /** One line for the reader of a model. */
  readonly doc: string
}

/** Makes a required argument. */
export function required(name: string, kind: ArgumentKind): Argument {
  return { name, kind }
}

/** Makes an argument with a start; without one, it may simply be left out. */
export function optional(name: string, kind: ArgumentKind, start?: string): Argument {
  return { name, kind, optional: true, ...(start === undefined ? {} : { start }) }
}
