import type { Identity } from '../../identity/identity.ts'
import { startsNegative } from './conditions.ts'

const positive = { ranges: { a: [0.2, 3] } } as const
const negative = { ranges: { a: [-3, -0.2] } } as const

/** Absolute values, signs, and choices. */
export const piecewise: readonly Identity[] = [
  {
    name: 'absolute-value-of-nonnegative',
    from: 'abs(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
    example: positive,
  },
  {
    name: 'absolute-value-of-nonpositive',
    from: 'abs(a)',
    to: '-a',
    when: ({ a }, facts) => facts.isNonpositive(a!),
    example: negative,
  },
  {
    name: 'absolute-value-of-negative',
    from: 'abs(n*a)',
    to: 'abs(-n*a)',
    when: startsNegative,
    example: { from: 'abs(-2*a)' },
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
    example: positive,
  },
  {
    name: 'sign-of-negative',
    from: 'sign(a)',
    to: '-1',
    when: ({ a }, facts) => facts.isNegative(a!),
    example: negative,
  },
  {
    name: 'relu-of-nonnegative',
    from: 'relu(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
    example: positive,
  },
  {
    name: 'relu-of-nonpositive',
    from: 'relu(a)',
    to: '0',
    when: ({ a }, facts) => facts.isNonpositive(a!),
    example: negative,
  },
  { name: 'difference-of-relu', from: 'relu(a) - relu(-a)', to: 'a' },
  { name: 'sum-of-relu', from: 'relu(a) + relu(-a)', to: 'abs(a)' },
  { name: 'max-plus-min', from: 'max(a, b) + min(a, b)', to: 'a + b' },
  {
    name: 'max-of-greater',
    from: 'max(a, b)',
    to: 'a',
    when: ({ a, b }, facts) => facts.isNonnegative(a!.sub(b!)),
    example: { ranges: { a: [2, 3], b: [0, 1] } },
  },
  {
    name: 'min-of-lesser',
    from: 'min(a, b)',
    to: 'a',
    when: ({ a, b }, facts) => facts.isNonpositive(a!.sub(b!)),
    example: { ranges: { a: [0, 1], b: [2, 3] } },
  },
  {
    name: 'floor-of-integer',
    from: 'floor(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
    example: { from: 'floor(2*m)', integers: ['m'] },
  },
  {
    name: 'ceil-of-integer',
    from: 'ceil(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
    example: { from: 'ceil(2*m)', integers: ['m'] },
  },
  {
    name: 'round-of-integer',
    from: 'round(a)',
    to: 'a',
    when: ({ a }, facts) => facts.isInteger(a!),
    example: { from: 'round(2*m)', integers: ['m'] },
  },
]
