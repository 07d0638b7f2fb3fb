import {
  Builder,
  cholesky,
  choleskySolve,
  det,
  eigh,
  gradient,
  inverse,
  jvp,
  logdet,
  lu,
  type Node,
  qr,
  slogdet,
  solve,
  svd,
  topologicalOrder,
  vectorize,
  verify,
  vjp,
} from '@gradus/graph'
import { elementCount, isFloat, type OpName, type Shape, ShapeError, shapeOf } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import { differentiateNumerically, evaluate, type Feed } from './evaluate.ts'

/** A function of matrices and what it is applied to; entries are drawn around `base`. */
interface Case {
  readonly name: string
  readonly shapes: readonly Shape[]
  readonly make: (b: Builder, inputs: readonly Node[]) => readonly Node[]
  /** Multiples of this on the diagonal keep matrices far from singular; 3 unless given. */
  readonly diagonal?: number
}

const [square, batch] = [shapeOf(3, 3), shapeOf(2, 2, 2)]

const cases: readonly Case[] = [
  ...[square, batch, shapeOf(1, 1)].flatMap((shape): Case[] => [
    { name: 'cholesky op', shapes: [shape], make: (b, [a]) => [b.apply('cholesky', [a!], {})] },
    { name: 'cholesky', shapes: [shape], make: (b, [a]) => [cholesky(b, a!)] },
    { name: 'lu op', shapes: [shape], diagonal: 0, make: (b, [a]) => [b.apply('lu', [a!], {})] },
    {
      name: 'lu',
      shapes: [shape],
      diagonal: 0,
      make: (b, [a]) => {
        const { l, u } = lu(b, a!)
        return [l, u]
      },
    },
    { name: 'inverse', shapes: [shape], diagonal: 0, make: (b, [a]) => [inverse(b, a!)] },
    { name: 'det', shapes: [shape], diagonal: 0, make: (b, [a]) => [det(b, a!)] },
    { name: 'slogdet', shapes: [shape], diagonal: 0, make: (b, [a]) => [slogdet(b, a!).logAbs] },
    { name: 'logdet', shapes: [shape], make: (b, [a]) => [logdet(b, a!)] },
    {
      name: 'solve with columns',
      shapes: [shape, [...shape.slice(0, -1), ...shapeOf(2)]],
      diagonal: 0,
      make: (b, [a, x]) => [solve(b, a!, x!)],
    },
    {
      name: 'solve with a vector',
      shapes: [shape, shape.slice(0, -1)],
      make: (b, [a, x]) => [solve(b, a!, x!)],
    },
    {
      name: 'solve with the transpose',
      shapes: [shape, shape.slice(0, -1)],
      make: (b, [a, x]) => [
        b.apply('solve', [a!, b.apply('lu', [a!], {}), x!], { transposed: true }),
      ],
    },
    {
      name: 'solve with a positive definite matrix',
      shapes: [shape, shape],
      make: (b, [a, x]) => [choleskySolve(b, cholesky(b, a!), x!)],
    },
    {
      name: 'triangular solve',
      shapes: [shape, shape.slice(0, -1)],
      make: (b, [a, x]) =>
        [0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
          const attributes = { lower: i < 4, transposed: i % 4 < 2, unit: i % 2 === 0 }
          return b.apply('triangular_solve', [a!, x!], attributes)
        }),
    },
    { name: 'eigh op', shapes: [shape], make: (b, [a]) => [b.apply('eigh', [a!], {})] },
    {
      name: 'eigh',
      shapes: [shape],
      make: (b, [a]) => {
        const { values, vectors } = eigh(b, a!)
        return [values, vectors]
      },
    },
  ]),
  ...[square, shapeOf(4, 2), shapeOf(2, 3, 2), shapeOf(1, 1)].map(
    (shape): Case => ({
      name: 'qr op',
      shapes: [shape],
      make: (b, [a]) => [b.apply('qr', [a!], {})],
    }),
  ),
  ...[square, shapeOf(4, 2), shapeOf(2, 4), shapeOf(2, 3, 2), shapeOf(2, 2, 3)].flatMap(
    (shape): Case[] => [
      {
        name: 'qr',
        shapes: [shape],
        make: (b, [a]) => {
          const { q, r } = qr(b, a!)
          return [q, r]
        },
      },
      { name: 'svd op', shapes: [shape], make: (b, [a]) => [b.apply('svd', [a!], {})] },
      {
        name: 'svd',
        shapes: [shape],
        make: (b, [a]) => {
          const { u, s, v } = svd(b, a!)
          return [u, s, v]
        },
      },
    ],
  ),
]

/** Entries of a matrix or a vector, with a diagonal that grows from row to row. */
function draw(random: Random, shape: Shape, diagonal: number): number[] {
  const data = Array.from(random.normals(elementCount(shape)))
  if (shape.length < 2) return data
  const [m, n] = [shape.at(-2)!.size, shape.at(-1)!.size]
  return data.map((x, i) => {
    const [row, column] = [Math.floor(i / n) % m, i % n]
    return x + (row === column ? diagonal * (row + 1) : 0)
  })
}

