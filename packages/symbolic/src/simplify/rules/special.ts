import type { Identity } from '../../identity/identity.ts'
import { isCount, startsNegative } from './conditions.ts'

/** The error function, gamma and their relatives. */
export const special: readonly Identity[] = [
  { from: '1 - erf(a)', to: 'erfc(a)' },
  { from: '1 - erfc(a)', to: 'erf(a)' },
  { from: 'erf(a) + erfc(a)', to: '1' },
  { from: '2 - erfc(a)', to: 'erfc(-a)' },
  {
    from: 'erf(n*a)',
    to: '-erf(-n*a)',
    when: startsNegative,
  },
  // The recurrences of gamma and its relatives, from the larger argument to the smaller.
  ...[
    ['gamma(a)/gamma(b)', '(a - 1)*gamma(a - 1)/gamma(b)'],
    ['lgamma(a) - lgamma(b)', 'log(abs(a - 1)) + lgamma(a - 1) - lgamma(b)'],
    ['digamma(a) - digamma(b)', '1/(a - 1) + digamma(a - 1) - digamma(b)'],
    ['trigamma(a) - trigamma(b)', 'trigamma(a - 1) - trigamma(b) - 1/(a - 1)^2'],
  ].map(
    ([from, to]): Identity => ({ from: from!, to: to!, when: ({ a, b }) => isCount(a?.sub(b!)) }),
  ),
]
