// Checked by the type checker alone: a line that should not compile says so.
import {
  add,
  compile,
  concat,
  conv2d,
  expandDims,
  eye,
  full,
  grad,
  hessian,
  jacobian,
  linspace,
  matmul,
  max,
  mean,
  mul,
  ones,
  outer,
  prod,
  reshape,
  scan,
  sin,
  split,
  stack,
  sum,
  type Tensor,
  tensor,
  transpose,
  vmap,
  zeros,
} from '@gradus/tensor'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(..._: Equal<A, B> extends true ? [] : [found: A, expected: B]): void {}

declare const unknownSize: number
declare const unknownShape: number[]
const a = zeros([2, 3])
const b = ones([4, 5])
const row = full([3], 1)
const open = zeros(unknownShape)
const tall = zeros([unknownSize, 3])
const nested = tensor([
  [1, 2, 3],
  [4, 5, 6],
])

// Literal shapes are inferred.
same<typeof a, Tensor<[2, 3]>>()
same<typeof nested, Tensor<[2, 3]>>()
same<(typeof tall)['shape'], [number, 3]>()
const numbers: number[][] = [[1]]
same<ReturnType<typeof ofNumbers>['shape'], [number, number]>()
function ofNumbers() {
  return tensor(numbers)
}

// Elementwise shapes are broadcast.
const sums = [
  add(a, row),
  add(a, 1),
  a.add(row),
  a.add(2),
  mul(row, a),
  add(a, ones([2, 1])),
] as const
same<(typeof sums)[0], Tensor<[2, 3]>>()
same<(typeof sums)[1], Tensor<[2, 3]>>()
same<(typeof sums)[2], Tensor<[2, 3]>>()
same<(typeof sums)[3], Tensor<[2, 3]>>()
same<(typeof sums)[4], Tensor<[2, 3]>>()
same<(typeof sums)[5], Tensor<[2, 3]>>()
const kept = [sin(a), a.exp(), sin(1)] as const
same<(typeof kept)[0], Tensor<[2, 3]>>()
same<(typeof kept)[1], Tensor<[2, 3]>>()
same<(typeof kept)[2], Tensor<[]>>()
// @ts-expect-error [2, 3] and [4, 5] do not broadcast
add(a, b)
// @ts-expect-error [2, 3] and [4, 5] do not broadcast
a.add(b)

// Matrix products need equal inner sizes.
const product = matmul(a, ones([3, 7]))
same<typeof product, Tensor<[2, 7]>>()
const image = a.matmul(row)
same<typeof image, Tensor<[2]>>()
// @ts-expect-error [2, 3] and [4, 5] cannot be multiplied
matmul(a, b)
// @ts-expect-error [2, 3] and [4, 5] cannot be multiplied
a.matmul(b)
// @ts-expect-error [2, 3] and [2] cannot be multiplied
matmul(a, ones([2]))

// Movements know their results where they are simple.
const turned = [a.T, transpose(a), a.reshape([6]), reshape(a, [3, -1])] as const
same<(typeof turned)[0], Tensor<[3, 2]>>()
same<(typeof turned)[1], Tensor<[3, 2]>>()
same<(typeof turned)[2], Tensor<[6]>>()
same<(typeof turned)[3], Tensor>()

// Parts are as many as a literal says.
const thirds = split(b, 3, 1)
same<typeof thirds, [Tensor, Tensor, Tensor]>()
const uneven = split(b, [1, 3], 1)
same<typeof uneven, [Tensor, Tensor]>()
const parts = split(b, open.rank, 1)
same<typeof parts, Tensor[]>()

// Unknown shapes and sizes stay out of the way.
matmul(open, b)
matmul(b, open)
add(open, a)
add(tall, ones([4, 3]))
matmul(tall, ones([3, 4]))
const anything: Tensor[] = [a, b, open, tall, product]
function chain(x: Tensor, y: Tensor): Tensor {
  return add(x, matmul(x, y)).exp().add(1)
}
chain(a, anything[0]!)

// Transformations keep the arguments of functions.
const slope = grad((x) => mul(x, x))
slope(3)
same<ReturnType<typeof slope>, Tensor>()
interface Weights {
  readonly w: Tensor<[2, 3]>
  readonly b: Tensor<[]>
}
const loss = (p: Weights, x: Tensor): Tensor<[]> => sum(add(matmul(p.w, x), p.b)) as Tensor<[]>
const slopes = grad(loss)
same<ReturnType<typeof slopes>, Weights>()
slopes({ w: a, b: 0 }, open)
// @ts-expect-error the bias is missing
slopes({ w: a }, open)
const fast = compile(loss)
same<ReturnType<typeof fast>, Tensor<[]>>()
const batch = vmap((x: Tensor) => sin(x))
same<ReturnType<typeof batch>, Tensor>()

// What types know nothing about goes wherever a literal shape is due, and back.
let w = tensor([0, 0])
const error = (v: Tensor) =>
  mean(
    matmul(ones([3, 2]), v)
      .sub(ones([3]))
      .pow(2),
  )
w = w.sub(grad(error)(w).mul(0.1))
const untyped = grad((v, other) => sum(mul(v, other)))
compile((v, other) => mul(v, other))(w, 2).toArray()
w = untyped(w, open)
let hidden = zeros([4])
hidden = matmul(hidden, zeros([4, 4])).add(open)
let total = tensor(0)
for (const one of anything) total = total.add(sum(one))
open.shape.map((size) => size + 1)
const pair: Tensor<[number, number]> = ones([2, 3])
const wide: Tensor<readonly number[]> = pair
const columns: readonly number[] = open.shape
anything.push(wide.reshape(columns))

