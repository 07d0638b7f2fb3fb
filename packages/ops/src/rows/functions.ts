import { exp2, log2, log10 } from '../numerics/bases.ts'
import { digamma } from '../numerics/digamma.ts'
import { erf, erfc } from '../numerics/error-function.ts'
import { gamma, lgamma } from '../numerics/gamma.ts'
import { acosh, asinh, atanh, cosh, sinh } from '../numerics/hyperbolic.ts'
import { acos, asin, atan, atan2 } from '../numerics/inverse-trigonometric.ts'
import { polygamma, trigamma } from '../numerics/polygamma.ts'
import { cot, csc, sec } from '../numerics/reciprocal-trigonometric.ts'
import { cbrt, hypot } from '../numerics/roots.ts'
import { mod } from '../numerics/rounding.ts'
import { cos, sin, tan } from '../numerics/trigonometric.ts'
import {
  acoshPartials,
  acosPartials,
  asinhPartials,
  asinPartials,
  atan2Partials,
  atanhPartials,
  atanPartials,
  cbrtPartials,
  coshPartials,
  cosPartials,
  cotPartials,
  cscPartials,
  digammaPartials,
  erfcPartials,
  erfPartials,
  exp2Partials,
  gammaPartials,
  hypotPartials,
  lgammaPartials,
  log2Partials,
  log10Partials,
  modPartials,
  polygammaPartials,
  secPartials,
  sinhPartials,
  sinPartials,
  tanPartials,
  trigammaPartials,
} from '../table/function-partials.ts'
import type { FunctionRow } from './brought-function.ts'

// Elementwise functions that few pages apply, each with those that its partials are made of.

export const cbrtRow: FunctionRow<'cbrt'> = {
  op: 'cbrt',
  program: cbrt,
  partials: cbrtPartials,
}
export const hypotRow: FunctionRow<'hypot'> = {
  op: 'hypot',
  program: hypot,
  partials: hypotPartials,
}
export const modRow: FunctionRow<'mod'> = {
  op: 'mod',
  program: mod,
  partials: modPartials,
}
export const exp2Row: FunctionRow<'exp2'> = {
  op: 'exp2',
  program: exp2,
  partials: exp2Partials,
}
export const log2Row: FunctionRow<'log2'> = {
  op: 'log2',
  program: log2,
  partials: log2Partials,
}
export const log10Row: FunctionRow<'log10'> = {
  op: 'log10',
  program: log10,
  partials: log10Partials,
}
export const sinRow: FunctionRow<'sin'> = {
  op: 'sin',
  program: sin,
  partials: sinPartials,
  needs: () => [cosRow],
}
export const cosRow: FunctionRow<'cos'> = {
  op: 'cos',
  program: cos,
  partials: cosPartials,
  needs: () => [sinRow],
}
export const tanRow: FunctionRow<'tan'> = {
  op: 'tan',
  program: tan,
  partials: tanPartials,
}
export const secRow: FunctionRow<'sec'> = {
  op: 'sec',
  program: sec,
  partials: secPartials,
  needs: () => [tanRow],
}
export const cscRow: FunctionRow<'csc'> = {
  op: 'csc',
  program: csc,
  partials: cscPartials,
  needs: () => [cotRow],
}
export const cotRow: FunctionRow<'cot'> = {
  op: 'cot',
  program: cot,
  partials: cotPartials,
}
export const asinRow: FunctionRow<'asin'> = {
  op: 'asin',
  program: asin,
  partials: asinPartials,
}
export const acosRow: FunctionRow<'acos'> = {
  op: 'acos',
  program: acos,
  partials: acosPartials,
}
export const atanRow: FunctionRow<'atan'> = {
  op: 'atan',
  program: atan,
  partials: atanPartials,
}
export const atan2Row: FunctionRow<'atan2'> = {
  op: 'atan2',
  program: atan2,
  partials: atan2Partials,
  needs: () => [hypotRow],
}
export const sinhRow: FunctionRow<'sinh'> = {
  op: 'sinh',
  program: sinh,
  partials: sinhPartials,
  needs: () => [coshRow],
}
export const coshRow: FunctionRow<'cosh'> = {
  op: 'cosh',
  program: cosh,
  partials: coshPartials,
  needs: () => [sinhRow],
}
export const asinhRow: FunctionRow<'asinh'> = {
  op: 'asinh',
  program: asinh,
  partials: asinhPartials,
  needs: () => [hypotRow],
}
export const acoshRow: FunctionRow<'acosh'> = {
  op: 'acosh',
  program: acosh,
  partials: acoshPartials,
}
export const atanhRow: FunctionRow<'atanh'> = {
  op: 'atanh',
  program: atanh,
  partials: atanhPartials,
}
export const erfRow: FunctionRow<'erf'> = {
  op: 'erf',
  program: erf,
  partials: erfPartials,
}
export const erfcRow: FunctionRow<'erfc'> = {
  op: 'erfc',
  program: erfc,
  partials: erfcPartials,
}
export const gammaRow: FunctionRow<'gamma'> = {
  op: 'gamma',
  program: gamma,
  partials: gammaPartials,
  needs: () => [digammaRow],
}
export const lgammaRow: FunctionRow<'lgamma'> = {
  op: 'lgamma',
  program: lgamma,
  partials: lgammaPartials,
  needs: () => [digammaRow],
}
export const digammaRow: FunctionRow<'digamma'> = {
  op: 'digamma',
  program: digamma,
  partials: digammaPartials,
  needs: () => [trigammaRow],
}
export const trigammaRow: FunctionRow<'trigamma'> = {
  op: 'trigamma',
  program: trigamma,
  partials: trigammaPartials,
  needs: () => [polygammaRow],
}
export const polygammaRow: FunctionRow<'polygamma'> = {
  op: 'polygamma',
  program: polygamma,
  partials: polygammaPartials,
}
