import {
  add,
  argmin,
  attention,
  checkGradient,
  cholesky,
  compile,
  concat,
  conv2d,
  crossEntropy,
  einsum,
  gather,
  grad,
  hvp,
  inverse,
  jacobian,
  jvp,
  layerNorm,
  MemoryError,
  matmul,
  maximum,
  maxPool,
  meanSquaredError,
  oneHot,
  ones,
  outer,
  random,
  scan,
  sin,
  solve,
  split,
  stack,
  sum,
  type Tensor,
  take,
  tensor,
  tile,
  topK,
  vjp,
  vmap,
  where,
  zeros,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

/** Ones whose shape the type checker does not know, so that it lets mistakes through. */
function some(...sizes: number[]): Tensor {
  return ones(sizes)
}

const x = some(2, 3)
const y = some(4, 5)
const i32 = { dtype: 'i32' } as const

const shapeMistakes: [message: string, mistake: () => unknown][] = [
  [
    'jvp: the direction has a tensor at `0.b` where `0.a` is due',
    () => jvp((p: { a: Tensor }) => sum(p.a))({ a: x }, { b: x } as never),
  ],
  [
    'vjp: the direction has a tensor at `0.v` where `0.u` is due',
    () => vjp((one: Tensor) => ({ u: one }))(x)[1]({ v: x } as never),
  ],
  [
    'vmap: argument 1.b is f64[], which has no axis 0 for the batch; see `inAxes`',
    () => vmap((p: { a: Tensor; b: Tensor }) => p.a.mul(p.b))({ a: x, b: 1 }),
  ],
  [
    'crossEntropy: argument 2 has label 7, and there are 3 classes',
    () => crossEntropy(x, tensor([0, 7], i32)),
  ],
  [
    'add: shapes do not broadcast: argument 1 is f64[2, 3], argument 2 is f64[4, 5]; axis -2 has sizes 2 and 4',
    () => add(x, y),
  ],
  [
    'mul: shapes do not broadcast: argument 1 is f64[2, 3], argument 2 is f64[2]; axis -1 has sizes 3 and 2',
    () => x.mul(some(2)),
  ],
  [
    'where: shapes do not broadcast: argument 1 is bool[2, 3], argument 2 is f64[4, 5], argument 3 is f64[]; axis -2 has sizes 2 and 4',
    () => where(x.gt(0), y, 1),
  ],
  [
    'matmul: argument 1 is f64[2, 3], argument 2 is f64[4, 5]: the last axis of the first has size 3, the second to last axis of the second 4',
    () => matmul(x, y),
  ],
  [
    'matmul: takes vectors and matrices: argument 1 is f64[2, 3], argument 2 is f64[]',
    () => matmul(x, some()),
  ],
  [
    'matmul: shapes do not broadcast: argument 1 is f64[2, 3, 4], argument 2 is f64[3, 4, 5]; axis -3 has sizes 2 and 3',
    () => matmul(some(2, 3, 4), some(3, 4, 5)),
  ],
  [
    'einsum: "j" in "ij,jk->ik" has sizes 3 and 4: argument 1 is f64[2, 3], argument 2 is f64[4, 5]',
    () => einsum('ij,jk->ik', x, y),
  ],
  ['einsum: "ijk" in "ijk->i" does not label argument 1, f64[2, 3]', () => einsum('ijk->i', x)],
  ['reshape: f64[2, 3] has 6 elements and does not fill [-1, 4]', () => x.reshape([-1, 4])],
  ['transpose: [0] is no order of the axes of [2, 3]', () => x.transpose([0])],
  ['sum: axis 2 is not an axis of a tensor of rank 2: axes are -2 to 1', () => x.sum(2)],
  ['sum: axis 0 is given twice', () => x.sum([0, -2])],
  ['squeeze: axis 0 of f64[2, 3] has size 2, not 1', () => x.squeeze(0)],
  [
    'concat: argument 2 is f64[4, 5], which does not continue f64[2, 3] along axis 0',
    () => concat([x, y]),
  ],
  ['stack: there is nothing to stack', () => stack([])],
  ['split: axis 1 of size 3 cannot be cut into 2 parts', () => split(x, 2, 1)],
  ['at: 2 is outside axis 0 of [2, 3], which has size 2', () => x.at(2)],
  ['take: position 5 is outside axis 0 of f64[2, 3]', () => take(x, [5])],
  ['topK: axis 1 of [2, 3] has no 5 elements', () => topK(x, 5)],
  [
    'conv2d: the input and the filter have 4 axes each, not [2, 3] and [1, 1, 2, 2]',
    () => conv2d(x, some(1, 1, 2, 2)),
  ],
  [
    'conv2d: the filter has 2 channels where 3 are due, in [1, 3, 8, 8] and [4, 2, 3, 3]',
    () => conv2d(some(1, 3, 8, 8), some(4, 2, 3, 3)),
  ],
  [
    'maxPool: takes [batch, channels, length] or [batch, channels, height, width], not [2, 3]',
    () => maxPool(x, 2),
  ],
  [
    'crossEntropy: argument 2 has shape [3], and [2] is due',
    () => crossEntropy(x, tensor([0, 1, 2], i32)),
  ],
  [
    'attention: takes [..., queries, width], [..., keys, width] and [..., keys, out]: argument 1 is f64[4, 8], argument 2 is f64[4, 7], argument 3 is f64[4, 8]',
    () => attention(some(4, 8), some(4, 7), some(4, 8)),
  ],
  [
    'layerNorm: argument 1 is f64[2, 3], which scale f64[2] does not fit',
    () => layerNorm(x, { scale: some(2) }),
  ],
  [
    'maximum: shapes do not broadcast: argument 1 is f64[2, 3], argument 2 is f64[4, 5]; axis -2 has sizes 2 and 4',
    () => maximum(x, y),
  ],
  [
    'argmin: axis NaN is not an axis of a tensor of rank 2: axes are -2 to 1',
    () => argmin(x, Number.NaN),
  ],
  [
    'meanSquaredError: argument 1 is f64[2, 3], argument 2 is f64[4, 5]: in sub: shapes do not broadcast: argument 1 is f64[2, 3], argument 2 is f64[4, 5]; axis -2 has sizes 2 and 4',
    () => meanSquaredError(x, y),
  ],
  ['hvp: tensor 1 of the direction is f64[4, 5], and f64[2, 3] is due', () => hvp(sum)(x, y)],
  ['cholesky: takes square matrices, not f64[2, 3]', () => cholesky(x)],
  ['inverse: takes square matrices, not f64[2, 3]', () => inverse(x)],
  [
    'solve: argument 1 is f64[3, 3], argument 2 is f64[2]: a right-hand side has a row for each column',
    () => solve(some(3, 3), some(2)),
  ],
  ['zeros: [-1] is no shape: sizes are whole numbers from 0 on', () => zeros([-1])],
  ['normal: [-2] is no shape: sizes are whole numbers from 0 on', () => random.key(0).normal([-2])],
  ['permutation: a single number has no order', () => random.key(0).permutation(tensor(3))],
  [
    'grad: the function returned f64[2, 3], not a single float; sum it up, or take `jacobian`',
    () => grad((one) => one)(x),
  ],
  [
    'jvp: tensor 1 of the direction is f64[4, 5], and f64[2, 3] is due',
    () => jvp((one: Tensor) => one)(x, y),
  ],
  [
    'vmap: argument 2 is f64[4, 5] with a batch of 4 along axis 0, where earlier ones have 2',
    () => vmap((a: Tensor, b: Tensor) => add(a, b))(x, y),
  ],
  [
    'scan: the carry was f64[2] and became f64[4]',
    () => scan((carry: Tensor, one: Tensor) => [concat([carry, carry]), one], some(2), x),
  ],
  [
    'matmul: argument 1 is f64[2, 3], argument 2 is f64[4, 5]: the last axis of the first has size 3, the second to last axis of the second 4',
    () => compile((a: Tensor, b: Tensor) => matmul(a, b))(x, y),
  ],
]

/** A tree that no walk comes to the end of. */
function endless(): { parts: unknown[] } {
  const tree: { parts: unknown[] } = { parts: [x] }
  tree.parts.push(tree)
  return tree
}

const otherMistakes: [message: string, mistake: () => unknown][] = [
  [
    'sum: axis Symbol(a) is not an axis of a tensor of rank 2: axes are -2 to 1',
    () => sum(x, Symbol('a') as never),
  ],
  ['slice: 0.5 is no position', () => x.slice(0.5)],
  [
    'checkGradient: argument 2 has to be the array of arguments',
    () => checkGradient(sin, x as never),
  ],
  [
    'a tree holds itself, as `0.parts.1`',
    () => compile((tree: { parts: unknown[] }) => tree.parts[0])(endless() as never),
  ],
  [
    'add: argument 2 is undefined, not a tensor or a number',
    () => (x.add as (...others: Tensor[]) => Tensor)(),
  ],
  ['gather: positions are i32, not f64; see `cast`', () => gather(x, tensor([0.5]))],
  [
    'crossEntropy: labels are i32 positions of classes, not f64; see `cast`',
    () => crossEntropy(x, tensor([0, 1])),
  ],
  [
    'grad: argument 1 is i32[1], and only floats have derivatives; choose other arguments by `argnums`, or convert it by `cast`',
    () => grad((one) => sum(one))(tensor([1], i32)),
  ],
  [
    'add: argument 1 is an array, not a tensor or a number',
    () => add([1, 2] as never as Tensor, 3),
  ],
  [
    'sin: argument 1 is undefined, not a tensor or a number',
    () => sin(undefined as never as Tensor),
  ],
  ['grad: argument 1 is undefined, not a function', () => grad(undefined as never)],
  ['split: axis 0 of size 2 cannot be cut into 1000000000 parts', () => split(x, 1e9)],
  ['oneHot: [-1] is no shape: sizes are whole numbers from 0 on', () => oneHot([0], -1)],
  [
    'tensor: f16 is no dtype: there are f64, f32, i32, bool',
    () => tensor([1], { dtype: 'f16' as never }),
  ],
  ['split: -1 is no number of keys; there may be 1048576', () => random.key(0).split(-1)],
  ['item: there are 6 elements, not one; take one by `at`', () => x.item()],
  ['a f64[2, 3] is no number; add tensors by `add` and so on', () => Number(x)],
]

describe('a mistake', () => {
  test.each(shapeMistakes)('in shapes says: %s', (message, mistake) => {
    expect(mistake).toThrow(expect.objectContaining({ name: 'ShapeError', message }))
  })

  test.each(otherMistakes)('says: %s', (message, mistake) => {
    expect(mistake).toThrow(expect.objectContaining({ message }))
  })
})

describe('more memory than there is', () => {
  const requests: [what: string, needed: string, request: () => unknown][] = [
    ['a new tensor', '3.2 GB', () => zeros([20_000, 20_000])],
    ['a result', '3.2 GB', () => outer(some(20_000), some(20_000))],
    ['broadcasting', '3.2 GB', () => add(some(20_000, 1), some(1, 20_000))],
    ['copies', '19.2 GB', () => tile(x, [20_000, 20_000])],
    ['a Jacobian', '3.2 GB', () => jacobian((one) => sin(one))(some(20_000))],
    ['random numbers', '3.2 GB', () => random.key(0).normal([20_000, 20_000])],
  ]

  test.each(requests)('is refused with a number: %s', (_, needed, request) => {
    expect(request).toThrow(MemoryError)
    expect(request).toThrow(`out of memory: needs ${needed}, has 1.99 GB (E0805)`)
  })
})
