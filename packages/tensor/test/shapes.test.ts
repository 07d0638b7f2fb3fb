import {
  and,
  arange,
  concat,
  diag,
  einsum,
  eye,
  full,
  linspace,
  matmul,
  moveAxis,
  norm,
  ones,
  outer,
  random,
  reverse,
  roll,
  ShapeError,
  sort,
  split,
  stack,
  std,
  type Tensor,
  take,
  tensor,
  tile,
  topK,
  trace,
  tril,
  triu,
  variance,
  zeros,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

const cube = arange(24).reshape([2, 3, 4])

describe('a tensor', () => {
  test('is made of numbers, nested arrays and typed arrays', () => {
    expect(tensor(3).shape).toEqual([])
    expect(tensor([[1], [2]]).shape).toEqual([2, 1])
    expect(tensor([[], []]).shape).toEqual([2, 0])
    expect(tensor([true, false]).dtype).toBe('bool')
    expect(tensor(new Float32Array(2)).dtype).toBe('f32')
    expect(tensor(new Uint8Array([1, 255])).toArray()).toEqual([1, 255])
    expect(tensor(new Uint32Array([4294967295])).toArray()).toEqual([4294967295])
    expect(tensor([1, 2, 3, 4], { shape: [2, 2], dtype: 'i32' }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    const data = new Float64Array([1, 2])
    expect(tensor(data).data()).toBe(data)
  })

  test('becomes another dtype in one way, whatever it is made of', () => {
    const numbers = [2.7, -2.7, 3e9, -3e9, Number.NaN, Number.POSITIVE_INFINITY]
    for (const dtype of ['i32', 'bool', 'f32'] as const) {
      const expected = tensor(numbers).cast(dtype).toArray()
      expect(tensor(numbers, { dtype }).toArray()).toEqual(expected)
      expect(tensor(Float64Array.from(numbers), { dtype }).toArray()).toEqual(expected)
      const alone = numbers.map((one) => full([], one, { dtype }).toArray())
      expect(alone).toEqual(expected)
    }
    expect(arange(0, 4e9, 3e9, { dtype: 'i32' }).toArray()).toEqual([0, 2 ** 31 - 1])
    expect(and(tensor([true]), Number.NaN).toArray()).toEqual([true])
  })

  test('keeps fractions of half precision', () => {
    // Not every engine has the array.
    const half = new Float32Array([0.5, 3.75])
    Object.defineProperty(half, Symbol.toStringTag, { value: 'Float16Array' })
    expect(tensor(half as never)).toMatchObject({ dtype: 'f32' })
    expect(tensor(half as never).toArray()).toEqual([0.5, 3.75])
  })

  test('goes to nested arrays and back', () => {
    for (const one of [cube, tensor([true, false]), tensor(5), zeros([2, 0, 3])]) {
      expect(tensor(one.toArray(), { shape: one.shape }).toArray()).toEqual(one.toArray())
    }
  })

  test('is not made of ragged arrays or other things', () => {
    expect(() => tensor([[1, 2], [3]] as never)).toThrow(ShapeError)
    expect(() => tensor([1, [2]] as never)).toThrow('numbers and arrays are mixed')
    expect(() => tensor(['a'] as never)).toThrow('a (string) is neither number nor boolean')
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(
      'tensor: f64[3] has 3 elements and does not fill [2, 2]',
    )
    expect(() => zeros([-1])).toThrow('no shape')
  })

  test('has one number for JavaScript, if any', () => {
    expect(+tensor(3) + 1).toBe(4)
    expect(`${tensor([1, 2])}`).toBe('[1. 2.]')
    expect(() => +tensor([1, 2])).toThrow('is no number')
    expect(() => tensor([1, 2]).item()).toThrow('2 elements, not one')
  })

  test('is filled in usual ways', () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2])
    expect(arange(5, 0, -2).toArray()).toEqual([5, 3, 1])
    expect(arange(0, 1, 0.1).shape).toEqual([10])
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(linspace(2, 9, 1).toArray()).toEqual([2])
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ])
    expect(full([2], true).dtype).toBe('bool')
  })
})

