import type { Pattern } from './pattern.ts'
import type { BareRule } from './rule.ts'
import type { Attempt, Rewriting } from './strategy.ts'
import type { TermLanguage } from './term.ts'

/** The terms that the names of a pattern stand for. */
export type Bindings<T> = Record<string, T>

/** Rules made ready for a language, with the orders of commutative operands. */
export interface Ruleset<T, Context> extends Rewriting<T, Context> {
  readonly rules: readonly BareRule<T, Context>[]
}

/** What matching asks of a language; it makes no terms. */
type Reads<T> = Omit<TermLanguage<T, never>, 'rebuild'>

/** Indexes rules by the op at their head; earlier rules are tried first. */
export function makeRuleset<T, Context>(
  language: TermLanguage<T, Context>,
  rules: readonly BareRule<T, Context>[],
): Ruleset<T, Context> {
  const byOp = new Map<string, Attempt<T, Context>[]>()
  for (const rule of rules) {
    if (rule.pattern.kind !== 'op') throw new TypeError(`rule ${rule.name}: has no op at its head`)
    for (const op of rule.pattern.ops) {
      const orders = ordersOf(rule.pattern, language)
      const attempts = orders.map((pattern): Attempt<T, Context> => {
        const { name, when, replace } = rule
        const prepare = (term: T, context: Context): (() => T | undefined) | undefined => {
          const bound = matchInOrder(language, pattern, term)
          return bound && when(bound, term) ? () => replace(bound, context, term) : undefined
        }
        return { name, prepare }
      })
      byOp.set(op, [...(byOp.get(op) ?? []), ...attempts])
    }
  }
  return { language, rules, byOp }
}

/** What the names of a pattern stand for in a term; `undefined` where it does not match. */
export function match<T>(language: Reads<T>, pattern: Pattern, term: T): Bindings<T> | undefined {
  for (const order of ordersOf(pattern, language)) {
    const bound = matchInOrder(language, order, term)
    if (bound) return bound
  }
  return undefined
}

/** Like `match`, for a pattern whose operands stand in one order. */
function matchInOrder<T>(language: Reads<T>, pattern: Pattern, term: T): Bindings<T> | undefined {
  // Nearly all attempts end at the first look, so nothing is made before the shape fits.
  if (!fits(language, pattern, term)) return undefined
  const bound: Bindings<T> = {}
  return bind(language, pattern, term, bound) ? bound : undefined
}

/** Whether ops, counts of operands and constants agree; names are not looked at. */
function fits<T>(language: Reads<T>, pattern: Pattern, term: T): boolean {
  if (pattern.kind === 'any') return true
  if (pattern.kind === 'constant') {
    const value = language.constantOf(term)
    return value !== undefined && pattern.accepts(value)
  }
  if (!pattern.ops.includes(language.opOf(term))) return false
  const { operands: patterns } = pattern
  if (!patterns) return true
  const operands = language.operandsOf(term)
  if (operands.length !== patterns.length) return false
  for (let i = 0; i < patterns.length; i++) {
    if (!fits(language, patterns[i]!, operands[i]!)) return false
  }
  return true
}

/** Whether equal names stand for equal terms in a term that fits. */
function bind<T>(language: Reads<T>, pattern: Pattern, term: T, bound: Bindings<T>): boolean {
  if (pattern.kind === 'op' && pattern.operands) {
    const operands = language.operandsOf(term)
    for (let i = 0; i < operands.length; i++) {
      if (!bind(language, pattern.operands[i]!, operands[i]!, bound)) return false
    }
  }
  if (pattern.name === undefined) return true
  const known = bound[pattern.name]
  bound[pattern.name] = term
  return known === undefined || known === term
}

/**
 * The pattern in every order of the operands of its commutative ops: at most 2ᵏ patterns for
 * k such ops, so that matching itself needs no backtracking.
 */
function ordersOf<T>(pattern: Pattern, language: Reads<T>): Pattern[] {
  if (pattern.kind !== 'op' || !pattern.operands) return [pattern]
  const isCommutative =
    pattern.operands.length === 2 && pattern.ops.every((op) => language.isCommutative(op))
  let orders: (readonly Pattern[])[] = [[]]
  for (const operand of pattern.operands) {
    const choices = ordersOf(operand, language)
    orders = orders.flatMap((before) => choices.map((choice) => [...before, choice]))
  }
  const all = isCommutative ? [...orders, ...orders.map((order) => order.toReversed())] : orders
  return all.map((operands) => ({ ...pattern, operands }))
}
