import type { TermLanguage } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import type { Expr } from '../expr.ts'
import { toDouble } from '../number/numeral.ts'
import { rebuild } from '../rebuild.ts'

/** Formulas as terms to rewrite; rules are told what is known of the variables. */
export const formulas: TermLanguage<Expr, Facts> = {
  opOf: headOf,
  operandsOf: ({ operands }) => operands,
  rebuild: (_, term, operands) => rebuild(term, operands),
  constantOf: (term) => (term.kind === 'number' ? toDouble(term.value) : undefined),
  // Sums and products are flat and sorted: their rules look for parts themselves.
  isCommutative: () => false,
}

/** What rules are indexed by: the op of a call, the kind of everything else. */
export function headOf(term: Expr): string {
  return term.kind === 'call' ? term.label : term.kind
}
