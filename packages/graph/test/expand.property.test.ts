import {
  Builder,
  countScalars,
  expand,
  inexpressible,
  interpret,
  type Node,
  repeat,
  topologicalOrder,
} from '@gradus/graph'
import {
  type Algebra,
  dim,
  type ElementwiseName,
  f64Lanes,
  hasTrait,
  kindOf,
  programs,
  scalars,
  shapeOf,
  signatures,
} from '@gradus/ops'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, it, test } from 'vitest'

/** Single numbers, counted as they are made. */
class Numbers {
  made = 0
  readonly algebra: Algebra<number> = {
    ...(Object.fromEntries(
      Object.entries(signatures).map(([op, signature]) => [
        op,
        (...args: readonly number[]) => {
          this.made++
          const program = programs[op as ElementwiseName] as (...all: unknown[]) => unknown
          const given = args.map((arg, i) => (signature[i] === 'm' ? arg !== 0 : arg))
          return Number(program(f64Lanes, ...given))
        },
      ]),
    ) as unknown as Algebra<number>),
    constant: (value) => value,
  }
}

function expandNumbers(
  nodes: readonly Node[],
  values: ReadonlyMap<Node, ArrayLike<number>>,
): { readonly results: (readonly number[])[]; readonly made: number } {
  const numbers = new Numbers()
  const given = new Map(Array.from(values, ([node, data]) => [node, Array.from(data)]))
  const results = expand(numbers.algebra, nodes, { given, numberOf: (x) => x })
  return { results, made: numbers.made }
}

describe('tensors as single numbers', () => {
  const seen = new Set<string>()

  test.each(Array.from({ length: 120 }, (_, seed) => seed))(
    'have the values of the tensors, in no more operations than are counted (seed %i)',
    (seed) => {
      const builder = new Builder()
      const { outputs, values } = randomGraph(builder, new Random(5000 + seed), { size: 30 })
      const f64 = outputs.filter((node) => {
        const order = topologicalOrder([node])
        return !inexpressible(order) && order.every(({ dtype }) => dtype !== 'f32')
      })
      const order = topologicalOrder(f64)
      for (const { op } of order) seen.add(op)
      // What comes from no input, such as random draws, is given.
      const given = new Map(values)
      for (const node of order) {
        const isSource = kindOf[node.op] === 'source' && !hasTrait(node.op, 'fed')
        if (isSource) given.set(node, interpret([node], { values })[0]!.data)
      }
      const { results, made } = expandNumbers(f64, given)
      for (const [i, { data }] of interpret(f64, { values }).entries()) {
        expect(results[i]!.length).toBe(data.length)
        results[i]!.forEach((x, at) => {
          expect(x, `${f64[i]!.op}, element ${at}`).toBeWithinRelative(data[at]!, 1e-9, 1e-9)
        })
      }
      expect(made).toBeLessThanOrEqual(countScalars(order))
    },
  )

  it('has met every op that can be written so', () => {
    expect(Object.keys(scalars).filter((op) => !seen.has(op))).toEqual([])
  })
})

describe('a loop', () => {
  it('is written once for each time that it runs', () => {
    const b = new Builder()
    const start = b.input('start', shapeOf(2), 'f64')
    const factors = b.input('factors', shapeOf(3), 'f64')
    const { carried } = repeat(b, dim(3), [start], [factors], ([state], [factor]) => ({
      carried: [b.mul(state!, factor!)],
      collected: [],
    }))
    const values = new Map<Node, number[]>([
      [start, [1, 10]],
      [factors, [2, 3, 4]],
    ])
    const { results, made } = expandNumbers(carried, values)
    expect(results).toEqual([[24, 240]])
    expect(made).toBe(6)
  })
})

describe('an algorithm', () => {
  it('is named where it cannot be written as single numbers', () => {
    const b = new Builder()
    const a = b.input('a', shapeOf(2, 2), 'f64')
    const factor = b.apply('cholesky', [a], {})
    expect(inexpressible(topologicalOrder([b.exp(factor)]))).toBe(factor)
    expect(inexpressible(topologicalOrder([b.exp(a)]))).toBeUndefined()
  })
})
