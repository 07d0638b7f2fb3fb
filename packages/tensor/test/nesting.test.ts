import {
  add,
  arange,
  checkpoint,
  compile,
  cos,
  customGradient,
  exp,
  eye,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  matmul,
  mul,
  pow,
  repeat,
  scan,
  sin,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
} from '@gradus/tensor'
import { describe, expect, test } from 'vitest'

type Map = (x: Tensor) => Tensor

const cube: Map = (x) => mul(x, mul(x, x))
const cubes: Map = (x) => sum(cube(x))
/** sin, whose derivative is said to be twice what it is. */
const louder = customGradient(
  (x: Tensor) => sin(x),
  (cotangent, x) => mul(cotangent, mul(2, cos(x))),
)
/** a xₙ for xₙ₊₁ = sin(a xₙ), three times, from 1. */
const orbit: Map = (a) => repeat(3, (x: Tensor) => sin(mul(a, x)), tensor(1))
const unrolled: Map = (a) => sin(mul(a, sin(mul(a, sin(a)))))
/** The products of all numbers up to each, summed: its slopes reach through all runs. */
const products: Map = (x) =>
  sum(scan((c: Tensor, one: Tensor) => [mul(c, one), mul(c, one)], tensor(1), x)[1])

/** What is computed at x, and what is has to be by hand; both are functions of x. */
const derivatives: [title: string, found: Map, expected: Map][] = [
  ['grad of vmap of grad', grad((x) => sum(vmap(grad(cube))(x))), (x) => mul(6, x)],
  [
    'grad of vmap of grad of vmap of grad',
    grad((x) => sum(vmap(grad((y) => sum(vmap(grad(cube))(mul(y, tensor([1, 2]))))))(x))),
    () => tensor([30, 30, 30]),
  ],
  ['third derivatives', (x) => vmap(grad(grad(grad(sin))))(x), (x) => cos(x).neg()],
  ['third derivatives of a sum', grad((x) => sum(hvp(cubes)(x, x))), (x) => mul(12, x)],
  [
    'the Jacobian of a Hessian',
    (x) => sum(jacobian(hessian(cubes))(x), [1, 2]),
    () => tensor([6, 6, 6]),
  ],
  [
    'vmap of jacobian',
    (x) => vmap(jacobian((y: Tensor) => mul(y, tensor([1, 2]))))(x),
    (x) => add(mul(x, 0).reshape([3, 1]), tensor([[1, 2]])),
  ],
  ['jacobian of vmap', (x) => jacobian(vmap(cube))(x), (x) => mul(eye(3), mul(3, mul(x, x)))],
  [
    'the Hessian of a compiled function',
    (x) => hessian(compile(cubes))(x),
    (x) => mul(eye(3), mul(6, x)),
  ],
  ['jvp of grad', (x) => jvp(grad(cubes))(x, x)[1], (x) => mul(6, mul(x, x))],
  ['grad of jvp', grad((x) => sum(jvp(cubes)(x, x)[1])), (x) => mul(9, mul(x, x))],
  ['grad of vjp', grad((x) => sum(vjp(cube)(x)[1](x)[0]!)), (x) => mul(9, mul(x, x))],
  ['vmap of vjp', vmap((x: Tensor) => vjp(cube)(x)[1](2)[0]!), (x) => mul(6, mul(x, x))],
  ['grad of linearize', grad((x) => sum(linearize(cube)(x)[1](x))), (x) => mul(9, mul(x, x))],
  [
    'grad of a value and its gradient',
    grad((x) => {
      const [value, slope] = valueAndGrad(cubes)(x)
      return add(value, sum(slope))
    }),
    (x) => add(mul(3, mul(x, x)), mul(6, x)),
  ],
  ['grad of repeat', vmap(grad(orbit)), vmap(grad(unrolled))],
  ['second derivatives of repeat', vmap(grad(grad(orbit))), vmap(grad(grad(unrolled)))],
  ['third derivatives of repeat', vmap(grad(grad(grad(orbit)))), vmap(grad(grad(grad(unrolled))))],
  [
    'grad of scan',
    grad(products),
    (x) => {
      const [a, b, c] = [x.at(0), x.at(1), x.at(2)]
      return tensor([1, 0, 0])
        .add(mul(tensor([1, 0, 0]), b))
        .add(mul(tensor([0, 1, 0]), a))
        .add(mul(tensor([1, 0, 0]), mul(b, c)))
        .add(mul(tensor([0, 1, 0]), mul(a, c)))
        .add(mul(tensor([0, 0, 1]), mul(a, b)))
    },
  ],
  [
    'the Hessian of scan',
    hessian(products),
    (x) => {
      const [a, b, c] = [x.at(0).item(), x.at(1).item(), x.at(2).item()]
      return tensor([
        [0, 1 + c, b],
        [1 + c, 0, a],
        [b, a, 0],
      ])
    },
  ],
  [
    'the Hessian through a checkpoint',
    (x) => hessian((y) => sum(checkpoint(cube)(sin(y))))(x),
    (x) => hessian((y) => cubes(sin(y)))(x),
  ],
  [
    'grad of vmap of a checkpoint in a scan',
    grad((x) =>
      sum(
        vmap(
          (one: Tensor) =>
            scan(
              (c: Tensor, s: Tensor) => [checkpoint((d: Tensor) => sin(mul(d, s)))(c), c],
              one,
              tensor([1, 2]),
            )[0],
        )(x),
      ),
    ),
    (x) => mul(cos(mul(2, sin(x))), mul(2, cos(x))),
  ],
  ['a custom gradient in vmap', vmap(grad(louder)), (x) => mul(2, cos(x))],
  ['a custom gradient twice', vmap(grad(grad(louder))), (x) => mul(-2, sin(x))],
  [
    'a custom gradient in jvp of grad',
    (x) => jvp(grad((y: Tensor) => sum(louder(y))))([x], [x])[1],
    (x) => mul(-2, mul(sin(x), x)),
  ],
  [
    'a custom gradient in scan',
    grad((x) => scan((c: Tensor, one: Tensor) => [add(c, louder(one)), null], tensor(0), x)[0]),
    (x) => mul(2, cos(x)),
  ],
  [
    'jvp through a loop with a condition',
    (x) =>
      jvp((y: Tensor) =>
        whileLoop(
          (one: Tensor) => sum(one).lt(20),
          (one) => mul(2, one),
          y,
        ),
      )(x, x)[1],
    (x) => mul(8, x),
  ],
  [
    'the gradient of a gradient descent',
    grad((x) => {
      const loss = (w: Tensor): Tensor => sum(mul(0.5, pow(w.sub(x), 2)))
      return sum(repeat(5, (w: Tensor) => w.sub(mul(0.5, grad(loss)(w))), mul(0, x)))
    }),
    (x) => add(mul(0, x), 1 - 0.5 ** 5),
  ],
  [
    'the Jacobian of a solution by repeat',
    (x) => jacobian((y) => repeat(40, (z: Tensor) => mul(0.5, add(z, y.div(z))), add(y, 1)))(x),
    (x) => mul(eye(3), mul(0.5, x.rsqrt())),
  ],
  [
    'grad of a product with a batch of Jacobians',
    grad((x) =>
      sum(matmul(vmap(jacobian((y: Tensor) => mul(y, arange(2))))(exp(x)), tensor([1, 1]))),
    ),
    (x) => mul(0, x),
  ],
]

describe('transformations nest:', () => {
  const x = tensor([0.5, 1.25, 1.5])

  test.each(derivatives)('%s', (_, found, expected) => {
    const [actual, due] = [found(x), expected(x)]
    expect(actual.shape).toEqual(due.shape)
    for (const [i, value] of due.data().entries()) {
      expect(actual.data()[i]).toBeWithinRelative(value, 1e-12, 1e-13)
    }
    expect([...compile(found, { deterministic: true })(x).data()]).toEqual([...actual.data()])
  })
})