describe('parts', () => {
  test('are taken by positions, ranges and tensors of positions', () => {
    expect(cube.at(1, -1, 0).item()).toBe(20)
    expect(cube.at(0, [1, 3]).toArray()).toEqual([
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ])
    expect(cube.at(0, 0, [undefined, undefined, 2]).toArray()).toEqual([0, 2])
    expect(cube.at(0, 0, [undefined, undefined, -1]).toArray()).toEqual([3, 2, 1, 0])
    expect(cube.at(0, 0, [-2]).toArray()).toEqual([2, 3])
    expect(cube.at(undefined, 0, 0).toArray()).toEqual([0, 12])
    const rows = tensor([[2, 0]], { dtype: 'i32' })
    expect(cube.at(0, rows, 1).toArray()).toEqual([[9, 1]])
    expect(cube.slice(1, undefined, 2).shape).toEqual([2, 3, 3])
  })

  test('outside are refused', () => {
    expect(() => cube.at(2)).toThrow('2 is outside axis 0 of [2, 3, 4]')
    expect(() => cube.at(0, 0, 0, 0)).toThrow('4 indices')
    expect(() => take(cube, [3], 1)).toThrow('position 3 is outside axis 1')
    expect(take(cube, [-1], 1).at(0, 0, 0).item()).toBe(8)
  })
})

describe('movements', () => {
  test('join and cut', () => {
    const [a, b] = split(cube, 2, 2)
    expect(a.shape).toEqual([2, 3, 2])
    expect(concat([a, b], 2).toArray()).toEqual(cube.toArray())
    expect(split(cube, [1, 2], 1).map(({ shape }) => shape[1])).toEqual([1, 2])
    expect(stack([tensor([1, 2]), tensor([3, 4])], 1).toArray()).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(stack([1, tensor(2, { dtype: 'f32' })]).dtype).toBe('f32')
    expect(() => split(cube, 2, 1)).toThrow('cannot be cut')
    expect(() => concat([zeros([2, 1]), zeros([3, 1])], 1)).toThrow('argument 2 is f64[3, 1]')
    expect(() => stack([zeros([2]), zeros([3])])).toThrow(ShapeError)
  })

  test('turn and repeat', () => {
    expect(cube.T.shape).toEqual([4, 3, 2])
    expect(cube.transpose([1, 0, 2]).at(2, 1, 3).item()).toBe(23)
    expect(moveAxis(cube, 0, -1).shape).toEqual([3, 4, 2])
    expect(reverse(tensor([1, 2, 3])).toArray()).toEqual([3, 2, 1])
    expect(roll(arange(5), 2).toArray()).toEqual([3, 4, 0, 1, 2])
    expect(roll(arange(5), -1).toArray()).toEqual([1, 2, 3, 4, 0])
    expect(tile(tensor([[1, 2]]), [2, 2]).toArray()).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ])
    expect(tile(tensor([1, 2]), [2, 1]).shape).toEqual([2, 2])
    expect(cube.reshape([4, -1]).shape).toEqual([4, 6])
    expect(zeros([1, 2, 1]).squeeze().shape).toEqual([2])
    expect(zeros([2]).expandDims(-1).shape).toEqual([2, 1])
    expect(() => cube.squeeze(0)).toThrow('has size 2, not 1')
    expect(() => cube.transpose([0, 0, 1])).toThrow('no order of the axes')
    expect(() => cube.sum(3)).toThrow('axis 3 is not an axis of a tensor of rank 3')
  })

  test('keep triangles and diagonals', () => {
    const square = arange(9).reshape([3, 3])
    expect(tril(square).toArray()).toEqual([
      [0, 0, 0],
      [3, 4, 0],
      [6, 7, 8],
    ])
    expect(triu(square, 1).sum().item()).toBe(1 + 2 + 5)
    expect(diag(square).toArray()).toEqual([0, 4, 8])
    expect(diag(tensor([1, 2])).toArray()).toEqual([
      [1, 0],
      [0, 2],
    ])
    expect(trace(square).item()).toBe(12)
  })
})

