import type { ElementwiseName } from '../names.ts'
import { digamma } from '../numerics/digamma.ts'
import { erf, erfc } from '../numerics/error-function.ts'
import { gamma, lgamma } from '../numerics/gamma.ts'
import { polygamma, trigamma } from '../numerics/polygamma.ts'
import { rsqrt } from '../numerics/roots.ts'
import { flush, mod, round, sign } from '../numerics/rounding.ts'
import type { Programs } from '../row.ts'

/**
 * The programs of the ops that languages lack: no operators and no elementary functions. They
 * stand apart for those who compute in another language, such as JavaScript.
 */
export const programsBeyondMath = {
  sign,
  round,
  flush,
  rsqrt,
  mod,
  erf,
  erfc,
  gamma,
  lgamma,
  digamma,
  trigamma,
  polygamma,
} as const satisfies Partial<Programs<ElementwiseName>>
