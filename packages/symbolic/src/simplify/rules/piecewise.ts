import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

/** Absolute values, signs, and choices. */
export const piecewise: readonly Identity[] = [
  {
    name: 'absolute-value-of-nonnegative',
    from: 'abs(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
  },
  {
    name: 'absolute-value-of-nonpositive',
    from: 'abs(a)',
    to: '-a',
    when: ({ a }, facts) => facts.isNonpositive(a!),
  },
  {
    name: 'absolute-value-of-negative',
    from: 'abs(n*a)',
    to: 'abs(-n*a)',
    when: startsNegative,
  },
  { name: 'square-of-absolute-value', from: 'abs(a)^2', to: 'a^2' },
  { name: 'absolute-value-over-value', from: 'abs(a)/a', to: 'sign(a)' },
  { name: 'value-over-absolute-value', from: 'a/abs(a)', to: 'sign(a)' },
  { name: 'sign-times-absolute-value', from: 'sign(a)*abs(a)', to: 'a' },
  { name: 'sign-times-value', from: 'sign(a)*a', to: 'abs(a)' },
  {
    name: 'sign-of-positive',
    from: 'sign(a)',
    to: '1',
    when: ({ a }, facts) => facts.isPositive(a!),
  },
  {
    name: 'sign-of-negative',
    from: 'sign(a)',
    to: '-1',
    when: ({ a }, facts) => facts.isNegative(a!),
  },
  {
    name: 'relu-of-nonnegative',
    from: 'relu(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
  },
  {
    name: 'relu-of-nonpositive',
    from: 'relu(a)',
    to: '0',
    when: ({ a }, facts) => facts.isNonpositive(a!),
  },
  { name: 'difference-of-relu', from: 'relu(a) - relu(-a)', to: 'a' },
  { name: 'sum-of-relu', from: 'relu(a) + relu(-a)', to: 'abs(a)' },
  { name: 'max-plus-min', from: 'max(a, b) + min(a, b)', to: 'a + b' },
  {
    name: 'max-of-greater',
    from: 'max(a, b)',
    to: 'a',
    when: ({ a, b }, facts) => facts.isNonnegative(a!.sub(b!)),
  },
  {
    name: 'min-of-lesser',
    from: 'min(a, b)',
    to: 'a',
    when: ({ a, b }, facts) => facts.isNonpositive(a!.sub(b!)),
  },
  {
    name: 'floor-of-integer',
    from: 'floor(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
  },
  {
    name: 'ceil-of-integer',
    from: 'ceil(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
  },
  {
    name: 'round-of-integer',
    from: 'round(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
  },
]
