import { Random } from '@gradus/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type { Lanes } from '../src/lanes.ts'
import { f32Lanes, f64Lanes } from '../src/lanes.ts'
import { exp, expm1 } from '../src/numerics/exponential.ts'
import { log, log1p } from '../src/numerics/logarithm.ts'
import { sigmoid, softplus, tanh } from '../src/numerics/sigmoidal.ts'
import { cos, sin, tan } from '../src/numerics/trigonometric.ts'
import { accuracy } from '../src/table/domains.ts'
import {
  cosOf,
  type Dyadic,
  dyadic,
  expm1Of,
  expOf,
  log1pOf,
  logOf,
  relativeError32,
  sigmoidOf,
  sinOf,
  softplusOf,
  tanhOf,
  tanOf,
  ulpError,
} from './high-precision.ts'

type Range = readonly [low: number, high: number]

interface Case {
  readonly program: <V, M>($: Lanes<V, M>, x: V) => V
  readonly exact: (x: Dyadic) => Dyadic
  /** Points are drawn uniformly from each of these … */
  readonly uniform: readonly Range[]
  /** … and with uniform logarithms of their magnitudes from these, of both signs or positive. */
  readonly magnitudes: Range
  readonly positive?: true
  /** Where the function leaves the range of f32. */
  readonly single: Range
}

const everyMagnitude: Range = [5e-324, 1.79e308]

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

const POINTS = 400

function* drawPoints({ uniform, magnitudes, positive }: Case, random: Random): Generator<number> {
  for (const [low, high] of uniform) yield* random.uniforms(POINTS, low, high)
  const [low, high] = [Math.log2(magnitudes[0]), Math.log2(magnitudes[1])]
  for (let i = 0; i < 2 * POINTS; i++) {
    const magnitude = 2 ** random.uniform(low, high)
    yield positive || random.uniform() < 0.5 ? magnitude : -magnitude
  }
}

interface Worst {
  error: number
  at: number
}

const summary: Record<string, string | number>[] = []
afterAll(() => console.table(summary))

describe.each(Object.entries(cases) as [keyof typeof cases, Case][])('%s', (name, row) => {
  it('is as close to the exact value as the table says, in both precisions', () => {
    const double: Worst = { error: 0, at: 0 }
    const single: Worst = { error: 0, at: 0 }
    for (const x of drawPoints(row, new Random(20))) {
      note(double, ulpError(row.program(f64Lanes, x), row.exact(dyadic(x))), x)
      const rounded = Math.fround(x)
      if (rounded < row.single[0] || rounded > row.single[1] || rounded === 0) continue
      if (name === 'log1p' && rounded === -1) continue
      const exact = row.exact(dyadic(rounded))
      note(single, relativeError32(row.program(f32Lanes, rounded), exact), rounded)
    }
    summary.push({
      name,
      ulp: +double.error.toFixed(3),
      at: double.at,
      relative32: single.error.toExponential(2),
      at32: single.at,
    })
    expect(double.error).toBeLessThanOrEqual(accuracy[name].ulp)
    expect(single.error).toBeLessThanOrEqual(accuracy[name].relative32)
  })
})

function note(worst: Worst, error: number, at: number): void {
  if (error > worst.error) Object.assign(worst, { error, at })
}
