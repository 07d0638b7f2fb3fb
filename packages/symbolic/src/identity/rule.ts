import type { Attempt, Rewriting } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import type { Expr } from '../expr.ts'
import { rebuild } from '../rebuild.ts'

/** One rewrite of formulas. */
export interface FormulaRule {
  readonly name: string
  /** Functions without which no formula has anything for it; it is not asked then. */
  readonly needs?: readonly string[]
  /** Functions that its results may have beside. */
  readonly makes?: readonly string[]
  /** What terms it is asked about: ops of calls, and kinds of everything else. */
  readonly heads: readonly string[]
  /** `undefined` where it does not apply. It has to look cheaply first. */
  readonly replace: (term: Expr, facts: Facts) => Expr | undefined
}

/**
 * Those of some rules that formulas with these nodes may need, as a strategy applies them;
 * rules are told what is known of the variables.
 */
export function rewritingOf(
  nodes: readonly Expr[],
  rules: readonly FormulaRule[],
): Rewriting<Expr, Facts> {
  const needed = neededRules(nodes, rules)
  const byOp = new Map<string, Attempt<Expr, Facts>[]>()
  // Asked in the order of the list: earlier rules come first.
  for (const rule of rules) {
    if (!needed.has(rule)) continue
    const { name, heads, replace } = rule
    for (const head of heads) {
      push(byOp, head, { name, prepare: (term, facts) => () => replace(term, facts) })
    }
  }
  return { language, byOp }
}

// A rule whose functions are there may make those that others need.
function neededRules(
  nodes: readonly Expr[],
  rules: readonly FormulaRule[],
): ReadonlySet<FormulaRule> {
  // Square roots are powers.
  const present = new Set(['sqrt'])
  for (const node of nodes) if (node.kind === 'call') present.add(node.label)
  const needed = new Set<FormulaRule>()
  for (let before = -1; before < needed.size; ) {
    before = needed.size
    for (const rule of rules) {
      const { needs = [], makes = [] } = rule
      if (needed.has(rule) || !needs.every((name) => present.has(name))) continue
      needed.add(rule)
      for (const name of makes) present.add(name)
    }
  }
  return needed
}

/** Adds to the list of a key. */
export function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key)
  if (known) known.push(value)
  else lists.set(key, [value])
}

/** The functions in the text of a formula. */
export function functionsIn(text: string): readonly string[] {
  return text.match(/[a-z]\w*(?=\()/g) ?? []
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
