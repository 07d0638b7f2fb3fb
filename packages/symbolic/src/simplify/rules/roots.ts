import type { Identity } from '../../identity/identity.ts'
import { arePositive } from './conditions.ts'

const positive = { ranges: { a: [0.2, 3], b: [0.2, 3] } } as const

/** Square roots and powers of powers; most need to know a sign. */
export const roots: readonly Identity[] = [
  {
    name: 'root-of-square',
    from: 'sqrt(a^2)',
    to: 'a',
    when: ({ a }, facts) => facts.isNonnegative(a!),
    example: positive,
  },
  {
    name: 'root-of-square-of-negative',
    from: 'sqrt(a^2)',
    to: '-a',
    when: ({ a }, facts) => facts.isNonpositive(a!),
    example: { ranges: { a: [-3, -0.2] } },
  },
  { name: 'root-of-square-as-absolute-value', from: 'sqrt(a^2)', to: 'abs(a)' },
  {
    name: 'power-of-power',
    from: '(a^b)^c',
    to: 'a^(b*c)',
    when: ({ a }, facts) => facts.isPositive(a!),
    example: { ranges: { a: [0.2, 3] } },
  },
  {
    name: 'product-of-roots',
    from: 'sqrt(a)*sqrt(b)',
    to: 'sqrt(a*b)',
    example: positive,
  },
  {
    name: 'root-of-product-with-square',
    from: 'sqrt(a^2*b)',
    to: 'a*sqrt(b)',
    when: arePositive,
    example: positive,
  },
  { name: 'hypotenuse', from: 'hypot(a, 0)', to: 'abs(a)' },
]