describe('reductions', () => {
  test('take an axis, several, or options, and keep axes where told', () => {
    expect(cube.sum().item()).toBe(276)
    expect(cube.sum(0).shape).toEqual([3, 4])
    expect(cube.sum([0, -1], true).shape).toEqual([1, 3, 1])
    expect(cube.mean({ axis: 1, keepDims: true }).shape).toEqual([2, 1, 4])
    expect(cube.max(2).toArray()).toEqual([
      [3, 7, 11],
      [15, 19, 23],
    ])
    expect(cube.min().item()).toBe(0)
    expect(cube.argmax().item()).toBe(23)
    expect(cube.argmin(1, true).shape).toEqual([2, 1, 4])
    expect(tensor([3, 1, 3]).argmax().item()).toBe(0)
    expect(tensor([true, true, false]).sum().item()).toBe(2)
    expect(() => cube.sum([1, 1])).toThrow('axis 1 is given twice')
    expect(() => zeros([0]).max()).toThrow('has no elements')
  })

  test('are right for integers at their limits', () => {
    const least = -(2 ** 31)
    expect(tensor([5, least], { dtype: 'i32' }).min().item()).toBe(least)
    expect(tensor([5, least], { dtype: 'i32' }).argmin().item()).toBe(1)
  })

  test('measure spread and size', () => {
    expect(variance(tensor([1, 2, 3, 4])).item()).toBe(1.25)
    expect(variance(tensor([1, 2, 3, 4]), { correction: 1 }).item()).toBeCloseTo(5 / 3, 14)
    expect(std(tensor([[1, 3]]), { axis: 1 }).toArray()).toEqual([1])
    expect(norm(tensor([3, -4])).item()).toBe(5)
    expect(norm(tensor([3, -4]), { order: 1 }).item()).toBe(7)
    expect(norm(tensor([3, -4]), { order: Infinity }).item()).toBe(4)
  })
})

describe('products', () => {
  const [a, b] = [random.key(0).normal([2, 3]), random.key(1).normal([3, 4])]

  test('of matrices and vectors follow NumPy', () => {
    expect(matmul(a, b).shape).toEqual([2, 4])
    expect(matmul(tensor([1, 2, 3]), tensor([1, 1, 1])).item()).toBe(6)
    expect(matmul(ones([5, 1, 2, 3]) as Tensor, ones([7, 3, 4])).shape).toEqual([5, 7, 2, 4])
    expect(outer(tensor([1, 2]), tensor([3, 4])).toArray()).toEqual([
      [3, 4],
      [6, 8],
    ])
    expect(() => matmul(a as Tensor, a)).toThrow(
      'matmul: argument 1 is f64[2, 3], argument 2 is f64[2, 3]: the last axis of the first has size 3, the second to last axis of the second 2',
    )
    expect(() => matmul(tensor(1) as Tensor, a)).toThrow('takes vectors and matrices')
  })

  test('by einsum are sums of products over labels', () => {
    const same = (left: Tensor, right: Tensor): void =>
      expect(left.sub(right).abs().max().item()).toBeLessThan(1e-12)
    same(einsum('ij,jk', a, b), matmul(a, b))
    same(einsum('ij,jk->ki', a, b), matmul(a, b).T)
    same(einsum('ij,jk,kl->il', a, b, b.T), matmul(matmul(a, b), b.T))
    same(einsum('ij->', a), a.sum())
    same(einsum('ij->j', a), a.sum(0))
    same(einsum('ji', a), a.T)
    same(einsum('ii', matmul(a, a.T)), trace(matmul(a, a.T)))
    same(einsum('...ij,...jk', ones([5, 2, 3]).mul(a), b), ones([5, 1, 1]).mul(matmul(a, b)))
    same(einsum('i...,i...->...', b, b), b.mul(b).sum(0))
    same(einsum('bhqd,bhkd->bhqk', ones([2, 3, 4, 5]), ones([2, 3, 6, 5])), full([2, 3, 4, 6], 5))
    expect(einsum('ij,ij->ij', tensor([[1, 2]]), tensor([[3, 4]])).toArray()).toEqual([[3, 8]])
  })

  test('by einsum say what does not fit', () => {
    expect(() => einsum('ij,jk->ik', a, a)).toThrow('"j" in "ij,jk->ik" has sizes 3 and 2')
    expect(() => einsum('ij->ij', a, b)).toThrow('1 terms for 2 operands')
    expect(() => einsum('ijk->i', a)).toThrow('"ijk" in "ijk->i" does not label argument 1')
    expect(() => einsum('ij->ik', a)).toThrow('labels after "->"')
    expect(() => einsum('i1->i', a)).toThrow('"1" in "i1->i" is no label')
  })
})

describe('orders', () => {
  test('sort lines and find the greatest', () => {
    const x = tensor([
      [3, 1, 2],
      [7, 9, 9],
    ])
    expect(sort(x).toArray()).toEqual([
      [1, 2, 3],
      [7, 9, 9],
    ])
    expect(sort(x, 0, { descending: true }).at(0).toArray()).toEqual([7, 9, 9])
    const { values, indices } = topK(x, 2)
    expect(values.toArray()).toEqual([
      [3, 2],
      [9, 9],
    ])
    expect(indices.toArray()).toEqual([
      [0, 2],
      [1, 2],
    ])
    expect(() => topK(x, 4)).toThrow('has no 4 elements')
  })
})
