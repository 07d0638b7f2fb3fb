import type { Attempt, Rewriting } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import type { Expr } from '../expr.ts'
import { rebuild } from '../rebuild.ts'

/** One rewrite of formulas. */
export interface FormulaRule {
  readonly name: string
  /** What terms it is asked about: ops of calls, and kinds of everything else. */
  readonly heads: readonly string[]
  /** `undefined` where it does not apply. It has to look cheaply first. */
  readonly replace: (term: Expr, facts: Facts) => Expr | undefined
}

/** Rules as a strategy applies them: those for a term in their order, told what is known. */
export function rewritingOf(rules: readonly FormulaRule[]): Rewriting<Expr, Facts> {
  const byOp = new Map<string, Attempt<Expr, Facts>[]>()
  for (const { name, heads, replace } of rules) {
    for (const head of heads) {
      push(byOp, head, { name, prepare: (term, facts) => () => replace(term, facts) })
    }
  }
  return { language, byOp }
}

/** Adds to the list of a key. */
export function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key)
  if (known) known.push(value)
  else lists.set(key, [value])
}

const language: Rewriting<Expr, Facts>['language'] = {
  opOf: headOf,
  operandsOf: ({ operands }) => operands,
  rebuild: (_, term, operands) => rebuild(term, operands),
}

/** The op of a call, the kind of everything else. */
export function headOf(term: Expr): string {
  return term.kind === 'call' ? term.label : term.kind
}
