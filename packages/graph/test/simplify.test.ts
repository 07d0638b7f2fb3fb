import { Source } from '@gradus/diagnostics'
import {
  Builder,
  bodyOf,
  gradient,
  isRegion,
  type Node,
  OriginBuilder,
  repeat,
  simplify,
  topologicalOrder,
} from '@gradus/graph'
import { dim, scalarShape, shapeOf } from '@gradus/ops'
import { countFirings, type Firing } from '@gradus/rewrite'
import { describe, expect, test } from 'vitest'
import { evaluate } from './evaluate.ts'

function opsOf(nodes: readonly Node[]): string[] {
  return topologicalOrder(nodes).map(({ op }) => op)
}

describe('simplify', () => {
  test('turns the derivative of a square into a multiple', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(3), 'f64')
    const total = b.apply('sum', [b.pow(x, b.constant(2))], { axes: [0] })
    const [slope] = simplify(b, gradient(b, total, [x]))
    expect(slope).toBe(b.mul(x, b.constant(2)))
  })

  test('makes matrix products of the gradient of least squares', () => {
    const b = new Builder()
    const points = b.input('X', [dim(10, 'n'), dim(3, 'k')], 'f64')
    const targets = b.input('y', [dim(10, 'n')], 'f64')
    const weights = b.parameter('w', [dim(3, 'k')], 'f64')
    const fit = b.apply('contract', [points, weights], { left: [0, 1], right: [1], out: [0] })
    const error = b.sub(fit, targets)
    const loss = b.div(b.apply('sum', [b.mul(error, error)], { axes: [0] }), b.constant(10))
    const slopes = simplify(b, gradient(b, loss, [weights]))
    expect(opsOf(slopes).filter((op) => op === 'contract')).toHaveLength(2)
    expect(opsOf(slopes)).not.toContain('transpose')
  })

  test('scales the gradient of a mean after the contraction, not before', () => {
    const b = new Builder()
    const points = b.input('X', [dim(10, 'n'), dim(3, 'k')], 'f64')
    const rate = b.input('rate', scalarShape, 'f64')
    const weights = b.parameter('w', [dim(3, 'k')], 'f64')
    const fit = b.tanh(
      b.apply('contract', [points, weights], { left: [0, 1], right: [1], out: [0] }),
    )
    const loss = b.mul(b.apply('sum', [b.mul(fit, fit)], { axes: [0] }), rate)
    const [slope] = simplify(b, gradient(b, loss, [weights]))
    const large = topologicalOrder([slope!]).filter(({ shape }) => shape.length > 0)
    const scaled = large.filter(({ inputs }) => inputs.includes(rate))
    expect(scaled.map(({ shape }) => shape[0]!.name)).toEqual(['k'])
  })

  test('makes sums of contractions with ones', () => {
    const b = new Builder()
    const points = b.input('X', shapeOf(10, 3), 'f64')
    const ones = b.full(1, shapeOf(10), 'f64')
    const spec = { left: [0], right: [0, 1], out: [1] }
    const [total] = simplify(b, [b.apply('contract', [ones, points], spec)])
    expect(total).toBe(b.apply('sum', [points], { axes: [0] }))
  })

  test('lets a loop and its gradient share one forward run', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const { carried } = repeat(b, dim(20), [x], [], ([h]) => ({
      carried: [b.sigmoid(h!)],
      collected: [b.exp(h!)],
    }))
    const nodes = [carried[0]!, ...gradient(b, carried[0]!, [x])]
    const simple = simplify(b, nodes)
    const bodies = (roots: readonly Node[]): Set<string> =>
      new Set(
        topologicalOrder(roots)
          .filter(isRegion)
          .map((node) => bodyOf(node).key),
      )
    expect(bodies(nodes).size).toBe(3)
    expect(bodies(simple).size).toBe(2)
    const [before, after] = [evaluate(nodes, [[x, [0.3]]]), evaluate(simple, [[x, [0.3]]])]
    expect(after).toEqual(before)
  })

  test('collects nothing that is not used', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const { collected } = repeat(b, dim(3), [x], [], ([h]) => ({
      carried: [b.sin(h!)],
      collected: [b.exp(h!), b.cos(h!)],
    }))
    const [node] = simplify(b, [collected[1]!]) as [Node<'repeat'>]
    expect(bodyOf(node).outputs.map(({ op }) => op)).toEqual(['sin', 'cos'])
    expect(evaluate([node], [[x, [1]]])).toEqual(evaluate([collected[1]!], [[x, [1]]]))
  })

  test('hides no NaN behind a product with zero', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    const [product] = simplify(b, [b.mul(x, b.constant(0))])
    expect(evaluate([product!], [[x, [Number.NaN]]])).toEqual([[Number.NaN]])
  })

  test('gives new nodes the origins of what they replace', () => {
    const b = new OriginBuilder()
    const source = new Source('model.gd', 'log(1 + x)')
    const origin = [{ source, span: { start: 0, end: 10 } }]
    const x = b.input('x', scalarShape, 'f64')
    const made = b.withOrigin(origin, () => b.log(b.add(b.constant(1), x)))
    const [simple] = simplify(b, [made])
    expect(simple).toBe(b.log1p(x))
    expect(b.originsOf(simple!)).toEqual([origin])
  })

  test('tells which rules fired and stops at its budget', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    let y: Node = x
    for (let i = 0; i < 5; i++) y = b.neg(b.sin(b.neg(y)))
    const firings: Firing<Node>[] = []
    const trace = (firing: Firing<Node>): void => void firings.push(firing)
    simplify(b, [y], { trace })
    expect(countFirings(firings)).toEqual(
      new Map([
        ['negate-twice', 5],
        ['sine-of-negative', 5],
      ]),
    )
    firings.length = 0
    simplify(b, [y], { trace, budget: 3 })
    expect(firings).toHaveLength(3)
  })

  test('takes chains of 50,000 ops', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    let y: Node = x
    for (let i = 0; i < 25_000; i++) y = b.sin(b.add(y, b.constant(0)))
    expect(opsOf(simplify(b, [y])).filter((op) => op === 'add')).toEqual([])
  })
})
