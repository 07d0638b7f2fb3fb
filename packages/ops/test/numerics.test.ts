import { exp, expm1 } from '../src/numerics/exponential.ts'
import { log, log1p } from '../src/numerics/logarithm.ts'
import { sigmoid, softplus, tanh } from '../src/numerics/sigmoidal.ts'
import { cos, sin, tan } from '../src/numerics/trigonometric.ts'
import { type Case, describeAccuracy, everyMagnitude } from './accuracy.ts'
import {
  cosOf,
  expm1Of,
  expOf,
  log1pOf,
  logOf,
  sigmoidOf,
  sinOf,
  softplusOf,
  tanhOf,
  tanOf,
} from './high-precision.ts'

const cases = {
  exp: {
    program: exp,
    exact: expOf,
    uniform: [
      [-745.2, 709.8],
      [-1, 1],
      [-745.2, -707],
    ],
    magnitudes: [1e-20, 709],
    single: [-104, 88.8],
  },
  expm1: {
    program: expm1,
    exact: expm1Of,
    uniform: [
      [-40, 709.8],
      [-1, 1],
      [0.6, 2.2],
    ],
    magnitudes: [5e-324, 709],
    single: [-40, 88.8],
  },
  log: {
    program: log,
    exact: logOf,
    uniform: [
      [0.4, 3],
      [0.99, 1.01],
    ],
    magnitudes: everyMagnitude,
    positive: true,
    single: [1.2e-38, 3.4e38],
  },
  log1p: {
    program: log1p,
    exact: log1pOf,
    uniform: [
      [-0.9999999, 3],
      [-0.3, 0.45],
      [-0.01, 0.01],
    ],
    magnitudes: [5e-324, 0.999],
    single: [-1, 3.4e38],
  },
  sin: {
    program: sin,
    exact: sinOf,
    uniform: [
      [-10, 10],
      [-1048576, 1048576],
      [-4e9, 4e9],
    ],
    magnitudes: everyMagnitude,
    single: [-3.4e38, 3.4e38],
  },
  cos: {
    program: cos,
    exact: cosOf,
    uniform: [
      [-10, 10],
      [-1048576, 1048576],
      [-4e9, 4e9],
    ],
    magnitudes: everyMagnitude,
    single: [-3.4e38, 3.4e38],
  },
  tan: {
    program: tan,
    exact: tanOf,
    uniform: [
      [-10, 10],
      [-1048576, 1048576],
      [-4e9, 4e9],
    ],
    magnitudes: everyMagnitude,
    single: [-3.4e38, 3.4e38],
  },
  tanh: {
    program: tanh,
    exact: tanhOf,
    uniform: [
      [-25, 25],
      [-1, 1],
      [0.3, 1.5],
    ],
    magnitudes: [5e-324, 30],
    single: [-30, 30],
  },
  sigmoid: {
    program: sigmoid,
    exact: sigmoidOf,
    uniform: [
      [-745.2, 800],
      [-30, 40],
      [-3, 3],
      [-745.2, -700],
    ],
    magnitudes: [1e-20, 745],
    single: [-104, 90],
  },
  softplus: {
    program: softplus,
    exact: softplusOf,
    uniform: [
      [-745.2, 800],
      [-30, 40],
      [-3, 3],
      [-745.2, -700],
    ],
    magnitudes: [1e-20, 745],
    single: [-104, 1e30],
  },
} as const satisfies Record<string, Case>

describeAccuracy(cases)
