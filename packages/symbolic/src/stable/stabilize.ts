import { makeRuleset, type Rule, type Ruleset, rewriteBottomUp } from '@gradus/rewrite'
import { type Assumptions, Facts } from '../assumptions.ts'
import type { Expr } from '../expr.ts'
import { ruleOf } from '../identity/identity.ts'
import { formulas } from '../identity/language.ts'
import { differences } from './differences.ts'
import { directions } from './directions.ts'
import { distribution } from './distribution.ts'
import { exponentialSums, lonelyExponentialSums } from './exponential-sums.ts'
import { forms, recognized, squares } from './forms.ts'
import { fillRemovable } from './removable.ts'
import { tails } from './tails.ts'

/** What {@link stabilize} is told. */
export interface StabilizeOptions {
  /** What is known of the variables; signs spare branches. */
  readonly assume?: Assumptions
}

const DEFAULT_STEPS = 20_000

/**
 * A formula with the same value in exact arithmetic that keeps its digits and its range in
 * doubles: `log(1 + exp(x))` becomes `softplus(x)`, `sqrt(x + 1) - sqrt(x)` a quotient,
 * `sin(x)/x` a polynomial near 0.
 *
 * It is meant to be evaluated, not to be read or differentiated: branches of `if` agree in
 * value where they meet, not in their derivatives. Differentiate first, then stabilize.
 */
export function stabilize(expr: Expr, options?: StabilizeOptions): Expr {
  return stabilizeAll([expr], options)[0]!
}

/** Several formulas at once; what they share stays shared. */
export function stabilizeAll(exprs: readonly Expr[], options: StabilizeOptions = {}): Expr[] {
  const facts = new Facts(options.assume)
  return rulesets().reduce(
    (roots, ruleset) => rewriteBottomUp(ruleset, facts, roots, { budget: DEFAULT_STEPS }),
    fillRemovable(exprs),
  )
}

let known: readonly Ruleset<Expr, Facts>[] | undefined

// One set after the other: forms are recognised as they are written, and roots become
// hypotenuses only when nothing looks for roots any more.
function rulesets(): readonly Ruleset<Expr, Facts>[] {
  known ??= stableRules().map((rules) => makeRuleset(formulas, rules))
  return known
}

/** The rules by stage. */
export function stableRules(): readonly (readonly Rule<Expr, Facts>[])[] {
  return [
    distribution,
    recognized.map(ruleOf),
    [...exponentialSums, ...forms.map(ruleOf), ...differences],
    [...lonelyExponentialSums, ...squares.map(ruleOf), ...tails],
    directions,
  ]
}
