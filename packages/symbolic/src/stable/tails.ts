import { oneOf, type Rule } from '@gradus/rewrite'
import type { Facts } from '../assumptions.ts'
import { call } from '../canonical/call.ts'
import type { Expr } from '../expr.ts'
import { type Identity, ruleOf } from '../identity/identity.ts'
import { whole } from '../leaves.ts'

// Where erfc is small, its asymptotic series takes over (DLMF 7.12.1); from 12 on, eight
// terms are right to the last digit. Further out erfc itself is no longer a double.
const u = '(1/(2*a^2))'
const tail = [3, 5, 7, 9, 11, 13, 15].reduceRight(
  (rest, odd) => `-${u}*(1 + ${odd}*(${rest}))`,
  `-${u}`,
)

const identities: readonly Identity[] = [
  {
    name: 'log-of-small-erfc',
    from: 'log(erfc(a))',
    to: `if(a > 12, log1p(${tail}) - a^2 - log(sqrt(pi)*a), log(erfc(min(a, 12))))`,
  },
  {
    name: 'quotient-of-small-erfc',
    from: 'exp(-a^2)/erfc(a)',
    to: `if(a > 12, sqrt(pi)*a/(1 + ${tail}), exp(-min(a, 12)^2)/erfc(min(a, 12)))`,
  },
]

/** The arguments of branches that rules have made already. */
const settled = new WeakSet<Expr>()

/** Functions that leave the range of doubles while what is made of them does not. */
export const tails: readonly Rule<Expr, Facts>[] = identities.map((identity) => {
  let rule: Rule<Expr, Facts> | undefined
  const guarded: Identity = {
    ...identity,
    when: ({ a }) => {
      if (settled.has(a!)) return false
      settled.add(call('min', [a!, whole(12)]))
      return true
    },
  }
  return {
    name: identity.name ?? identity.from,
    pattern: oneOf('term', ['log', 'product', 'power']),
    when: () => true,
    replace: (bound, facts, term) => {
      rule ??= ruleOf(guarded)
      return rule.replace(bound, facts, term)
    },
    example: (facts) => {
      rule ??= ruleOf(guarded)
      return rule.example(facts)
    },
  }
})
