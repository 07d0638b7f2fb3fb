import { power } from '../../canonical/power.ts'
import { product } from '../../canonical/product.ts'
import { sum } from '../../canonical/sum.ts'
import { expandNode } from '../../expand.ts'
import type { Expr } from '../../expr.ts'
import { commonFactor, divideOut, factorOutOfNode, powersOf } from '../../factor-out.ts'
import { splitPower } from '../../factors.ts'
import type { FormulaRule } from '../../identity/rule.ts'
import { whole } from '../../leaves.ts'
import { costOf } from '../cost.ts'

// Longer sums are not searched: what is found in them no longer helps a reader.
const mostTerms = 60

/** Rules about the shape of sums and products, whatever functions stand in them. */
export const structure: readonly FormulaRule[] = [
  {
    name: 'take-out-common-factor',
    heads: ['sum'],
    replace: (term) => bestFactoring(term),
  },
  {
    name: 'multiply-out',
    heads: ['sum'],
    replace: (term) => cheaperOf(term, [multipliedOut(term)]),
  },
  {
    name: 'cancel-common-factor',
    heads: ['product'],
    replace: (term) => cheaperOf(term, [cancelled(term)]),
  },
]

function cheaperOf(term: Expr, candidates: readonly (Expr | undefined)[]): Expr | undefined {
  let best = term
  for (const candidate of candidates) {
    if (candidate && costOf(candidate) < costOf(best)) best = candidate
  }
  return best === term ? undefined : best
}

/** The best way to take one factor out of the terms that have it. */
function bestFactoring(term: Expr): Expr | undefined {
  if (term.operands.length > mostTerms) return undefined
  const powers = term.operands.map(powersOf)
  const bases = new Set(powers.flatMap((own) => [...own.keys()]))
  const candidates: Expr[] = [factorOutOfNode(term)]
  for (const base of bases) {
    const having = term.operands.filter((_, i) => powers[i]!.has(base))
    if (having.length < 2) continue
    const shared = commonFactor(having)
    if (shared === whole(1)) continue
    const others = term.operands.filter((one) => !having.includes(one))
    candidates.push(sum([...others, divideOut(having, shared)]))
  }
  return cheaperOf(term, candidates)
}

function multipliedOut(term: Expr): Expr | undefined {
  const isFactored = term.operands.some(({ kind }) => kind === 'product' || kind === 'power')
  if (!isFactored || costOf(term) > mostTerms) return undefined
  return sum(term.operands.map((one) => expandNode(one, mostTerms)))
}

/** A product in which each sum has lost what its terms share. */
function cancelled(term: Expr): Expr | undefined {
  const factors = term.operands.map((factor) => {
    const [base, exponent] = splitPower(factor)
    if (base.kind !== 'sum' || base.operands.length > mostTerms) return factor
    const factored = factorOutOfNode(base)
    return factored.kind === 'product' ? power(factored, exponent) : factor
  })
  return product(factors)
}
