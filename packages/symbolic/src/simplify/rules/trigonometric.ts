import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** Sines, cosines, their quotients and inverses. */
export const trigonometric: readonly Identity[] = [
  { name: 'pythagoras', from: 'sin(a)^2 + cos(a)^2', to: '1' },
  { name: 'one-minus-sine-square', from: '1 - sin(a)^2', to: 'cos(a)^2' },
  { name: 'one-minus-cosine-square', from: '1 - cos(a)^2', to: 'sin(a)^2' },
  { name: 'double-angle-cosine', from: 'cos(a)^2 - sin(a)^2', to: 'cos(2*a)' },
  { name: 'double-angle-sine', from: '2*sin(a)*cos(a)', to: 'sin(2*a)' },
  { name: 'one-plus-tangent-square', from: '1 + tan(a)^2', to: 'sec(a)^2' },
  { name: 'one-plus-cotangent-square', from: '1 + cot(a)^2', to: 'csc(a)^2' },
  { name: 'secant-square-minus-one', from: 'sec(a)^2 - 1', to: 'tan(a)^2' },
  { name: 'cosecant-square-minus-one', from: 'csc(a)^2 - 1', to: 'cot(a)^2' },
  { name: 'tangent-of-quotient', from: 'sin(a)/cos(a)', to: 'tan(a)' },
  { name: 'cotangent-of-quotient', from: 'cos(a)/sin(a)', to: 'cot(a)' },
  { name: 'tangent-times-cosine', from: 'tan(a)*cos(a)', to: 'sin(a)' },
  { name: 'cotangent-times-sine', from: 'cot(a)*sin(a)', to: 'cos(a)' },
  { name: 'tangent-times-cotangent', from: 'tan(a)*cot(a)', to: '1' },
  { name: 'secant-times-cosine', from: 'sec(a)*cos(a)', to: '1' },
  { name: 'cosecant-times-sine', from: 'csc(a)*sin(a)', to: '1' },
  {
    name: 'sine-of-negative',
    from: 'sin(n*a)',
    to: '-sin(-n*a)',
    when: startsNegative,
  },
  {
    name: 'cosine-of-negative',
    from: 'cos(n*a)',
    to: 'cos(-n*a)',
    when: startsNegative,
  },
  {
    name: 'tangent-of-negative',
    from: 'tan(n*a)',
    to: '-tan(-n*a)',
    when: startsNegative,
  },
  {
    name: 'arctangent-of-negative',
    from: 'atan(n*a)',
    to: '-atan(-n*a)',
    when: startsNegative,
  },
  { name: 'sine-of-arcsine', from: 'sin(asin(a))', to: 'a' },
  { name: 'cosine-of-arccosine', from: 'cos(acos(a))', to: 'a' },
  { name: 'tangent-of-arctangent', from: 'tan(atan(a))', to: 'a' },
  { name: 'arcsine-plus-arccosine', from: 'asin(a) + acos(a)', to: 'pi/2' },
  {
    name: 'sine-of-pi',
    from: 'sin(n*pi)',
    to: '0',
    when: ({ n }, facts) => facts.isInteger(n!),
  },
]
