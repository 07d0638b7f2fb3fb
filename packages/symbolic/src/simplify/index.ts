import { type ElementwiseName, signatures } from '@gradus/ops'
import { type Firing, type Rewriting, rewriteBottomUp } from '@gradus/rewrite'
import { type Assumptions, Facts } from '../assumptions.ts'
import type { Expr } from '../expr.ts'
import { ruleOf } from '../identity/identity.ts'
import { type FormulaRule, rewritingOf } from '../identity/rule.ts'
import { constant } from '../leaves.ts'
import { hasTrait } from '../op-table.ts'
import { costOf } from './cost.ts'
import { identities } from './rules/index.ts'
import { structure } from './rules/structure.ts'

/** How a formula is simplified. */
export interface SimplifyOptions {
  /** What is known of the variables: signs, whole numbers, intervals. */
  readonly assume?: Assumptions
  /** The most rewrites; 2000 unless told. */
  readonly steps?: number
  /** Told of each rewrite, with the name of its rule. */
  readonly trace?: (firing: Firing<Expr>) => void
}

// Each rewrite makes its term shorter, so the budget is seldom met.
const DEFAULT_STEPS = 2000
const mostPasses = 4

/**
 * A shorter formula with the same value wherever the given one is defined. The result is
 * never longer than the formula, by {@link costOf}; where no rule makes it shorter it is the
 * formula itself. Rules that need a sign hold back unless `assume` settles it.
 */
export function simplify(expr: Expr, options: SimplifyOptions = {}): Expr {
  const facts = new Facts(options.assume)
  let best = expr
  let steps = options.steps ?? DEFAULT_STEPS
  for (let pass = 0; pass < mostPasses && steps > 0; pass++) {
    const [next] = rewriteBottomUp(simplifications(), facts, [best], {
      budget: steps,
      accepts: (before, after) => costOf(after) < costOf(before),
      trace: (firing) => {
        steps--
        options.trace?.(firing)
      },
    })
    // A part may become shorter and yet fit its surroundings worse.
    if (!next || !(costOf(next) < costOf(best))) break
    best = next
  }
  return best
}

let known: Rewriting<Expr, Facts> | undefined

/** All rules of simplification. */
function simplifications(): Rewriting<Expr, Facts> {
  known ??= rewritingOf([decided, ...identities.map(ruleOf), ...structure])
  return known
}

/** Conditions that follow from what is known; constructors then choose the branch. */
const decided: FormulaRule = {
  name: 'decide-comparison',
  heads: (Object.keys(signatures) as ElementwiseName[]).filter((op) => hasTrait(op, 'comparison')),
  replace: (term, facts) => {
    const truth = facts.truth(term)
    return truth === undefined ? undefined : constant(truth ? 'true' : 'false')
  },
}
