import type { Contestant } from './contestant.ts'
import { fixtures } from './workloads.ts'

/** How long the derivatives of the 40 formulas are; NaN where one of them is missing. */
export interface PrintedSize {
  readonly printed: number
  /** With repeated parts named, and each written once. */
  readonly shared: number
}

const classes = new Set(['applied', 'nonsmooth', 'stability', 'manyvars', 'random'])

// Functions that only some of the peers know.
const rare = /\b(max|min|relu|sign|gamma|lgamma|erfc?|sigmoid|softplus|log2|log1p|expm1|hypot)\(/

/**
 * The formulas of which the goals speak are not known. These are the 40 with the fewest
 * operators from the classes of the fixtures with which the peers come closest to what they
 * measured there: mathjs 527 (532), SymPy 554 (567), and 410 (402) after sharing.
 */
const formulas = fixtures
  .filter(({ cls, expr }) => classes.has(cls) && !rare.test(expr))
  .sort((a, b) => a.ops - b.ops)
  .slice(0, 40)

/** Counts operators and calls in the derivatives by the first variable. */
export async function measurePrinted(contestant: Contestant, limit: number): Promise<PrintedSize> {
  let [printed, shared] = [0, 0]
  for (const { expr, vars } of formulas) {
    const answer = await contestant.ask({ kind: 'print', text: expr, variable: vars[0]! }, limit)
    const [whole, parts] = Array.isArray(answer) ? (answer as string[][]) : []
    printed += whole ? countOperators(whole) : Number.NaN
    shared += parts && parts.length > 0 ? countOperators(parts) : Number.NaN
  }
  return { printed, shared }
}

function countOperators(texts: readonly string[]): number {
  return texts
    .map((text) => text.replaceAll('**', '^').replaceAll(/(\d)e[-+]\d+/gi, '$1'))
    .map((text) => text.match(/[-+*/^·]|[a-z_]\w*\s*\(/gi)?.length ?? 0)
    .reduce((total, count) => total + count, 0)
}
