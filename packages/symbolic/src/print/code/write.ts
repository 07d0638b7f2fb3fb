import type { ElementwiseName } from '@gradus/ops'
import {
  type Instruction,
  type InstructionList,
  listInstructions,
} from '../../codegen/instructions.ts'
import type { Expr } from '../../expr.ts'
import { stabilizeAll } from '../../stable/stabilize.ts'
import { defineHelper } from './helpers.ts'
import { called, fill, type Language, type Part, strength } from './language.ts'

/** What code is written for. */
export interface CodeOptions {
  /** The name of the function; `f` unless told. */
  readonly name?: string
  /**
   * Whether formulas are first brought into forms that keep their digits, as
   * {@link stabilizeAll} does; they are, unless told.
   */
  readonly stable?: boolean
}

/**
 * Formulas as a function in a language: results that are used again get names, all others
 * stand where they are used. Ops that the language lacks are defined before it.
 */
export function writeFunction(
  language: Language,
  exprs: readonly Expr[],
  variables: readonly string[],
  { name = 'f', stable = true }: CodeOptions = {},
): string {
  const list = listInstructions(stable ? stabilizeAll(exprs) : exprs, variables)
  const writer = new FunctionWriter(language, list, variables)
  const body = [...writer.lines, ...language.results(writer.results)]
  const helpers = [...writer.missing].flatMap((op) => defineHelper(language, op, op))
  const main = language.define(name, writer.parameters, body)
  return `${[...language.prelude, ...helpers, ...main].join('\n')}\n`
}

// Longer expressions get a name, so that lines stay readable and brackets never nest deep.
const longest = 80

class FunctionWriter {
  readonly lines: string[] = []
  readonly results: string[]
  readonly parameters: readonly string[]
  /** The ops that need a helper. */
  readonly missing = new Set<ElementwiseName>()
  readonly #language: Language
  readonly #parts: Part[] = []
  #names = 0

  constructor(language: Language, list: InstructionList, variables: readonly string[]) {
    this.#language = language
    this.parameters = nameParameters(language, variables)
    const uses = countUses(list)
    list.instructions.forEach((instruction, register) => {
      this.#parts.push(this.#part(instruction, register, uses[register]!))
    })
    this.results = list.outputs.map((register) => this.#parts[register]!.text)
  }

  #part({ op, args, value }: Instruction, register: number, uses: number): Part {
    const parameter = this.parameters[register]
    if (parameter !== undefined) return { text: parameter, precedence: strength.call }
    if (!op) return this.#number(value)
    const template = this.#language.ops[op.name]
    if (!template) this.missing.add(op.name)
    const part = fill(
      template ?? called(op.name, args.length),
      args.map((arg) => this.#parts[arg]!),
    )
    return uses > 1 || part.text.length > longest ? this.#nameOf(part) : part
  }

  #number(value: number): Part {
    const text = this.#language.number(value)
    return { text, precedence: text.startsWith('-') ? strength.negative : strength.call }
  }

  #nameOf({ text }: Part): Part {
    const name = this.#freshName()
    this.lines.push(this.#language.assign(name, text))
    return { text: name, precedence: strength.call }
  }

  #freshName(): string {
    let name = `t${this.#names++}`
    while (this.parameters.includes(name)) name = `t${this.#names++}`
    return name
  }
}

function nameParameters({ reserved }: Language, variables: readonly string[]): readonly string[] {
  const taken = new Set(reserved)
  return variables.map((variable) => {
    let name = variable.replace(/[^\w]/gu, (letter) => `u${letter.codePointAt(0)!.toString(16)}`)
    while (taken.has(name)) name += '_'
    taken.add(name)
    return name
  })
}

function countUses({ instructions, outputs }: InstructionList): number[] {
  const uses = instructions.map(() => 0)
  for (const { args } of instructions) for (const arg of args) uses[arg]!++
  for (const register of outputs) uses[register]!++
  return uses
}