/** A weighted sum of all outputs, so that no part of a cotangent is special. */
function weigh(b: Builder, outputs: readonly Node[]): Node {
  const parts = outputs.map((x, i) => {
    const position = b.apply('iota', [], {
      shape: [{ name: '', size: elementCount(x.shape) }],
      axis: 0,
    })
    const weights = b.cos(b.add(b.cast(position, x.dtype), b.constant(i + 0.3)))
    const line = b.apply('reshape', [x], { shape: position.shape })
    return b.apply('sum', [b.mul(line, weights)], { axes: [0] })
  })
  return parts.reduce((sum, part) => b.add(sum, part))
}

function inner(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  return a.reduce((sum, line, i) => line.reduce((s, x, j) => s + x * b[i]![j]!, sum), 0)
}

describe('derivatives of linear algebra', () => {
  test.each(cases)(
    '$name of $shapes.0: forward mode, reverse mode and differences agree, twice',
    ({ shapes, make, diagonal = 3 }) => {
      const random = new Random(shapes.length + 10 * shapes[0]!.length)
      const b = new Builder()
      const inputs = shapes.map((shape, i) => b.input(`x${i}`, shape, 'f64'))
      const moves = shapes.map((shape, i) => b.input(`direction ${i}`, shape, 'f64'))
      const outputs = make(b, inputs)
      const objective = weigh(b, outputs)
      const slopes = gradient(b, objective, inputs)
      const [slope] = jvp(b, [objective], inputs, moves)
      const curved = jvp(b, slopes, inputs, moves)
      const backward = vjp(b, slopes, moves, inputs)
      expect(verify([...slopes, slope!, ...curved])).toEqual([])

      const at = shapes.map((shape) => draw(random, shape, diagonal))
      const toward = shapes.map((shape) => draw(random, shape, 0))
      const feedAt = (t: number): Feed => [
        ...inputs.map((x, i) => [x, at[i]!.map((v, j) => v + t * toward[i]![j]!)] as const),
        ...moves.map((x, i) => [x, toward[i]!] as const),
      ]
      const along = (t: number): number => evaluate([objective], feedAt(t))[0]![0]!
      const [forward] = evaluate([slope!], feedAt(0))
      const gradients = evaluate(slopes, feedAt(0))
      expect(inner(gradients, toward)).toBeWithinRelative(forward![0]!, 1e-10, 1e-10)
      expect(forward![0]!).toBeWithinRelative(differentiateNumerically(along, 0), 1e-6, 1e-6)

      const slopeAlong = (t: number): number => inner(evaluate(slopes, feedAt(t)), toward)
      const curvature = inner(evaluate(curved, feedAt(0)), toward)
      const scale = inner(gradients, gradients) ** 0.5
      expect(curvature).toBeWithinRelative(
        differentiateNumerically(slopeAlong, 0),
        1e-5,
        1e-5 * scale,
      )
      expect(inner(evaluate(backward, feedAt(0)), toward)).toBeWithinRelative(
        curvature,
        1e-9,
        1e-9 * scale,
      )
    },
  )

  test('the factor is made once, for values and gradients', () => {
    const count = (op: OpName, make: (b: Builder, a: Node, x: Node) => Node): number => {
      const b = new Builder()
      const [a, x] = [b.input('a', square, 'f64'), b.input('x', shapeOf(3), 'f64')]
      const objective = weigh(b, [make(b, a, x)])
      const nodes = topologicalOrder([objective, ...gradient(b, objective, [a, x])])
      return nodes.filter((node) => node.op === op).length
    }
    expect(count('lu', solve)).toBe(1)
    expect(count('lu', (b, a) => inverse(b, a))).toBe(1)
    expect(count('lu', (b, a) => b.add(logdet(b, a), det(b, a)))).toBe(1)
    expect(count('cholesky', (b, a, x) => choleskySolve(b, cholesky(b, a), x))).toBe(1)
    expect(count('eigh', (b, a) => eigh(b, a).values)).toBe(1)
    expect(count('svd', (b, a) => svd(b, a).s)).toBe(1)
  })
})

describe('where derivatives are not defined', () => {
  const b = new Builder()
  const a = b.input('a', square, 'f64')
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  const slopesOf = (x: Node, at: readonly number[] = identity): number[] =>
    evaluate(gradient(b, weigh(b, [x]), [a]), [[a, at]])[0]!

  test('values that are equal have the gradient of what treats them alike', () => {
    const total = (x: Node): Node => b.apply('sum', [b.exp(x)], { axes: [0] })
    const trace = identity.map((x) => x * Math.E * Math.cos(0.3))
    for (const [x, scale] of [
      [total(eigh(b, a).values), 1],
      [total(svd(b, a).s), 1],
    ] as const) {
      slopesOf(x).forEach((slope, i) => {
        expect(slope).toBeWithinRelative(trace[i]! * scale, 1e-14, 1e-14)
      })
    }
  })

  test('vectors of values that are equal have none', () => {
    expect(slopesOf(eigh(b, a).vectors).some((x) => !Number.isFinite(x))).toBe(true)
    expect(slopesOf(svd(b, a).u).some((x) => !Number.isFinite(x))).toBe(true)
  })

  test('singular matrices have NaN as the gradient of their determinants', () => {
    const ones = identity.map(() => 1)
    expect(evaluate([det(b, a), slogdet(b, a).logAbs, slogdet(b, a).sign], [[a, ones]])).toEqual([
      [0],
      [Number.NEGATIVE_INFINITY],
      [0],
    ])
    expect(slopesOf(det(b, a), ones).every(Number.isNaN)).toBe(true)
    expect(evaluate([inverse(b, a)], [[a, ones]])[0]!.every(Number.isNaN)).toBe(true)
  })
})

