import { Builder } from '@gradus/graph'
import { allocate, dim, domains, partials, type SmoothName } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { bits, exact, runCompiled, runInterpreted } from './run.ts'

const magnitudes = [
  0, 0.5, 1, 2, 2.5, 3, 27, 100, 171, 172, 710, 1e20, 5e-324, 1e-40, 1e-300, 1e300,
]
const special = [
  ...magnitudes,
  ...magnitudes.map((x) => -x),
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
]

/** Every tuple of special values, and points of the op's domain. */
function* drawPoints(op: SmoothName, random: Random): Generator<readonly number[]> {
  for (const x of special) {
    if (domains[op].length === 1) yield [x]
    else for (const y of special) yield [x, y]
  }
  for (let i = 0; i < 200; i++) {
    yield domains[op].map(({ low, high }) => random.uniform(low, high))
  }
}

describe.each(['f64', 'f32'] as const)('in %s', (dtype) => {
  test.each(Object.keys(partials) as SmoothName[])('%s compiles to the bits of its row', (op) => {
    const points = [...drawPoints(op, new Random(3))]
    const builder = new Builder()
    const inputs = domains[op].map((_, i) => builder.input(`x${i}`, [dim(points.length)], dtype))
    const values = new Map(
      inputs.map((input, i) => {
        const data = allocate(dtype, points.length)
        data.set(points.map((point) => point[i]!))
        return [input, data]
      }),
    )
    const output = builder.apply(op, inputs, {})
    const expected = runInterpreted([output], values).map(bits)
    const compiled = runCompiled(builder, [output], values, undefined, exact)
    expect(compiled.map(bits)).toEqual(expected)
  })

  test.each(['min', 'max'] as const)('%s with a constant compiles to the bits of its row', (op) => {
    const builder = new Builder()
    const x = builder.input('x', [dim(special.length)], dtype)
    const data = allocate(dtype, special.length)
    data.set(special)
    const outputs = special.flatMap((number) => {
      const constant = builder.full(number, x.shape, dtype)
      return [builder.apply(op, [x, constant], {}), builder.apply(op, [constant, x], {})]
    })
    const values = new Map([[x, data]])
    const expected = runInterpreted(outputs, values).map(bits)
    expect(runCompiled(builder, outputs, values, undefined, exact).map(bits)).toEqual(expected)
  })
})
