import type { ElementwiseName } from '../names.ts'
import { digamma } from '../numerics/digamma.ts'
import { erf, erfc } from '../numerics/error-function.ts'
import { gamma, lgamma } from '../numerics/gamma.ts'
import { polygamma, trigamma } from '../numerics/polygamma.ts'
import { mod } from '../numerics/rounding.ts'
import type { Programs } from '../row.ts'
import { simplePrograms } from './simple-programs.ts'

/** The elementary functions, which JavaScript has in `Math`, and what is made of those. */
export type ElementaryName =
  | 'pow'
  | 'cbrt'
  | 'hypot'
  | 'exp'
  | 'expm1'
  | 'exp2'
  | 'log'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'sec'
  | 'csc'
  | 'cot'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'sigmoid'
  | 'softplus'

/**
 * What the ops compute that are no elementary functions, in machine operations. They stand
 * apart for those who compute in JavaScript, and need no more.
 */
export const programsBeyondMath: Programs<Exclude<ElementwiseName, ElementaryName>> = {
  ...simplePrograms,
  mod,
  erf,
  erfc,
  gamma,
  lgamma,
  digamma,
  trigamma,
  polygamma,
}