// Reductions drop axes, or keep them with size 1.
const cube = zeros([2, 3, 4])
same<ReturnType<typeof sumOfAll>, Tensor<[]>>()
function sumOfAll() {
  return sum(open)
}
const reduced = [
  sum(cube, 1),
  cube.mean(-1),
  max(cube, [0, -1]),
  prod(cube, [0, -1], true),
  cube.sum({ axis: 1, keepDims: true }),
  cube.argmax(0),
  mean(cube, undefined, true),
  sum(cube, unknownSize),
] as const
same<(typeof reduced)[0], Tensor<[2, 4]>>()
same<(typeof reduced)[1], Tensor<[2, 3]>>()
same<(typeof reduced)[2], Tensor<[3]>>()
same<(typeof reduced)[3], Tensor<[1, 3, 1]>>()
same<(typeof reduced)[4], Tensor<[2, 1, 4]>>()
same<(typeof reduced)[5], Tensor<[3, 4]>>()
same<(typeof reduced)[6], Tensor<[1, 1, 1]>>()
same<(typeof reduced)[7], Tensor>()

// Products of batches, and other orders of axes.
const moved = [
  matmul(zeros([5, 2, 3]), zeros([3, 4])),
  matmul(zeros([5, 1, 2, 3]), zeros([6, 3, 4])),
  transpose(cube, [2, 0, 1]),
  a.transpose([1, 0]),
  transpose(cube, unknownShape),
] as const
same<(typeof moved)[0], Tensor<[5, 2, 4]>>()
same<(typeof moved)[1], Tensor<[5, 6, 2, 4]>>()
same<(typeof moved)[2], Tensor<[4, 2, 3]>>()
same<(typeof moved)[3], Tensor<[3, 2]>>()
same<(typeof moved)[4], Tensor>()
// @ts-expect-error [2, 3] and [4, 3] cannot be multiplied
matmul(zeros([5, 2, 3]), zeros([5, 4, 3]))
// @ts-expect-error batches of 5 and 6
matmul(zeros([5, 2, 3]), zeros([6, 3, 4]))

// Derivatives have the shapes of results and arguments.
const ofMatrix = grad((v: Tensor<[3]>, m: Tensor<[2, 3]>) => sum(matmul(m, v)))
same<ReturnType<typeof ofMatrix>, Tensor<[3]>>()
// @ts-expect-error the matrix is missing
ofMatrix(row)
// @ts-expect-error [4] is no [3]
ofMatrix(zeros([4]), a)
const slopesOfProduct = jacobian((v: Tensor<[3]>) => matmul(a, v))
same<ReturnType<typeof slopesOfProduct>, Tensor<[2, 3]>>()
const curvature = hessian((p: { a: Tensor<[2]>; b: Tensor<[]> }) => sum(p.a).mul(p.b))
same<ReturnType<typeof curvature>['a']['b'], Tensor<[2]>>()
jacobian((x) => x.mul(2), { mode: 'forward' })(row).toArray()

// Batches have one more axis, and turns of a loop one less.
const scaled = vmap((v: Tensor<[3]>, by: Tensor<[]>) => v.mul(by))
const fives: Tensor<[5, 3]> = scaled(zeros([5, 3]), zeros([5]))
// @ts-expect-error there is no axis for the batch
scaled(zeros([3]), zeros([5]))
vmap((m, v) => matmul(m, v), { inAxes: [null, 0] })(a, fives).toArray()
const [last, all] = scan((c: Tensor<[]>, x: Tensor<[]>) => [c.add(x), c], tensor(0), zeros([5]))
same<typeof last, Tensor<[]>>()
all.toArray()

// What is made, joined, stacked and convolved has the sizes that are known before.
const made = [
  eye(3),
  eye(2, 4),
  linspace(0, 1, 5),
  stack([row, row]),
  stack([row, row], -1),
  expandDims(a, 0),
  outer(row, ones([2])),
] as const
same<(typeof made)[0], Tensor<[3, 3]>>()
same<(typeof made)[1], Tensor<[2, 4]>>()
same<(typeof made)[2], Tensor<[5]>>()
same<(typeof made)[3], Tensor<[2, 3]>>()
same<(typeof made)[4], Tensor<[3, 2]>>()
same<(typeof made)[5], Tensor<[1, 2, 3]>>()
same<(typeof made)[6], Tensor<[3, 2]>>()
const joined: Tensor<[6, 3]> = concat([a, zeros([4, 3])])
concat(anything, 1).toArray()
const features: Tensor<[2, 8, 3, 3]> = conv2d(zeros([2, 3, 5, 5]), zeros([8, 3, 3, 3]))
let square = zeros([2, 2])
square = eye(unknownSize)
// @ts-expect-error [3, 3] is no [2, 2]
square = eye(3)
// @ts-expect-error there are 8 features, not 4
const fewer: Tensor<[2, 4, 3, 3]> = conv2d(zeros([2, 3, 5, 5]), zeros([8, 3, 3, 3]))
// @ts-expect-error rows have 3 elements, not 4
const wider: Tensor<[6, 4]> = concat([a, zeros([4, 3])])
anything.push(joined, square, features, fewer, wider)
