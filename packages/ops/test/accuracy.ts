import { Random } from '@gradus/testing'
import { afterAll, describe, expect, it } from 'vitest'
import type { Lanes } from '../src/lanes.ts'
import { f64Lanes } from '../src/lanes.ts'
import type { ElementwiseName } from '../src/names.ts'
import { f32Lanes } from '../src/narrow-lanes.ts'
import { accuracy } from '../src/table/domains.ts'
import { type Dyadic, dyadic, relativeError32, ulpError } from './high-precision.ts'

export type Range = readonly [low: number, high: number]

/** Where a function of one number is compared with its oracle. */
export interface Case {
  readonly program: <V, M>($: Lanes<V, M>, x: V) => V
  readonly exact: (x: Dyadic) => Dyadic
  /** Points are drawn uniformly from each of these … */
  readonly uniform: readonly Range[]
  /** … and with uniform logarithms of their magnitudes from these, of both signs or positive. */
  readonly magnitudes: Range
  readonly positive?: true
  /** Where the function leaves the range of f32. */
  readonly single: Range
  /** How many points of each sort; 400 unless said. */
  readonly points?: number
  /** Near zeros of the function the error is measured against this size instead. */
  readonly floor?: number
}

export const everyMagnitude: Range = [5e-324, 1.79e308]

function* drawPoints(row: Case, random: Random): Generator<number> {
  const { uniform, magnitudes, positive, points = 400 } = row
  for (const [low, high] of uniform) yield* random.uniforms(points, low, high)
  const [low, high] = [Math.log2(magnitudes[0]), Math.log2(magnitudes[1])]
  for (let i = 0; i < 2 * points; i++) {
    const magnitude = 2 ** random.uniform(low, high)
    yield positive || random.uniform() < 0.5 ? magnitude : -magnitude
  }
}

interface Worst {
  error: number
  at: number
}

/** Tests that every function is as close to its oracle as its row of the table says. */
export function describeAccuracy(cases: { readonly [K in ElementwiseName]?: Case }): void {
  const summary: Record<string, string | number>[] = []
  afterAll(() => console.table(summary))
  describe.each(Object.entries(cases) as [ElementwiseName, Case][])('%s', (name, row) => {
    it('is as close to the exact value as the table says, in both precisions', () => {
      const { double, single } = measure(name, row)
      const ulp = +double.error.toFixed(3)
      const relative32 = single.error.toExponential(2)
      summary.push({ name, ulp, at: double.at, relative32, at32: single.at })
      expect(double.error).toBeLessThanOrEqual(accuracy[name].ulp)
      expect(single.error).toBeLessThanOrEqual(accuracy[name].relative32)
    })
  })
}

function measure(
  name: ElementwiseName,
  row: Case,
): { readonly double: Worst; readonly single: Worst } {
  const double: Worst = { error: 0, at: 0 }
  const single: Worst = { error: 0, at: 0 }
  for (const x of drawPoints(row, new Random(20))) {
    note(double, ulpError(row.program(f64Lanes, x), row.exact(dyadic(x)), row.floor), x)
    const rounded = Math.fround(x)
    if (rounded < row.single[0] || rounded > row.single[1] || rounded === 0) continue
    if (name === 'log1p' && rounded === -1) continue
    const exact = row.exact(dyadic(rounded))
    note(single, relativeError32(row.program(f32Lanes, rounded), exact, row.floor), rounded)
  }
  return { double, single }
}

function note(worst: Worst, error: number, at: number): void {
  // NaN is not above anything, and counts.
  if (!(error <= worst.error)) Object.assign(worst, { error, at })
}
