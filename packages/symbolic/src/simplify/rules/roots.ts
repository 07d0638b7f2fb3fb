import type { Identity } from '../../identity/identity.ts'
import { arePositive } from './conditions.ts'

/** Square roots and powers of powers; most need to know a sign. */
export const roots: readonly Identity[] = [
  {
    from: 'sqrt(a^2)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
  },
  {
    from: 'sqrt(a^2)',
    to: '-a',
    when: ({ a }, facts) => facts.isNonpositive(a!),
  },
  { from: 'sqrt(a^2)', to: 'abs(a)' },
  {
    from: '(a^b)^c',
    to: 'a^(b*c)',
    when: ({ a }, facts) => facts.isPositive(a!),
  },
  {
    from: 'sqrt(a)*sqrt(b)',
    to: 'sqrt(a*b)',
  },
  {
    from: 'sqrt(a^2*b)',
    to: 'a*sqrt(b)',
    when: arePositive,
  },
  { from: 'hypot(a, 0)', to: 'abs(a)' },
]
