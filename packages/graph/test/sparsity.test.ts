import {
  Builder,
  bringRegions,
  colorColumns,
  findSparsity,
  interpret,
  jacobian,
  type Node,
  repeat,
} from '@gradus/graph'
import { dim, elementCount, isFloat } from '@gradus/ops'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'

bringRegions()

/** A pattern as text, a line for each row. */
function draw(output: Node, source: Node, b: Builder): string[] {
  const { rows, columns, pattern } = findSparsity(b, output, source)!
  return Array.from({ length: rows }, (_, row) =>
    [...pattern.subarray(row * columns, (row + 1) * columns)].map((x) => (x ? 'x' : '.')).join(''),
  )
}

describe('the sparsity of a Jacobian', () => {
  test('is found through elementwise ops, slices and padding', () => {
    const b = new Builder()
    const x = b.input('x', [dim(4)], 'f64')
    const next = b.apply('slice', [x], { axis: 0, start: 1, size: 3 })
    const own = b.apply('slice', [x], { axis: 0, start: 0, size: 3 })
    expect(draw(b.mul(next, b.sin(own)), x, b)).toEqual(['xx..', '.xx.', '..xx'])
    const back = b.apply('pad', [next], { axis: 0, before: 1, after: 0 })
    expect(draw(back, x, b)).toEqual(['....', '.x..', '..x.', '...x'])
  })

  test('is found through sums, products of matrices and scattered updates', () => {
    const b = new Builder()
    const x = b.input('x', [dim(2), dim(2)], 'f64')
    expect(draw(b.apply('sum', [x], { axes: [1] }), x, b)).toEqual(['xx..', '..xx'])
    const times = b.apply('contract', [x, x], { left: [0, 1], right: [1, 2], out: [0, 2] })
    expect(draw(times, x, b)).toEqual(['xxx.', 'xx.x', 'x.xx', '.xxx'])
    const position = b.apply('iota', [], { shape: [dim(2)], axis: 0 })
    const moved = b.apply('scatter_add', [x, position], { rows: dim(3) })
    expect(draw(moved, x, b)).toEqual(['x...', '.x..', '..x.', '...x', '....', '....'])
  })

  test('does not go through positions and comparisons', () => {
    const b = new Builder()
    const x = b.input('x', [dim(2)], 'f64')
    const isPositive = b.gt(x, b.constant(0))
    const step = b.select(isPositive, b.full(1, x.shape, 'f64'), b.full(2, x.shape, 'f64'))
    expect(draw(step, x, b)).toEqual(['..', '..'])
  })

  test('is full for loops', () => {
    const b = new Builder()
    const x = b.input('x', [dim(2)], 'f64')
    const { carried } = repeat(b, dim(3), [x], [], ([state]) => ({
      carried: [b.sin(state!)],
      collected: [],
    }))
    expect(draw(carried[0]!, x, b)).toEqual(['xx', 'xx'])
  })

  test('holds every entry that is not zero, in random graphs', () => {
    for (let seed = 0; seed < 60; seed++) {
      const b = new Builder()
      const graph = randomGraph(b, new Random(2000 + seed), { size: 20, isSmooth: true })
      for (const output of graph.outputs.filter(({ dtype }) => isFloat(dtype))) {
        for (const source of graph.inputs.filter(({ dtype }) => isFloat(dtype))) {
          expectCovered(b, output, source, graph.values)
        }
      }
    }
  })
})

type Values = Parameters<typeof interpret>[1]['values']

function expectCovered(b: Builder, output: Node, source: Node, values: Values): void {
  const [m, n] = [elementCount(output.shape), elementCount(source.shape)]
  if (m === 0 || n === 0) return
  const known = new Map([...values].filter(([input]) => input !== source))
  const { pattern } = findSparsity(b, output, source, known)!
  const flat = b.apply('reshape', [output], { shape: [dim(m)] })
  const { data } = interpret([jacobian(b, flat, source)], { values })[0]!
  data.forEach((entry, i) => {
    if (entry !== 0) expect(pattern[i]).toBe(1)
  })
}

describe('colours', () => {
  test('are shared by columns without a common row', () => {
    const pattern = (lines: readonly string[]): Uint8Array =>
      Uint8Array.from(lines.join(''), (letter) => Number(letter === 'x'))
    const arrow = { rows: 3, columns: 3, pattern: pattern(['x.x', '.xx', '..x']) }
    expect(colorColumns(arrow)).toEqual([0, 0, 1])
    const banded = { rows: 4, columns: 4, pattern: pattern(['xx..', 'xxx.', '.xxx', '..xx']) }
    expect(colorColumns(banded)).toEqual([0, 1, 2, 0])
  })
})
