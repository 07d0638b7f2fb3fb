import { Builder, type Node } from '@gradus/graph'
import { allocate, type Dim, dim, type TypedArray } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { bits, exact, runCompiled, runInterpreted } from './run.ts'

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const order: T[] = []
  for (const item of items) order.splice(random.integer(0, order.length + 1), 0, item)
  return order
}

/** A contraction with up to three labels of each role, in any order, of views in any layout. */
function randomEinsum(b: Builder, random: Random, dtype: 'f32' | 'f64', rows: number | undefined) {
  const labels: { readonly in: string; readonly dim: Dim }[] = []
  for (const place of ['lro', 'lo', 'ro', 'lr']) {
    for (let i = random.integer(0, 4); i > 0; i--) {
      labels.push({ in: place, dim: dim(random.integer(1, 8)) })
    }
  }
  if (rows !== undefined) {
    labels[random.integer(0, labels.length + 1)] = {
      in: random.pick(['lro', 'lo', 'ro', 'lr']),
      dim: { name: 'n', size: 7, rows: true },
    }
  }
  const side = (letter: string): number[] =>
    shuffled(
      random,
      labels.flatMap((label, i) => (label.in.includes(letter) ? [i] : [])),
    )
  const values = new Map<Node, TypedArray>()
  const factor = (letter: string): { readonly node: Node; readonly labels: readonly number[] } => {
    const own = side(letter)
    const order = shuffled(random, [...own.keys()])
    const shape = order.map((_, axis) => labels[own[order.indexOf(axis)]!]!.dim)
    const input = b.input(letter, shape, dtype)
    const count = shape.reduce((n, { size, rows: isRows }) => n * (isRows ? rows! : size), 1)
    const data = allocate(dtype, count)
    data.set(random.normals(count))
    values.set(input, data)
    return { node: b.apply('transpose', [input], { order }), labels: own }
  }
  const [left, right] = [factor('l'), factor('r')]
  const spec = { left: left.labels, right: right.labels, out: side('o') }
  return { node: b.apply('contract', [left.node, right.node], spec), values }
}

describe.each(['f32', 'f64'] as const)('contractions of many axes in %s', (dtype) => {
  test.for(Array.from({ length: 80 }, (_, i) => i))(
    'have the bits of the reference (%i)',
    (seed) => {
      const random = new Random(900 + seed)
      const b = new Builder()
      const rows = seed % 3 === 0 ? random.integer(0, 8) : undefined
      const { node, values } = randomEinsum(b, random, dtype, rows)
      const expected = runInterpreted([node], values, rows).map(bits)
      expect(runCompiled(b, [node], values, rows, exact).map(bits)).toEqual(expected)
    },
  )
})
