import type { Identity } from '../../identity/identity.ts'
import { exponentials } from './exponentials.ts'
import { hyperbolic } from './hyperbolic.ts'
import { piecewise } from './piecewise.ts'
import { roots } from './roots.ts'
import { special } from './special.ts'
import { trigonometric } from './trigonometric.ts'

/** All identities that make formulas shorter, by theme. */
export const identities: readonly Identity[] = [
  ...trigonometric,
  ...hyperbolic,
  ...exponentials,
  ...roots,
  ...piecewise,
  ...special,
]
