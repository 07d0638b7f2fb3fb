import type { ElementaryName, ElementwiseName } from '../names.ts'
import { digamma } from '../numerics/digamma.ts'
import { erf, erfc } from '../numerics/error-function.ts'
import { gamma, lgamma } from '../numerics/gamma.ts'
import { polygamma, trigamma } from '../numerics/polygamma.ts'
import { mod } from '../numerics/rounding.ts'
import type { Programs } from '../row.ts'
import { simplePrograms } from './simple-programs.ts'

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
