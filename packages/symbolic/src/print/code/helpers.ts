import { type ElementwiseName, type Lanes, programsBeyondMath, signatures } from '@gradus/ops'
import { fill, type Language, type MachineName, strength } from './language.ts'

/**
 * An op that a language lacks as a function of that language: the table's program, read
 * with a carrier whose values are names of intermediate results.
 */
export function defineHelper(language: Language, name: string, op: ElementwiseName): string[] {
  const parameters = [...signatures[op].split('>')[0]!].map((_, i) => `a${i}`)
  const lines: Line[] = []
  const program = programsBeyondMath[op as keyof typeof programsBeyondMath] as (
    $: Lanes<string, string>,
    ...args: readonly string[]
  ) => string
  const result = program(textLanes(language, lines), ...parameters)
  const body = [...neededLines(lines, result), language.helpers!.giveBack(result)]
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

// The operations of machines that are written as one line each.
const written =
  'add sub mul div neg abs sqrt min max floor nearest eq ne lt le gt ge and or not select powerOfTwo exponent mantissa copySign'

/** The carrier whose operations add lines of the language. */
function textLanes(language: Language, lines: Line[]): Lanes<string, string> {
  const known = new Map<string, string>()
  const write = (op: string, ...args: readonly string[]): string => {
    const template =
      language.helpers!.machine[op as MachineName] ?? language.ops[op as ElementwiseName]
    const { text } = fill(
      template!,
      args.map((arg) => ({ text: arg, precedence: strength.call })),
    )
    const name = known.get(text) ?? `t${lines.length}`
    if (!known.has(text)) lines.push({ name, text: language.assign(name, text) })
    known.set(text, name)
    return name
  }
  const lanes = {
    ...Object.fromEntries(
      written.split(' ').map((op) => [op, (...args: readonly string[]) => write(op, ...args)]),
    ),
    bits: 64,
    integer: false,
    constant(value: number): string {
      const digits = language.number(value)
      return digits.startsWith('-') ? `(${digits})` : digits
    },
    // Rare cases are computed as well: what is written has no branches.
    when: (mask: string, slow: () => string, fast: string): string =>
      write('select', mask, slow(), fast),
    lookup(table: readonly number[], index: string): string {
      const name = `table${lines.length}`
      lines.push({ name, text: language.helpers!.table(name, table) })
      return write('lookup', name, index)
    },
    wide: (
      program: ($: Lanes<string, string>, ...args: readonly string[]) => string,
      ...args: readonly string[]
    ): string => program(lanes, ...args),
  } as unknown as Lanes<string, string>
  return lanes
}
