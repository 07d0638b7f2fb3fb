import {
  Builder,
  bodyOf,
  gradient,
  hessian,
  jvp,
  type Node,
  type RepeatResult,
  repeat,
} from '@gradus/graph'
import { dim, ShapeError, scalarShape, shapeOf } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { differentiateNumerically, evaluate, evaluateNumber, type Feed } from './evaluate.ts'

/** The same meaning as `repeat`, with a copy of the body for each run. */
const unrolled: typeof repeat = (builder, count, carried, stacked, body) => {
  let state = carried
  const collected: Node[][] = []
  for (let i = 0; i < count.size; i++) {
    const slices = stacked.map((value) => {
      const slice = builder.apply('slice', [value], { axis: 0, start: i, size: 1 })
      return builder.apply('reshape', [slice], { shape: value.shape.slice(1) })
    })
    const result: RepeatResult = body(state, slices)
    state = result.carried
    for (const [k, value] of result.collected.entries()) {
      const line = builder.apply('reshape', [value], { shape: [dim(1), ...value.shape] })
      collected[k] = [...(collected[k] ?? []), line]
    }
  }
  return {
    carried: state,
    collected: collected.map((lines) => builder.apply('concat', lines, { axis: 0, name: '' })),
  }
}

interface Case {
  readonly name: string
  /** Makes a single number from a vector of 3 by some loop. */
  readonly make: (builder: Builder, x: Node, loop: typeof repeat) => Node
}

const at = (builder: Builder, x: Node, i: number): Node => {
  const slice = builder.apply('slice', [x], { axis: 0, start: i, size: 1 })
  return builder.apply('reshape', [slice], { shape: scalarShape })
}
const total = (builder: Builder, x: Node): Node =>
  builder.apply('sum', [x], { axes: x.shape.map((_, axis) => axis) })

const cases: readonly Case[] = [
  {
    name: 'a chain of 20 sigmoids with one weight',
    make: (b, x, loop) =>
      loop(b, dim(20), [at(b, x, 0)], [], ([h]) => ({
        carried: [b.sigmoid(b.add(b.mul(at(b, x, 1), h!), at(b, x, 2)))],
        collected: [],
      })).carried[0]!,
  },
  {
    name: 'two carried values that swap',
    make: (b, x, loop) => {
      const { carried } = loop(b, dim(3), [at(b, x, 0), at(b, x, 1)], [], ([p, q]) => ({
        carried: [q!, b.mul(b.sin(p!), q!)],
        collected: [],
      }))
      return b.mul(carried[0]!, b.exp(carried[1]!))
    },
  },
  {
    name: 'a running product that is collected',
    make: (b, x, loop) => {
      const start = b.constant(1)
      const { carried, collected } = loop(b, dim(3), [start], [x], ([p], [slice]) => ({
        carried: [b.mul(p!, slice!)],
        collected: [b.mul(p!, p!), b.tanh(slice!)],
      }))
      return b.add(carried[0]!, b.mul(total(b, collected[0]!), total(b, collected[1]!)))
    },
  },
  {
    name: 'a loop inside a loop that reads the outer values',
    make: (b, x, loop) =>
      loop(b, dim(3), [at(b, x, 0)], [x], ([outer], [slice]) => {
        const inner = loop(b, dim(2), [slice!], [], ([value]) => ({
          carried: [b.sin(b.add(b.mul(value!, outer!), at(b, x, 1)))],
          collected: [],
        }))
        return { carried: [b.add(outer!, inner.carried[0]!)], collected: [] }
      }).carried[0]!,
  },
  {
    name: 'vectors with a matrix that stays the same',
    make: (b, x, loop) => {
      const w = b.apply('contract', [x, b.cos(x)], { left: [0], right: [1], out: [0, 1] })
      const { carried } = loop(b, dim(4), [x], [], ([h]) => ({
        carried: [b.tanh(b.apply('contract', [w, h!], { left: [0, 1], right: [1], out: [0] }))],
        collected: [],
      }))
      return total(b, carried[0]!)
    },
  },
  {
    name: 'a value that begins to vary in the third run',
    make: (b, x, loop) => {
      const [one, two] = [b.constant(0.5), b.constant(0.25)]
      const { carried } = loop(b, dim(5), [at(b, x, 0), one, two], [], ([p, q, r]) => ({
        carried: [b.cos(p!), b.mul(p!, q!), b.add(q!, b.mul(r!, r!))],
        collected: [],
      }))
      return b.add(carried[2]!, carried[0]!)
    },
  },
]

const point = [0.7, -0.4, 1.3]

