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
import type { FunctionRow } from './brought-function.ts'

// Elementwise functions that few pages apply, each with those that its partials are made of.

export const cbrtRow: FunctionRow<'cbrt'> = { op: 'cbrt', program: cbrt }
export const hypotRow: FunctionRow<'hypot'> = { op: 'hypot', program: hypot }
export const modRow: FunctionRow<'mod'> = { op: 'mod', program: mod }
export const exp2Row: FunctionRow<'exp2'> = { op: 'exp2', program: exp2 }
export const log2Row: FunctionRow<'log2'> = { op: 'log2', program: log2 }
export const log10Row: FunctionRow<'log10'> = { op: 'log10', program: log10 }
export const sinRow: FunctionRow<'sin'> = { op: 'sin', program: sin, needs: () => [cosRow] }
export const cosRow: FunctionRow<'cos'> = { op: 'cos', program: cos, needs: () => [sinRow] }
export const tanRow: FunctionRow<'tan'> = { op: 'tan', program: tan }
export const secRow: FunctionRow<'sec'> = { op: 'sec', program: sec, needs: () => [tanRow] }
export const cscRow: FunctionRow<'csc'> = { op: 'csc', program: csc, needs: () => [cotRow] }
export const cotRow: FunctionRow<'cot'> = { op: 'cot', program: cot }
export const asinRow: FunctionRow<'asin'> = { op: 'asin', program: asin }
export const acosRow: FunctionRow<'acos'> = { op: 'acos', program: acos }
export const atanRow: FunctionRow<'atan'> = { op: 'atan', program: atan }
export const atan2Row: FunctionRow<'atan2'> = {
  op: 'atan2',
  program: atan2,
  needs: () => [hypotRow],
}
export const sinhRow: FunctionRow<'sinh'> = { op: 'sinh', program: sinh, needs: () => [coshRow] }
export const coshRow: FunctionRow<'cosh'> = { op: 'cosh', program: cosh, needs: () => [sinhRow] }
export const asinhRow: FunctionRow<'asinh'> = {
  op: 'asinh',
  program: asinh,
  needs: () => [hypotRow],
}
export const acoshRow: FunctionRow<'acosh'> = { op: 'acosh', program: acosh }
export const atanhRow: FunctionRow<'atanh'> = { op: 'atanh', program: atanh }
export const erfRow: FunctionRow<'erf'> = { op: 'erf', program: erf }
export const erfcRow: FunctionRow<'erfc'> = { op: 'erfc', program: erfc }
export const gammaRow: FunctionRow<'gamma'> = {
  op: 'gamma',
  program: gamma,
  needs: () => [digammaRow],
}
export const lgammaRow: FunctionRow<'lgamma'> = {
  op: 'lgamma',
  program: lgamma,
  needs: () => [digammaRow],
}
export const digammaRow: FunctionRow<'digamma'> = {
  op: 'digamma',
  program: digamma,
  needs: () => [trigammaRow],
}
export const trigammaRow: FunctionRow<'trigamma'> = {
  op: 'trigamma',
  program: trigamma,
  needs: () => [polygammaRow],
}
export const polygammaRow: FunctionRow<'polygamma'> = { op: 'polygamma', program: polygamma }
