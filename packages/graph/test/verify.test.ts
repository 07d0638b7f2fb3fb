import { Builder, bringRegions, invariants, type Node, repeat, verify } from '@gradus/graph'
import { dim, scalarShape, shapeOf } from '@gradus/ops'
import { expect, test } from 'vitest'

bringRegions()

const b = new Builder()
const x = b.input('x', shapeOf(3), 'f64')
const y = b.sin(x)

function looped(): Node<'repeat'> {
  const s = b.input('s', scalarShape, 'f64')
  const { carried } = repeat(b, dim(2), [s], [], ([state]) => ({
    carried: [b.sin(state!)],
    collected: [],
  }))
  return carried[0] as Node<'repeat'>
}

function withBody(change: object): Node {
  const node = looped()
  const body = { ...node.attributes.body, ...change }
  return { ...node, attributes: { ...node.attributes, body } }
}

const broken: readonly (readonly [invariant: string, node: Node])[] = [
  ['ids-increase', { ...y, id: 0 }],
  ['arity', { ...y, inputs: [x, x] }],
  ['type', { ...y, shape: shapeOf(4) }],
  ['type', { ...y, dtype: 'i32' }],
  ['constants-are-representable', b.constant(0.5, 'i32')],
  ['bodies', withBody({ outputs: [x] })],
  ['bodies', withBody({ inputTypes: [{ shape: shapeOf(3), dtype: 'f64' }] })],
]

test.each(broken)('a breach of %s is found', (invariant, node) => {
  expect(verify([node]).map((each) => each.invariant)).toContain(invariant)
})

test('every invariant has a breach among these, and sound graphs have none', () => {
  const tried = new Set(broken.map(([name]) => name))
  expect([...tried].sort()).toEqual(invariants.map(({ name }) => name).sort())
  expect(verify([y, looped()])).toEqual([])
})
