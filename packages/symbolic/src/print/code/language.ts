import type { ElementwiseName } from '@gradus/ops'

/** An op as code: `#0`, `#1` … stand for its arguments, and larger precedences bind tighter. */
export interface Template {
  readonly text: string
  readonly precedence: number
}

/** A programming language that formulas are written in. */
export interface Language {
  /** Lines that define a function of this name and parameters. */
  define(name: string, parameters: readonly string[], body: readonly string[]): string[]
  assign(name: string, value: string): string
  giveBack(value: string): string
  /** What the function gives back of several results. */
  results(values: readonly string[]): string[]
  number(value: number): string
  /** A table of numbers under a name, for the helpers of ops that the language lacks. */
  table(name: string, values: readonly number[]): string
  /** The ops that the language has itself. */
  readonly ops: Readonly<Partial<Record<ElementwiseName, Template>>>
  /** The machine operations that helpers are written in, beside those of `ops`. */
  readonly machine: Readonly<Record<MachineName, Template>>
  /** What stands before everything else. */
  readonly prelude: readonly string[]
  /** Words that no variable may be called. */
  readonly reserved: ReadonlySet<string>
}

/** Operations of {@link Lanes} that are no ops of the table. */
export type MachineName =
  | 'nearest'
  | 'powerOfTwo'
  | 'exponent'
  | 'mantissa'
  | 'copySign'
  | 'lookup'
  | 'select'

/** How tightly the kinds of operators bind, in all three languages. */
export const strength = {
  choice: 1,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  sum: 6,
  product: 7,
  negative: 8,
  power: 9,
  call: 10,
} as const

/** A call of a function of the language. */
export function called(name: string, arity = 1): Template {
  const args = Array.from({ length: arity }, (_, i) => `#${i}`)
  return { text: `${name}(${args.join(', ')})`, precedence: strength.call }
}

/** The operators that the three languages write alike. */
export const arithmetic = {
  add: { text: '#0 + #1', precedence: strength.sum },
  sub: { text: '#0 - #1', precedence: strength.sum },
  mul: { text: '#0 * #1', precedence: strength.product },
  div: { text: '#0 / #1', precedence: strength.product },
  neg: { text: '-#0', precedence: strength.negative },
  lt: { text: '#0 < #1', precedence: strength.comparison },
  le: { text: '#0 <= #1', precedence: strength.comparison },
  gt: { text: '#0 > #1', precedence: strength.comparison },
  ge: { text: '#0 >= #1', precedence: strength.comparison },
  eq: { text: '#0 == #1', precedence: strength.comparison },
  ne: { text: '#0 != #1', precedence: strength.comparison },
  // Stands for its argument as it is.
  stop_gradient: { text: '#0', precedence: 0 },
} as const satisfies Partial<Record<ElementwiseName, Template>>

/**
 * Fills a template. An argument that binds less tightly than it has to gets parentheses: the
 * left one of two may bind as tightly as the operator, except for powers, which no language
 * groups to the left; all others have to bind more tightly.
 */
export function fill({ text, precedence }: Template, args: readonly Template[]): Template {
  if (precedence === 0) return args[0]!
  const isCall = precedence === strength.call
  const filled = text.replace(/#(\d)/g, (_, digit: string) => {
    const arg = args[Number(digit)]!
    const mayEqual = digit === '0' && args.length > 1 && precedence < strength.negative
    const isTight = arg.precedence > precedence || (mayEqual && arg.precedence === precedence)
    return isCall || isTight ? arg.text : `(${arg.text})`
  })
  return { text: filled, precedence }
}
