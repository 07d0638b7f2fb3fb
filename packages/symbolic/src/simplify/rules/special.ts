import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

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
  { from: 'gamma(a + 1)/gamma(a)', to: 'a' },
  {
    from: 'lgamma(a + 1) - lgamma(a)',
    to: 'log(abs(a))',
  },
  {
    from: 'digamma(a + 1) - digamma(a)',
    to: '1/a',
  },
  {
    from: 'trigamma(a + 1) - trigamma(a)',
    to: '-1/a^2',
  },
]
