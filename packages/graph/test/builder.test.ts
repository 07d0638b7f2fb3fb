import { Source } from '@gradus/diagnostics'
import { Builder, constantUnder, type Origin, OriginBuilder } from '@gradus/graph'
import { DTypeError, dim, ShapeError, scalarShape, shapeOf } from '@gradus/ops'
import { describe, expect, test } from 'vitest'

const rows = { name: 'n', size: 8, rows: true } as const

describe('Builder', () => {
  test('gives the same object for equal nodes', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(3), 'f64')
    expect(b.add(x, b.sin(x))).toBe(b.add(x, b.sin(x)))
    expect(b.apply('sum', [x], { axes: [0] })).toBe(b.apply('sum', [x], { axes: [0] }))
    expect(b.input('y', shapeOf(3), 'f64')).not.toBe(x)
    expect(b.constant(0)).not.toBe(b.constant(-0))
    expect(b.constant(Number.NaN)).toBe(b.constant(Number.NaN))
  })

  test('tells dims apart by size, name and run-time count', () => {
    const b = new Builder()
    const shapes = [[dim(8)], [dim(8, 'n')], [rows], [dim(9)]]
    expect(new Set(shapes.map((shape) => b.input('x', shape, 'f64'))).size).toBe(4)
  })

  test('gives ids in the order of making, starting at 0 in every builder', () => {
    const b = new Builder()
    const x = b.input('x', scalarShape, 'f64')
    expect([x.id, b.sin(x).id, b.sin(x).id, b.size]).toEqual([0, 1, 1, 2])
    expect(new Builder().constant(1).id).toBe(0)
  })

  test('repeats single numbers over the shape that they meet', () => {
    const b = new Builder()
    const x = b.input('x', [rows, dim(2)], 'f64')
    const s = b.input('s', scalarShape, 'f64')
    expect(b.mul(s, x).inputs[0]).toBe(b.broadcastTo(s, x.shape))
    expect(b.mul(s, x).shape).toEqual(x.shape)
    expect(() => b.add(x, b.input('y', shapeOf(2), 'f64'))).toThrow(ShapeError)
  })

  test('lets constants take the element type that they meet', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(2), 'f32')
    const i = b.input('i', shapeOf(2), 'i32')
    expect(b.add(x, b.constant(2)).dtype).toBe('f32')
    expect(b.add(b.full(2, shapeOf(2), 'f64'), x).dtype).toBe('f32')
    expect(b.lt(i, b.constant(2)).inputs[1]!.dtype).toBe('i32')
    const choice = b.select(b.gt(x, b.constant(0)), x, b.constant(1))
    expect(choice.inputs.map(({ dtype }) => dtype)).toEqual(['bool', 'f32', 'f32'])
    expect(() => b.add(x, b.input('y', shapeOf(2), 'f64'))).toThrow(DTypeError)
  })

  test('keeps the names of dims when only one side has them', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(3), 'f64')
    const y = b.input('y', [dim(3, 'n')], 'f64')
    expect(b.add(x, y).shape).toEqual([dim(3, 'n')])
  })

  test('refuses a wrong number of inputs', () => {
    const b = new Builder()
    expect(() => b.apply('sin', [], {})).toThrow(/sin: takes 1 inputs, not 0/)
  })

  test('keeps the origins of a node, the first one first', () => {
    const b = new OriginBuilder()
    const at = (start: number): Origin => [
      { source: new Source('m.gd', 'sin(x) + sin(x)'), span: { start, end: start + 6 } },
    ]
    const [first, second] = [at(0), at(9)]
    const x = b.input('x', scalarShape, 'f64')
    const y = b.withOrigin(first, () => b.sin(x))
    b.withOrigin(second, () => b.sin(x))
    b.withOrigin(second, () => b.sin(x))
    expect(b.originsOf(y)).toEqual([first, second])
    expect(b.originsOf(x)).toEqual([])
  })
})

describe('origins', () => {
  test('stay few where thousands of places make one node', () => {
    const b = new OriginBuilder()
    const source = new Source('m.gd', 'x')
    const origins = Array.from(
      { length: 5000 },
      (_, start): Origin => [{ source, span: { start, end: start + 1 } }],
    )
    for (const origin of origins) b.withOrigin(origin, () => b.constant(2))
    const kept = b.originsOf(b.constant(2))
    expect(kept[0]).toBe(origins[0])
    expect(kept.length).toBeLessThan(100)
  })
})

describe('constantUnder', () => {
  const b = new Builder()

  test('finds constants under repetition', () => {
    expect(constantUnder(b.full(3, shapeOf(2, 2), 'f64'))).toBe(b.constant(3))
  })

  test('finds none where other elements were added', () => {
    const padded = b.apply('pad', [b.full(3, shapeOf(2), 'f64')], { axis: 0, before: 1, after: 0 })
    const spread = b.apply('broadcast', [padded], { shape: shapeOf(2, 3), into: [1] })
    expect(constantUnder(spread)).toBeUndefined()
    const hot = b.apply('one_hot', [b.constant(1, 'i32')], { classes: dim(3), dtype: 'f64' })
    expect(
      constantUnder(b.apply('broadcast', [hot], { shape: shapeOf(2, 3), into: [1] })),
    ).toBeUndefined()
  })
})
