import { Builder, gradient, hessian, jacobian, jvp, type Node, vjp } from '@gradus/graph'
import { dim, scalarShape, shapeOf } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { evaluate, type Feed } from './evaluate.ts'

const at = (b: Builder, x: Node, i: number): Node =>
  b.apply('reshape', [b.apply('slice', [x], { axis: 0, start: i, size: 1 })], {
    shape: scalarShape,
  })

/** (1 - x)² + 100 (y - x²)², of Rosenbrock. */
function rosenbrock(b: Builder, point: Node): Node {
  const [x, y] = [at(b, point, 0), at(b, point, 1)]
  const valley = b.sub(y, b.mul(x, x))
  const slope = b.sub(b.constant(1), x)
  return b.add(b.mul(slope, slope), b.mul(b.constant(100), b.mul(valley, valley)))
}

describe('gradient', () => {
  test('is what calculus gives for Rosenbrock, and so is the Hessian', () => {
    const b = new Builder()
    const point = b.input('x', shapeOf(2), 'f64')
    const value = rosenbrock(b, point)
    const feed: Feed = [[point, [-1.2, 1]]]
    const [slope] = evaluate(gradient(b, value, [point]), feed)
    expect(slope![0]).toBeWithinRelative(-215.6, 1e-14)
    expect(slope![1]).toBeWithinRelative(-88, 1e-14)
    const [matrix] = evaluate([hessian(b, value, point)], feed)
    for (const [i, entry] of [1330, 480, 480, 200].entries()) {
      expect(matrix![i]).toBeWithinRelative(entry, 1e-13)
    }
  })

  test('is zero, in the right shape, for what does not reach the output', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const other = b.input('other', shapeOf(2), 'f32')
    const [slope] = gradient(b, b.sin(x), [other])
    expect([slope!.dtype, slope!.shape]).toEqual(['f32', shapeOf(2)])
    expect(evaluate([slope!])).toEqual([[0, 0]])
  })

  test('can be taken with respect to a value in the middle of a graph', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const middle = b.mul(x, x)
    const slopes = gradient(b, b.exp(middle), [middle, x])
    const [byMiddle, byX] = evaluate(slopes, [[x, [0.5]]])
    expect(byMiddle![0]).toBeWithinRelative(Math.exp(0.25), 1e-14)
    expect(byX![0]).toBeWithinRelative(Math.exp(0.25), 1e-14)
  })

  test('adds up over all paths, and over rows that are known at run time', () => {
    const b = new Builder()
    const x = b.input('x', [{ name: 'n', size: 8, rows: true }], 'f64')
    const w = b.parameter('w', scalarShape, 'f64')
    const loss = b.apply('sum', [b.mul(b.mul(x, w), b.add(x, w))], { axes: [0] })
    const [slope] = evaluate(
      gradient(b, loss, [w]),
      [
        [x, [1, 2, 3]],
        [w, [2]],
      ],
      3,
    )
    expect(slope).toEqual([14 + 2 * 2 * 6])
  })

  test('stops where it is told to', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const slopes = gradient(b, b.mul(x, b.stop_gradient(x)), [x])
    expect(evaluate(slopes, [[x, [3]]])).toEqual([[3]])
  })

  test('of a vector is refused', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(2), 'f64')
    expect(() => gradient(b, x, [x])).toThrow(/not a single number/)
  })

  test('goes through chains of 20,000 ops', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    let y: Node = x
    for (let i = 0; i < 20_000; i++) y = b.add(y, x)
    expect(evaluate(gradient(b, y, [x]), [[x, [1]]])).toEqual([[20_001]])
    expect(evaluate(jvp(b, [y], [x], [b.constant(1)]), [[x, [1]]])).toEqual([[20_001]])
  })
})

describe('jacobian', () => {
  test.each([
    ['tall', 3, 2],
    ['wide', 2, 3],
    ['a single row', 1, 3],
  ])('of a linear map is its matrix (%s)', (_, m, n) => {
    const b = new Builder()
    const entries = Array.from({ length: m * n }, (_, i) => i + 1)
    const a = b.input('A', [dim(m), dim(n)], 'f64')
    const x = b.input('x', shapeOf(n), 'f64')
    const y = b.apply('contract', [a, x], { left: [0, 1], right: [1], out: [0] })
    const matrix = jacobian(b, y, x)
    expect(matrix.shape.map(({ size }) => size)).toEqual([m, n])
    expect(
      evaluate(
        [matrix],
        [
          [a, entries],
          [x, new Array<number>(n).fill(1)],
        ],
      ),
    ).toEqual([entries])
  })
})

test('reverse mode is linear in the seed', () => {
  const b = new Builder()
  const x = b.input('x', shapeOf(2), 'f64')
  const y = b.exp(b.sin(x))
  const [p, q] = [b.input('p', shapeOf(2), 'f64'), b.input('q', shapeOf(2), 'f64')]
  const sum = vjp(b, [y], [b.add(b.mul(p, b.constant(2)), q)], [x])
  const parts = [vjp(b, [y], [p], [x])[0]!, vjp(b, [y], [q], [x])[0]!]
  const feed: Feed = [
    [x, [0.3, -1]],
    [p, [1, -2]],
    [q, [0.5, 4]],
  ]
  const [whole, first, second] = evaluate([sum[0]!, ...parts], feed)
  for (const [i, value] of whole!.entries()) {
    expect(value).toBeWithinRelative(2 * first![i]! + second![i]!, 1e-14)
  }
})
