import { type ElementwiseName, type Lanes, programs, signatures } from '@gradus/ops'
import { fill, type Language, type MachineName, strength, type Template } from './language.ts'

/**
 * An op that a language lacks as a function of that language: the table's program, read
 * with a carrier whose values are names of intermediate results.
 */
export function defineHelper(language: Language, name: string, op: ElementwiseName): string[] {
  const parameters = [...signatures[op].split('>')[0]!].map((_, i) => `a${i}`)
  const lanes = new TextLanes(language)
  const program = programs[op] as ($: Lanes<string, string>, ...args: readonly string[]) => string
  const result = program(lanes, ...parameters)
  const body = [...neededLines(lanes.lines, result), language.giveBack(result)]
  return language.define(name, parameters, body)
}

/** A line of a helper, and what it defines. */
interface Line {
  readonly name: string
  readonly text: string
}

// A program may compute what its result does not need, such as the lower half of a sum.
function neededLines(lines: readonly Line[], result: string): string[] {
  const namesIn = (text: string): readonly string[] => text.match(/\bt(?:able)?\d+\b/g) ?? []
  const needed = new Set(namesIn(result))
  const kept = lines.toReversed().filter(({ name, text }) => {
    if (!needed.has(name)) return false
    for (const used of namesIn(text)) needed.add(used)
    return true
  })
  return kept.reverse().map(({ text }) => text)
}

/** The carrier whose operations write one line each. */
class TextLanes implements Lanes<string, string> {
  readonly bits = 64
  readonly integer = false
  readonly lines: Line[] = []
  readonly #language: Language
  readonly #known = new Map<string, string>()

  constructor(language: Language) {
    this.#language = language
  }

  #write(op: ElementwiseName | MachineName, ...args: readonly string[]): string {
    const { ops, machine, assign } = this.#language
    const template = machine[op as MachineName] ?? ops[op as ElementwiseName]
    const parts = args.map((text): Template => ({ text, precedence: strength.call }))
    const { text } = fill(template!, parts)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const name = `t${this.lines.length}`
    this.lines.push({ name, text: assign(name, text) })
    this.#known.set(text, name)
    return name
  }

  constant = (value: number): string => {
    const digits = this.#language.number(value)
    return digits.startsWith('-') ? `(${digits})` : digits
  }

  add = (a: string, b: string): string => this.#write('add', a, b)
  sub = (a: string, b: string): string => this.#write('sub', a, b)
  mul = (a: string, b: string): string => this.#write('mul', a, b)
  div = (a: string, b: string): string => this.#write('div', a, b)
  neg = (a: string): string => this.#write('neg', a)
  abs = (a: string): string => this.#write('abs', a)
  sqrt = (a: string): string => this.#write('sqrt', a)
  min = (a: string, b: string): string => this.#write('min', a, b)
  max = (a: string, b: string): string => this.#write('max', a, b)
  floor = (a: string): string => this.#write('floor', a)
  nearest = (a: string): string => this.#write('nearest', a)
  eq = (a: string, b: string): string => this.#write('eq', a, b)
  ne = (a: string, b: string): string => this.#write('ne', a, b)
  lt = (a: string, b: string): string => this.#write('lt', a, b)
  le = (a: string, b: string): string => this.#write('le', a, b)
  gt = (a: string, b: string): string => this.#write('gt', a, b)
  ge = (a: string, b: string): string => this.#write('ge', a, b)
  and = (a: string, b: string): string => this.#write('and', a, b)
  or = (a: string, b: string): string => this.#write('or', a, b)
  not = (a: string): string => this.#write('not', a)
  select = (mask: string, a: string, b: string): string => this.#write('select', mask, a, b)
  // Rare cases are computed as well: what is written has no branches.
  when = (mask: string, slow: () => string, fast: string): string =>
    this.#write('select', mask, slow(), fast)
  powerOfTwo = (n: string): string => this.#write('powerOfTwo', n)
  exponent = (x: string): string => this.#write('exponent', x)
  mantissa = (x: string): string => this.#write('mantissa', x)
  copySign = (a: string, b: string): string => this.#write('copySign', a, b)

  lookup = (table: readonly number[], index: string): string => {
    const name = `table${this.lines.length}`
    this.lines.push({ name, text: this.#language.table(name, table) })
    return this.#write('lookup', name, index)
  }

  wide = (program: <W, N>($: Lanes<W, N>, ...args: W[]) => W, ...args: string[]): string =>
    program(this as Lanes<string, string>, ...args)
}
