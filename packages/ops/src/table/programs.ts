import type { ElementwiseName } from '../names.ts'
import { exp2, log2, log10 } from '../numerics/bases.ts'
import { exp, expm1 } from '../numerics/exponential.ts'
import { acosh, asinh, atanh, cosh, sinh } from '../numerics/hyperbolic.ts'
import { acos, asin, atan, atan2 } from '../numerics/inverse-trigonometric.ts'
import { log, log1p } from '../numerics/logarithm.ts'
import { pow } from '../numerics/power.ts'
import { cot, csc, sec } from '../numerics/reciprocal-trigonometric.ts'
import { cbrt } from '../numerics/roots.ts'
import { sigmoid, softplus, tanh } from '../numerics/sigmoidal.ts'
import { cos, sin, tan } from '../numerics/trigonometric.ts'
import { type ElementaryName, type Programs, programsBeyondMath } from './programs-beyond-math.ts'

const elementary: Programs<ElementaryName> = {
  pow,
  cbrt,
  exp,
  expm1,
  exp2,
  log,
  log1p,
  log2,
  log10,
  sin,
  cos,
  tan,
  sec,
  csc,
  cot,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sigmoid,
  softplus,
}

/** What each elementwise op computes, in machine operations. */
export const programs: Programs<ElementwiseName> = { ...elementary, ...programsBeyondMath }
