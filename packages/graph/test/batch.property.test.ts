import { Builder, interpret, type Node, repeatInFront, vectorize, verify } from '@gradus/graph'
import { allocate, elementCount, isFloat, type TypedArray } from '@gradus/ops'
import { Random, type RandomGraph, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'

const SIZE = 3

/** A batch of values for an input: the first element of the batch is the graph's own. */
function batchFor(random: Random, input: Node, values: RandomGraph['values']): TypedArray {
  const count = elementCount(input.shape)
  const data = allocate(input.dtype, SIZE * count)
  data.set(values.get(input)!)
  const draw = (): number => (isFloat(input.dtype) ? random.uniform(-2, 2) : random.integer(-1, 3))
  for (let i = count; i < data.length; i++) data[i] = draw()
  return data
}

function elementOf(data: TypedArray, index: number): TypedArray {
  const count = data.length / SIZE
  return data.slice(index * count, (index + 1) * count)
}

describe('a batch', () => {
  test.each(Array.from({ length: 80 }, (_, seed) => seed))(
    'gives what its elements give one by one (seed %i)',
    (seed) => {
      const random = new Random(1000 + seed)
      const b = new Builder()
      const { inputs, outputs, values } = randomGraph(b, random, { size: 30 })
      // Some inputs are the same for the whole batch.
      const varied = inputs.filter(() => random.integer(0, 3) > 0)
      const data = new Map(varied.map((input) => [input, batchFor(random, input, values)]))
      const batches = varied.map((input) => {
        const shape = [{ name: '', size: SIZE }, ...input.shape]
        return b.input(`batch of ${input.id}`, shape, input.dtype)
      })
      const results = vectorize(b, outputs, varied, batches, SIZE).map(({ node, isBatched }) =>
        isBatched ? node : repeatInFront(b, node, SIZE),
      )
      expect(verify(results)).toEqual([])
      const fed = new Map(values)
      for (const [i, input] of varied.entries()) fed.set(batches[i]!, data.get(input)!)
      const batch = interpret(results, { values: fed })
      for (let index = 0; index < SIZE; index++) {
        const own = new Map(values)
        for (const [input, all] of data) own.set(input, elementOf(all, index))
        interpret(outputs, { values: own }).forEach(({ data: expected }, i) => {
          expectSame(elementOf(batch[i]!.data, index), expected, outputs[i]!)
        })
      }
    },
  )
})

/** Contractions of a batch may add in another order. */
function expectSame(actual: TypedArray, expected: TypedArray, { op }: Node): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((x, i) => {
    expect(x, `${op}, element ${i}`).toBeWithinRelative(expected[i]!, 1e-9, 1e-9)
  })
}
