import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** Hyperbolic functions and their inverses. */
export const hyperbolic: readonly Identity[] = [
  { from: 'cosh(a)^2 - sinh(a)^2', to: '1' },
  { from: '1 + sinh(a)^2', to: 'cosh(a)^2' },
  { from: 'cosh(a)^2 - 1', to: 'sinh(a)^2' },
  { from: 'cosh(a)^2 + sinh(a)^2', to: 'cosh(2*a)' },
  { from: '2*sinh(a)*cosh(a)', to: 'sinh(2*a)' },
  { from: 'sinh(a)/cosh(a)', to: 'tanh(a)' },
  { from: 'tanh(a)*cosh(a)', to: 'sinh(a)' },
  { from: 'cosh(a) + sinh(a)', to: 'exp(a)' },
  { from: 'cosh(a) - sinh(a)', to: 'exp(-a)' },
  { from: 'exp(a)/2 - exp(-a)/2', to: 'sinh(a)' },
  { from: 'exp(a)/2 + exp(-a)/2', to: 'cosh(a)' },
  {
    from: 'sinh(n*a)',
    to: '-sinh(-n*a)',
    when: startsNegative,
  },
  {
    from: 'cosh(n*a)',
    to: 'cosh(-n*a)',
    when: startsNegative,
  },
  {
    from: 'tanh(n*a)',
    to: '-tanh(-n*a)',
    when: startsNegative,
  },
  { from: 'sinh(asinh(a))', to: 'a' },
  { from: 'asinh(sinh(a))', to: 'a' },
  {
    from: 'cosh(acosh(a))',
    to: 'a',
  },
  {
    from: 'tanh(atanh(a))',
    to: 'a',
  },
  { from: 'atanh(tanh(a))', to: 'a' },
]
