import { Builder, interpret, type Node } from '@gradus/graph'
import { dim, ShapeError, shapeOf } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { evaluate } from './evaluate.ts'

describe('interpret', () => {
  test('runs at the run-time count of rows', () => {
    const b = new Builder()
    const x = b.input('x', [{ name: 'n', size: 8, rows: true }, dim(2)], 'f64')
    const sum = b.apply('sum', [x], { axes: [0] })
    const count = b.apply('extent', [], { capacity: 8, dtype: 'f64' })
    const mean = b.div(sum, count)
    expect(evaluate([mean, x], [[x, [1, 2, 3, 4]]], 2)).toEqual([
      [2, 3],
      [1, 2, 3, 4],
    ])
  })

  test('refuses values of another length, and graphs that nothing was fed to', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(3), 'f64')
    const values = new Map([[x as Node, Float64Array.of(1, 2)]])
    expect(() => interpret([x], { values })).toThrow(ShapeError)
    expect(() => interpret([x], { values: new Map() })).toThrow(/nothing was fed/)
  })

  test('shows every value in order, so that the first NaN can be found', () => {
    const b = new Builder()
    const x = b.input('x', shapeOf(1), 'f64')
    const root = b.sqrt(x)
    const seen: Node[] = []
    const values = new Map([[x as Node, Float64Array.of(-1)]])
    interpret([b.exp(root)], {
      values,
      onValue: (node, { data }) => {
        if (data.some(Number.isNaN)) seen.push(node)
      },
    })
    expect(seen).toEqual([root, b.exp(root)])
  })
})
