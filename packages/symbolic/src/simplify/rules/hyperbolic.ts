import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** Hyperbolic functions and their inverses. */
export const hyperbolic: readonly Identity[] = [
  { name: 'hyperbolic-pythagoras', from: 'cosh(a)^2 - sinh(a)^2', to: '1' },
  { name: 'one-plus-sinh-square', from: '1 + sinh(a)^2', to: 'cosh(a)^2' },
  { name: 'cosh-square-minus-one', from: 'cosh(a)^2 - 1', to: 'sinh(a)^2' },
  { name: 'double-angle-cosh', from: 'cosh(a)^2 + sinh(a)^2', to: 'cosh(2*a)' },
  { name: 'double-angle-sinh', from: '2*sinh(a)*cosh(a)', to: 'sinh(2*a)' },
  { name: 'tanh-of-quotient', from: 'sinh(a)/cosh(a)', to: 'tanh(a)' },
  { name: 'tanh-times-cosh', from: 'tanh(a)*cosh(a)', to: 'sinh(a)' },
  { name: 'cosh-plus-sinh', from: 'cosh(a) + sinh(a)', to: 'exp(a)' },
  { name: 'cosh-minus-sinh', from: 'cosh(a) - sinh(a)', to: 'exp(-a)' },
  { name: 'sinh-of-exponentials', from: 'exp(a)/2 - exp(-a)/2', to: 'sinh(a)' },
  { name: 'cosh-of-exponentials', from: 'exp(a)/2 + exp(-a)/2', to: 'cosh(a)' },
  {
    name: 'sinh-of-negative',
    from: 'sinh(n*a)',
    to: '-sinh(-n*a)',
    when: startsNegative,
  },
  {
    name: 'cosh-of-negative',
    from: 'cosh(n*a)',
    to: 'cosh(-n*a)',
    when: startsNegative,
  },
  {
    name: 'tanh-of-negative',
    from: 'tanh(n*a)',
    to: '-tanh(-n*a)',
    when: startsNegative,
  },
  { name: 'sinh-of-asinh', from: 'sinh(asinh(a))', to: 'a' },
  { name: 'asinh-of-sinh', from: 'asinh(sinh(a))', to: 'a' },
  {
    name: 'cosh-of-acosh',
    from: 'cosh(acosh(a))',
    to: 'a',
  },
  {
    name: 'tanh-of-atanh',
    from: 'tanh(atanh(a))',
    to: 'a',
  },
  { name: 'atanh-of-tanh', from: 'atanh(tanh(a))', to: 'a' },
]