describe.each(cases)('$name', ({ make }) => {
  const b = new Builder()
  const x = b.input('x', shapeOf(3), 'f64')
  const looped = make(b, x, repeat)
  const plain = make(b, x, unrolled)
  const feed: Feed = [[x, point]]

  const agree = (a: readonly Node[], c: readonly Node[]): void => {
    const [actual, expected] = [evaluate(a, feed), evaluate(c, feed)]
    for (const [k, line] of actual.entries()) {
      for (const [i, value] of line.entries()) {
        expect(value).toBeWithinRelative(expected[k]![i]!, 1e-11, 1e-13)
      }
    }
  }

  test('has the value of its unrolled form', () => agree([looped], [plain]))

  test('has the gradient of its unrolled form and of finite differences', () => {
    const slopes = gradient(b, looped, [x])
    agree(slopes, gradient(b, plain, [x]))
    const [actual] = evaluate(slopes, feed)
    for (const [i, slope] of actual!.entries()) {
      const along = (value: number): number =>
        evaluateNumber(looped, [[x, point.map((old, k) => (k === i ? value : old))]])
      expect(slope).toBeWithinRelative(differentiateNumerically(along, point[i]!), 1e-8, 1e-10)
    }
  })

  test('has the tangent of its unrolled form', () => {
    const tangent = b.apply('iota', [], { shape: x.shape, axis: 0 })
    const seed = b.add(b.cast(tangent, 'f64'), b.constant(0.5))
    agree(jvp(b, [looped], [x], [seed]), jvp(b, [plain], [x], [seed]))
  })

  test('has the Hessian of its unrolled form', () => {
    agree([hessian(b, looped, x)], [hessian(b, plain, x)])
  })

  test('has the Hessian also as reverse mode over forward mode', () => {
    const seed = b.full(1, x.shape, 'f64')
    const rows = (y: Node): Node[] => gradient(b, jvp(b, [y], [x], [seed])[0]!, [x])
    agree(rows(looped), rows(plain))
  })
})

describe('repeat', () => {
  test('gives equal nodes for equal bodies, also when traced inside another body', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const make = (): Node =>
      repeat(b, dim(3), [x], [], ([h]) => ({ carried: [b.mul(h!, b.sin(x))], collected: [] }))
        .carried[0]!
    const first = make()
    expect(make()).toBe(first)
    const nest = (): Node =>
      repeat(b, dim(2), [x], [], ([h]) => {
        const inner = repeat(b, dim(3), [h!], [], ([k]) => ({
          carried: [b.mul(k!, b.sin(x))],
          collected: [],
        }))
        return { carried: inner.carried, collected: [] }
      }).carried[0]!
    const nested = nest() as Node<'repeat'>
    expect(nest()).toBe(nested)
    const inner = bodyOf(nested).outputs[0] as Node<'repeat'>
    expect(bodyOf(inner)).toEqual(bodyOf(first as Node<'repeat'>))
  })

  test('computes outside what does not depend on the run', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const { carried } = repeat(b, dim(3), [x], [], ([h]) => ({
      carried: [b.mul(h!, b.exp(b.sin(x)))],
      collected: [],
    }))
    expect(carried[0]!.inputs).toEqual([x, b.exp(b.sin(x))])
  })

  test('carries values whose rows are counted at run time, also backwards', () => {
    const b = new Builder()
    const x = b.input('x', [{ name: 'n', size: 8, rows: true }, dim(2)], 'f64')
    const w = b.parameter('w', scalarShape, 'f64')
    const make = (loop: typeof repeat): Node => {
      const { carried } = loop(b, dim(3), [x], [], ([h]) => ({
        carried: [b.tanh(b.mul(h!, w))],
        collected: [],
      }))
      return total(b, carried[0]!)
    }
    const feed: Feed = [
      [x, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
      [w, [0.8]],
    ]
    const [looped, plain] = [repeat, unrolled].map((loop) => gradient(b, make(loop), [w, x]))
    const [actual, expected] = [evaluate(looped!, feed, 3), evaluate(plain!, feed, 3)]
    expect(actual[1]).toHaveLength(6)
    for (const [k, line] of actual.entries()) {
      for (const [i, value] of line.entries()) {
        expect(value).toBeWithinRelative(expected[k]![i]!, 1e-12)
      }
    }
  })

  test('runs no time at all when the count is zero', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const { carried, collected } = repeat(b, dim(0), [x], [], ([h]) => ({
      carried: [b.sin(h!)],
      collected: [h!],
    }))
    const slopes = gradient(b, carried[0]!, [x])
    expect(evaluate([...carried, ...collected, ...slopes], [[x, [2]]])).toEqual([[2], [], [1]])
  })

  test('refuses carried values that change their type and counts known at run time only', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const body = ([h]: readonly Node[]): RepeatResult => ({
      carried: [b.broadcastTo(h!, shapeOf(2))],
      collected: [],
    })
    expect(() => repeat(b, dim(2), [x], [], body)).toThrow(ShapeError)
    const nothing = (): RepeatResult => ({ carried: [], collected: [] })
    expect(() => repeat(b, dim(2), [x], [], nothing)).toThrow(/1 values are carried in and 0 out/)
    expect(() => repeat(b, { name: 'n', size: 2, rows: true }, [x], [], body)).toThrow(/fixed/)
  })
})
