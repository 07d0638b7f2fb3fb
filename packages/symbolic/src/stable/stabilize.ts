import { type Rewriting, rewriteBottomUp } from '@gradus/rewrite'
import { type Assumptions, Facts } from '../assumptions.ts'
import { unscaledPart } from '../canonical/parts.ts'
import type { Expr } from '../expr.ts'
import { countOf } from '../factors.ts'
import { perfectRoot } from '../identity/fit.ts'
import { ruleOf } from '../identity/identity.ts'
import { type FormulaRule, rewritingOf } from '../identity/rule.ts'
import { nodesOf } from '../traverse.ts'
import { exponentialProducts } from './exponential-products.ts'
import { exponentialQuotients } from './exponential-quotients.ts'
import { forms, lastForms, recognized } from './forms.ts'
import { fillRemovable } from './removable.ts'
import { rootDifferences } from './root-differences.ts'
import { scaledForms, squareDifferences } from './scaled.ts'
import { spreading } from './spread.ts'

/** What {@link stabilize} is told. */
export interface StabilizeOptions {
  /** What is known of the variables; signs spare branches. */
  readonly assume?: Assumptions
}

// Each step makes a part better, and parts seldom take more than a few.
const stepsPerNode = 8
const leastSteps = 200

const remembered = new WeakMap<Expr, Expr>()

/**
 * A formula with the same value in exact arithmetic that keeps its digits and its range in
 * doubles: `log(1 + exp(x))` becomes `softplus(x)`, `sqrt(x + 1) - sqrt(x)` a quotient,
 * `sin(x)/x` a polynomial near 0. A formula that loses nothing is returned as it is.
 *
 * It is meant to be evaluated, not to be read or differentiated: branches of `if` agree in
 * value where they meet, not in their derivatives. Differentiate first, then stabilize.
 */
export function stabilize(expr: Expr, options?: StabilizeOptions): Expr {
  return stabilizeAll([expr], options)[0]!
}

/**
 * Several formulas at once; what they share stays shared. Takes time linear in their nodes.
 * Without assumptions the forms are remembered, so that asking again costs nothing.
 */
export function stabilizeAll(exprs: readonly Expr[], options: StabilizeOptions = {}): Expr[] {
  if (options.assume) return [...rewrite(exprs, new Facts(options.assume))]
  const missing = exprs.filter((expr) => !remembered.has(expr))
  if (missing.length > 0) {
    rewrite(missing, new Facts()).forEach((stable, i) => {
      remembered.set(missing[i]!, stable)
      remembered.set(stable, stable)
    })
  }
  return exprs.map((expr) => remembered.get(expr)!)
}

function rewrite(exprs: readonly Expr[], facts: Facts): readonly Expr[] {
  const nodes = nodesOf(exprs)
  if (!nodes.some(mayLose)) return exprs
  const budget = leastSteps + stepsPerNode * nodes.length
  let roots: readonly Expr[] = exprs
  rewritings ??= stages().map(rewritingOf)
  for (const stage of rewritings) {
    roots = rewriteBottomUp(stage, facts, roots, { budget })
  }
  return fillRemovable(roots)
}

/** Whether a node is more than a step of a polynomial, which loses nothing that can be kept. */
function mayLose(node: Expr): boolean {
  if (node.kind === 'call') return true
  if (node.kind === 'sum') return node.operands.length === 2 && node.operands.every(mayBeSquare)
  if (node.kind !== 'power') return false
  return !(countOf(node) > 0)
}

// x² - y² is better as a product.
function mayBeSquare(term: Expr): boolean {
  return term.kind === 'number' || perfectRoot(unscaledPart(term), 2) !== undefined
}

let known: readonly (readonly FormulaRule[])[] | undefined
let rewritings: readonly Rewriting<Expr, Facts>[] | undefined

/** The rules by stage. */
export function stages(): readonly (readonly FormulaRule[])[] {
  known ??= [
    [...spreading, ...exponentialQuotients],
    [...recognized.map(ruleOf), ...exponentialProducts],
    [...forms.map(ruleOf), ...squareDifferences, ...rootDifferences],
    [...spreading, ...lastForms.map(ruleOf), ...scaledForms],
  ]
  return known
}
