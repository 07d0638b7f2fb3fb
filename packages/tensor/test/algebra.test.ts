import { describe, expect, it } from 'vitest'
import { tensorAlgebra as $, flattenTree, grad, tensor, unflattenTree } from '../src/index.ts'

describe('the algebra of tensors', () => {
  it('computes at once, and is traced where its arguments are', () => {
    const cube = (x: ReturnType<typeof tensor>) => $.mul(x, $.mul(x, x))
    expect(cube(tensor(2)).item()).toBe(8)
    expect(grad(cube)(tensor(2)).item()).toBe(12)
  })

  it('applies any op with its attributes and tells types', () => {
    const sum = $.apply(
      'sum',
      [
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ],
      { axes: [0] },
    )
    expect(sum.toArray()).toEqual([4, 6])
    expect($.typeOf(sum).dtype).toBe('f64')
  })
})

describe('trees', () => {
  it('are put together again with other leaves', () => {
    const { leaves, structure } = flattenTree({ b: [1, tensor(2)], a: 3 })
    expect(leaves).toHaveLength(3)
    expect(unflattenTree(structure, ['x', 'y', 'z'])).toEqual({ a: 'x', b: ['y', 'z'] })
  })
})
