import { exp2, log2, log10 } from '../src/numerics/bases.ts'
import { acosh, asinh, atanh, cosh, sinh } from '../src/numerics/hyperbolic.ts'
import { acos, asin, atan } from '../src/numerics/inverse-trigonometric.ts'
import { cot, csc, sec } from '../src/numerics/reciprocal-trigonometric.ts'
import { cbrt, rsqrt } from '../src/numerics/roots.ts'
import { type Case, describeAccuracy, everyMagnitude, type Range } from './accuracy.ts'
import { cosOf, type Dyadic, sinOf, tanOf } from './high-precision.ts'
import {
  acoshOf,
  acosOf,
  asinhOf,
  asinOf,
  atanhOf,
  atanOf,
  cbrtOf,
  coshOf,
  exp2Of,
  log2Of,
  log10Of,
  one,
  quotient,
  rsqrtOf,
  sinhOf,
} from './high-precision-elementary.ts'

const reciprocal =
  (exact: (x: Dyadic) => Dyadic) =>
  (x: Dyadic): Dyadic =>
    quotient(one, exact(x))

const everySingle: Range = [-3.4e38, 3.4e38]
const positiveSingle: Range = [1.2e-38, 3.4e38]

const logarithm = {
  uniform: [
    [0.4, 3],
    [0.99, 1.01],
  ],
  magnitudes: everyMagnitude,
  positive: true,
  single: positiveSingle,
} as const

const angle = {
  uniform: [
    [-10, 10],
    [-4e9, 4e9],
  ],
  // Below this the cosecant overflows.
  magnitudes: [1e-308, 1.79e308],
  single: everySingle,
} as const

const arc = {
  uniform: [
    [-1, 1],
    [0.4, 0.6],
    [-0.6, -0.4],
    [0.9, 1],
  ],
  magnitudes: [5e-324, 1],
  single: [-1, 1],
} as const

const grown = {
  uniform: [
    [-1, 1],
    [-5, 5],
    [-710.4, 710.4],
  ],
  magnitudes: [5e-324, 710],
  single: [-89, 89],
} as const

const cases = {
  log2: { program: log2, exact: log2Of, ...logarithm },
  log10: { program: log10, exact: log10Of, ...logarithm },
  exp2: {
    program: exp2,
    exact: exp2Of,
    uniform: [
      [-1074, 1024],
      [-1, 1],
      [-1074, -1000],
    ],
    magnitudes: [1e-20, 1000],
    single: [-149, 127.9],
  },
  cbrt: {
    program: cbrt,
    exact: cbrtOf,
    uniform: [
      [1, 8],
      [-1, 1],
    ],
    magnitudes: everyMagnitude,
    single: everySingle,
  },
  rsqrt: {
    program: rsqrt,
    exact: rsqrtOf,
    uniform: [[1, 4]],
    magnitudes: everyMagnitude,
    positive: true,
    single: positiveSingle,
  },
  sec: { program: sec, exact: reciprocal(cosOf), ...angle },
  csc: { program: csc, exact: reciprocal(sinOf), ...angle },
  cot: { program: cot, exact: reciprocal(tanOf), ...angle },
  asin: { program: asin, exact: asinOf, ...arc },
  acos: { program: acos, exact: acosOf, ...arc },
  atan: {
    program: atan,
    exact: atanOf,
    uniform: [
      [-3, 3],
      [0.3, 0.33],
      [0.7, 1.4],
      [2.5, 4],
    ],
    magnitudes: everyMagnitude,
    single: everySingle,
  },
  sinh: { program: sinh, exact: sinhOf, ...grown },
  cosh: { program: cosh, exact: coshOf, ...grown },
  asinh: {
    program: asinh,
    exact: asinhOf,
    uniform: [
      [-1, 1],
      [-5, 5],
      [0.3, 0.8],
    ],
    magnitudes: everyMagnitude,
    single: everySingle,
  },
  acosh: {
    program: acosh,
    exact: acoshOf,
    uniform: [
      [1, 1.01],
      [1, 3],
      [1, 100],
    ],
    magnitudes: [1.0000001, 1.79e308],
    positive: true,
    // Above 1 in f32 as well: at 1 the relative error of 0 means nothing.
    single: [1.0000001, 3.4e38],
  },
  atanh: {
    program: atanh,
    exact: atanhOf,
    uniform: [
      [-0.9999999, 0.9999999],
      [0.3, 0.6],
    ],
    magnitudes: [5e-324, 0.9999999],
    single: [-0.9999999, 0.9999999],
  },
} as const satisfies Record<string, Case>

describeAccuracy(cases)
