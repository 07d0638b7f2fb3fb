import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** The error function, gamma and their relatives. */
export const special: readonly Identity[] = [
  { name: 'one-minus-erf', from: '1 - erf(a)', to: 'erfc(a)' },
  { name: 'one-minus-erfc', from: '1 - erfc(a)', to: 'erf(a)' },
  { name: 'erf-plus-erfc', from: 'erf(a) + erfc(a)', to: '1' },
  { name: 'opposite-erfc', from: '2 - erfc(a)', to: 'erfc(-a)' },
  {
    name: 'erf-of-negative',
    from: 'erf(n*a)',
    to: '-erf(-n*a)',
    when: startsNegative,
  },
  { name: 'gamma-of-successor', from: 'gamma(a + 1)/gamma(a)', to: 'a' },
  {
    name: 'lgamma-of-successor',
    from: 'lgamma(a + 1) - lgamma(a)',
    to: 'log(abs(a))',
  },
  {
    name: 'digamma-of-successor',
    from: 'digamma(a + 1) - digamma(a)',
    to: '1/a',
  },
  {
    name: 'trigamma-of-successor',
    from: 'trigamma(a + 1) - trigamma(a)',
    to: '-1/a^2',
  },
]