describe('composites', () => {
  const b = new Builder()
  const a = b.input('a', square, 'f64')
  const feed: Feed = [[a, [2, 1, 1, 4, -6, 0, -2, 7, 2]]]

  test('the factors of LU give the rows in their order', () => {
    const { order, l, u } = lu(b, a)
    const rows = b.apply('gather', [a, order], {})
    const product = b.apply('contract', [l, u], { left: [0, 1], right: [1, 2], out: [0, 2] })
    const [permuted, multiplied, below] = evaluate([rows, product, l], feed)
    expect(order.dtype).toBe('i32')
    expect(multiplied).toEqual(permuted)
    expect([below![0], below![4], below![8], below![1], below![2], below![5]]).toEqual([
      1, 1, 1, 0, 0, 0,
    ])
  })

  test('determinants of whole numbers are whole, and large ones do not overflow', () => {
    expect(evaluate([det(b, a)], feed)[0]![0]).toBeCloseTo(-16, 12)
    const wide = b.input('wide', shapeOf(2, 2), 'f64')
    const at = (scale: number): number[] =>
      evaluate(
        [det(b, wide), slogdet(b, wide).logAbs, logdet(b, wide)],
        [[wide, [0, scale, -scale, 0]]],
      ).flat()
    expect(at(3)[0]).toBe(9)
    for (const log of at(3).slice(1)) expect(log).toBeWithinUlps(Math.log(9), 2)
    expect(at(1e300)[0]).toBe(Number.POSITIVE_INFINITY)
    expect(at(1e300)[1]).toBeCloseTo(600 * Math.LN10, 9)
    expect(at(1e-160)[0]).toBeWithinRelative(1e-320, 1e-3)
    expect(at(1e-300)[2]).toBeCloseTo(-600 * Math.LN10, 9)
  })

  test('shapes that do not fit are said with the name of the op', () => {
    const wide = b.input('flat', shapeOf(2, 3), 'f64')
    const line = b.input('line', shapeOf(2), 'f64')
    expect(() => cholesky(b, wide)).toThrow(ShapeError)
    expect(() => solve(b, wide, line)).toThrow('solve: shapes [2, 3] and [2] do not fit')
    expect(() => solve(b, a, line)).toThrow('solve: shapes [3, 3] and [4, 3] and [2] do not fit')
    expect(() => logdet(b, wide)).toThrow('logdet: shapes [2, 3] do not fit')
    expect(() => b.apply('lu', [wide], {})).toThrow('lu: [2, 3] is not square')
    expect(() => b.apply('qr', [wide], {})).toThrow(/qr: \[2, 3\] has fewer rows than columns/)
  })
})

describe('batches', () => {
  test.each(cases.filter(({ shapes }) => shapes[0]!.length === 2))(
    '$name of $shapes.0 over a batch is that of each element',
    ({ shapes, make, diagonal = 3 }) => {
      const random = new Random(5)
      const b = new Builder()
      const inputs = shapes.map((shape, i) => b.input(`x${i}`, shape, 'f64'))
      const batches = shapes.map((shape, i) =>
        b.input(`batch ${i}`, [...shapeOf(4), ...shape], 'f64'),
      )
      const elements = shapes.map((shape) =>
        Array.from({ length: 4 }, () => draw(random, shape, diagonal)),
      )
      const outputs = make(b, inputs).filter(({ dtype }) => isFloat(dtype))
      // All inputs batched, then each alone.
      const choices = [
        inputs.map(() => true),
        ...inputs.map((_, i) => inputs.map((_, j) => i === j)),
      ]
      for (const isBatched of choices) {
        const chosen = inputs.flatMap((_, i) => (isBatched[i] ? [i] : []))
        const whole = vectorize(
          b,
          outputs,
          chosen.map((i) => inputs[i]!),
          chosen.map((i) => batches[i]!),
          4,
        ).map(({ node }) => node)
        const given: Feed = [
          ...inputs.map((x, i) => [x, elements[i]![0]!] as const),
          ...batches.map((x, i) => [x, elements[i]!.flat()] as const),
        ]
        const actual = evaluate(whole, given)
        for (let k = 0; k < 4; k++) {
          const one: Feed = inputs.map((x, i) => [x, elements[i]![isBatched[i] ? k : 0]!])
          evaluate(outputs, one).forEach((values, i) => {
            const width = values.length
            const part = actual[i]!.slice(k * width, (k + 1) * width)
            if (outputs[i]!.dtype === 'f64') expect(part).toEqual(values)
          })
        }
      }
    },
  )
})
