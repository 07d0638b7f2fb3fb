import type { ElementwiseName } from '@gradus/ops'

/** Code, and how tightly it holds together: larger binds tighter. */
export interface Part {
  readonly text: string
  readonly precedence: number
}

/** An op as code: `#0`, `#1` … stand for its arguments. */
export type Template = string

/** A programming language that formulas are written in. */
export interface Language {
  /** Lines that define a function of this name and parameters. */
  define(name: string, parameters: readonly string[], body: readonly string[]): string[]
  assign(name: string, value: string): string
  /** What the function gives back of several results. */
  results(values: readonly string[]): string[]
  number(value: number): string
  /** The ops that the language has itself. */
  readonly ops: Readonly<Partial<Record<ElementwiseName, Template>>>
  /** How helpers are written, where the language lacks ops. */
  readonly helpers?: HelperLanguage
  /** What stands before everything else. */
  readonly prelude: readonly string[]
  /** Words that no variable may be called. */
  readonly reserved: ReadonlySet<string>
}

/** What helpers are written with beside the ops of a language. */
export interface HelperLanguage {
  giveBack(value: string): string
  /** A table of numbers under a name. */
  table(name: string, values: readonly number[]): string
  readonly machine: Readonly<Record<MachineName, Template>>
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

/** How tightly calls and names hold together, and signs in front of something. */
export const strength = { call: 10, negative: 8 } as const

// How tightly the operators of all three languages bind.
const strengths: Readonly<Record<string, number>> = {
  '?': 1,
  '||': 2,
  '&&': 3,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '==': 5,
  '!=': 5,
  '===': 5,
  '!==': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '**': 9,
}

function strengthOf(template: Template): number {
  const [, operator = ''] = /^#0 ?(\S+?) ?#1/.exec(template) ?? []
  return strengths[operator] ?? (/^[-!]#0$/.test(template) ? strength.negative : strength.call)
}

/** A call of a function of the language. */
export function called(name: string, arity = 1): Template {
  return `${name}(${Array.from({ length: arity }, (_, i) => `#${i}`).join(', ')})`
}

/** Calls of functions that are called as the ops are, but for a prefix. */
export function calls(prefix: string, names: string, arity = 1): Record<string, Template> {
  return Object.fromEntries(names.split(' ').map((name) => [name, called(prefix + name, arity)]))
}

/** The functions of one argument that the three languages call alike. */
export const commonFunctions =
  'sqrt cbrt floor ceil exp expm1 log log1p log2 log10 sin cos tan sinh cosh tanh'

/** The operators that the three languages write alike. */
export const arithmetic = {
  add: '#0 + #1',
  sub: '#0 - #1',
  mul: '#0 * #1',
  div: '#0 / #1',
  neg: '-#0',
  lt: '#0 < #1',
  le: '#0 <= #1',
  gt: '#0 > #1',
  ge: '#0 >= #1',
  eq: '#0 == #1',
  ne: '#0 != #1',
  // Stands for its argument as it is.
  stop_gradient: '#0',
} as const satisfies Partial<Record<ElementwiseName, Template>>

/** What the languages with the operators of C write alike besides. */
export const choices = {
  and: '#0 && #1',
  or: '#0 || #1',
  not: '!#0',
  select: '#0 ? #1 : #2',
} as const satisfies Partial<Record<ElementwiseName, Template>>

/**
 * Fills a template. An argument that binds less tightly than it has to gets parentheses: the
 * left one of two may bind as tightly as the operator, except for powers, which no language
 * groups to the left; all others have to bind more tightly.
 */
export function fill(template: Template, args: readonly Part[]): Part {
  if (template === '#0') return args[0]!
  const precedence = strengthOf(template)
  const text = template.replace(/#(\d)/g, (_, digit: string) => {
    const arg = args[Number(digit)]!
    const mayEqual = digit === '0' && args.length > 1 && precedence < strength.negative
    const isTight = arg.precedence > precedence || (mayEqual && arg.precedence === precedence)
    return isTight || precedence === strength.call ? arg.text : `(${arg.text})`
  })
  return { text, precedence }
}
