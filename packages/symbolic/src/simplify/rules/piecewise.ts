import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** Absolute values, signs, and choices. */
export const piecewise: readonly Identity[] = [
  {
    from: 'abs(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
  },
  {
    from: 'abs(a)',
    to: '-a',
    when: ({ a }, facts) => facts.isNonpositive(a!),
  },
  {
    from: 'abs(n*a)',
    to: 'abs(-n*a)',
    when: startsNegative,
  },
  { from: 'abs(a)^2', to: 'a^2' },
  { from: 'abs(a)/a', to: 'sign(a)' },
  { from: 'a/abs(a)', to: 'sign(a)' },
  { from: 'sign(a)*abs(a)', to: 'a' },
  { from: 'sign(a)*a', to: 'abs(a)' },
  {
    from: 'sign(a)',
    to: '1',
    when: ({ a }, facts) => facts.isPositive(a!),
  },
  {
    from: 'sign(a)',
    to: '-1',
    when: ({ a }, facts) => facts.isNegative(a!),
  },
  {
    from: 'relu(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
  },
  {
    from: 'relu(a)',
    to: '0',
    when: ({ a }, facts) => facts.isNonpositive(a!),
  },
  { from: 'relu(a) - relu(-a)', to: 'a' },
  { from: 'relu(a) + relu(-a)', to: 'abs(a)' },
  { from: 'max(a, b) + min(a, b)', to: 'a + b' },
  {
    from: 'max(a, b)',
    to: 'a',
    when: ({ a, b }, facts) => facts.isNonnegative(a!.sub(b!)),
  },
  {
    from: 'min(a, b)',
    to: 'a',
    when: ({ a, b }, facts) => facts.isNonpositive(a!.sub(b!)),
  },
  {
    from: 'floor(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
  },
  {
    from: 'ceil(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
  },
  {
    from: 'round(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
  },
]
