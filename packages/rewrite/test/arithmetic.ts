import { any, constant, named, op, type Rule, rule, type TermLanguage } from '@gradus/rewrite'
import type { Random } from '@gradus/testing'

/** A formula of sums, products and negatives; equal formulas are the same object. */
export interface Formula {
  readonly op: string
  readonly operands: readonly Formula[]
  readonly value?: number
  readonly key: string
}

/** Makes formulas. */
export class Formulas {
  readonly #known = new Map<string, Formula>()
  #count = 0

  apply(op: string, ...operands: readonly Formula[]): Formula {
    return this.#intern(op, operands)
  }

  number(value: number): Formula {
    return this.#intern('number', [], value)
  }

  variable(name: string): Formula {
    return this.#intern(name, [])
  }

  #intern(op: string, operands: readonly Formula[], value?: number): Formula {
    const text = `${op} ${value} ${operands.map(({ key }) => key)}`
    const known = this.#known.get(text)
    if (known) return known
    const key = `${this.#count++}`
    const made = value === undefined ? { op, operands, key } : { op, operands, key, value }
    this.#known.set(text, made)
    return made
  }
}

export const language: TermLanguage<Formula, Formulas> = {
  opOf: ({ op }) => op,
  operandsOf: ({ operands }) => operands,
  rebuild: (formulas, { op }, operands) => formulas.apply(op, ...operands),
  constantOf: ({ value }) => value,
  isCommutative: (op) => op === 'add' || op === 'mul',
}

/** Rules that hold for whole numbers. */
export const rules: readonly Rule<Formula, Formulas>[] = [
  rule('add-zero', op('add', any('x'), constant(0)), ({ x }) => x, {
    example: (f) => f.apply('add', f.variable('a'), f.number(0)),
  }),
  rule('multiply-by-one', op('mul', any('x'), constant(1)), ({ x }) => x, {
    example: (f) => f.apply('mul', f.number(1), f.variable('a')),
  }),
  rule('multiply-by-zero', op('mul', any('x'), named('zero', constant(0))), ({ zero }) => zero, {
    example: (f) => f.apply('mul', f.variable('a'), f.number(0)),
  }),
  rule('negate-twice', op('neg', op('neg', any('x'))), ({ x }) => x, {
    example: (f) => f.apply('neg', f.apply('neg', f.variable('a'))),
  }),
  rule('cancel', op('add', any('x'), op('neg', any('x'))), (_, f) => f.number(0), {
    example: (f) => f.apply('add', f.apply('neg', f.variable('a')), f.variable('a')),
  }),
  rule(
    'factor',
    op('add', op('mul', any('x'), any('y')), op('mul', any('x'), any('z'))),
    ({ x, y, z }, f) => f.apply('mul', x, f.apply('add', y, z)),
    {
      example: (f) => {
        const [a, b, c] = [f.variable('a'), f.variable('b'), f.variable('c')]
        return f.apply('add', f.apply('mul', b, a), f.apply('mul', a, c))
      },
    },
  ),
]

export function randomFormula(formulas: Formulas, random: Random, size: number): Formula {
  const made = [formulas.number(0), formulas.number(1), formulas.variable('a')]
  made.push(formulas.variable('b'))
  for (let i = 0; i < size; i++) {
    const [x, y] = [random.pick(made), random.pick(made)]
    const name = random.pick(['add', 'mul', 'neg'])
    made.push(name === 'neg' ? formulas.apply('neg', x) : formulas.apply(name, x, y))
  }
  return made.at(-1)!
}

/** The value modulo a prime, so that whole numbers of any size compare exactly. */
export function evaluate(root: Formula, variables: Readonly<Record<string, number>>): number {
  const prime = 1_000_003
  const values = new Map<Formula, number>()
  const meaning: Record<string, (x: number, y: number) => number> = {
    add: (x, y) => x + y,
    mul: (x, y) => x * y,
    neg: (x) => prime - x,
  }
  const stack = [root]
  for (let term = stack.at(-1); term; term = stack.at(-1)) {
    const waiting = term.operands.filter((operand) => !values.has(operand))
    stack.push(...waiting)
    if (waiting.length > 0) continue
    const [x = 0, y = 0] = term.operands.map((operand) => values.get(operand)!)
    const value = term.value ?? variables[term.op] ?? meaning[term.op]!(x, y)
    values.set(term, value % prime)
    stack.pop()
  }
  return values.get(root)!
}
