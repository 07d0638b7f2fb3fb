import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** Sines, cosines, their quotients and inverses. */
export const trigonometric: readonly Identity[] = [
  { from: 'sin(a)^2 + cos(a)^2', to: '1' },
  { from: '1 - sin(a)^2', to: 'cos(a)^2' },
  { from: '1 - cos(a)^2', to: 'sin(a)^2' },
  { from: 'cos(a)^2 - sin(a)^2', to: 'cos(2*a)' },
  { from: '2*sin(a)*cos(a)', to: 'sin(2*a)' },
  { from: '1 + tan(a)^2', to: 'sec(a)^2' },
  { from: '1 + cot(a)^2', to: 'csc(a)^2' },
  { from: 'sec(a)^2 - 1', to: 'tan(a)^2' },
  { from: 'csc(a)^2 - 1', to: 'cot(a)^2' },
  { from: 'sin(a)/cos(a)', to: 'tan(a)' },
  { from: 'cos(a)/sin(a)', to: 'cot(a)' },
  { from: 'tan(a)*cos(a)', to: 'sin(a)' },
  { from: 'cot(a)*sin(a)', to: 'cos(a)' },
  { from: 'tan(a)*cot(a)', to: '1' },
  { from: 'sec(a)*cos(a)', to: '1' },
  { from: 'csc(a)*sin(a)', to: '1' },
  {
    from: 'sin(n*a)',
    to: '-sin(-n*a)',
    when: startsNegative,
  },
  {
    from: 'cos(n*a)',
    to: 'cos(-n*a)',
    when: startsNegative,
  },
  {
    from: 'tan(n*a)',
    to: '-tan(-n*a)',
    when: startsNegative,
  },
  {
    from: 'atan(n*a)',
    to: '-atan(-n*a)',
    when: startsNegative,
  },
  { from: 'sin(asin(a))', to: 'a' },
  { from: 'cos(acos(a))', to: 'a' },
  { from: 'tan(atan(a))', to: 'a' },
  { from: 'asin(a) + acos(a)', to: 'pi/2' },
  {
    from: 'sin(n*pi)',
    to: '0',
    when: ({ n }, facts) => facts.isInteger(n!),
  },
]
