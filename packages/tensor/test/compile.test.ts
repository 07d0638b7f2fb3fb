import {
  add,
  compile,
  exp,
  grad,
  hessian,
  jacobian,
  MemoryError,
  makeGraph,
  matmul,
  mean,
  mul,
  ones,
  pow,
  random,
  scan,
  sin,
  sum,
  type Tensor,
  tanh,
  tensor,
  valueAndGrad,
  vmap,
  where,
  zeros,
} from '@gradus/tensor'
import { describe, expect, test, vi } from 'vitest'

interface Weights {
  w1: Tensor
  b1: Tensor
  w2: Tensor
}

const key = random.key(1)
const weights: Weights = {
  w1: key.fold(0).normal([7, 16]),
  b1: zeros([16]),
  w2: key.fold(1).normal([16, 5]),
}
const x = key.fold(2).normal([33, 7])
const y = key.fold(3).normal([33, 5])

function loss(p: Weights, inputs: Tensor, targets: Tensor): Tensor {
  const hidden = tanh(add(matmul(inputs, p.w1), p.b1))
  return mean(pow(matmul(hidden, p.w2).sub(targets), 2))
}

function step(p: Weights, rate: Tensor): [Weights, Tensor] {
  const [value, slopes] = valueAndGrad(loss)(p, x, y)
  const move = (name: keyof Weights): Tensor => p[name].sub(slopes[name].mul(rate))
  return [{ w1: move('w1'), b1: move('b1'), w2: move('w2') }, value]
}

/** The bits of all elements. */
function bits({ w1, b1, w2 }: Weights): string[] {
  return [w1, b1, w2].flatMap((one) =>
    [...new BigUint64Array((one.data() as Float64Array).slice().buffer)].map(String),
  )
}

describe('a compiled function', () => {
  test('gives the bits that it gives without compiling, in deterministic mode', () => {
    const fast = compile(step, { deterministic: true })
    let [eager, compiled] = [weights, weights]
    for (let i = 0; i < 5; i++) {
      ;[eager] = step(eager, tensor(0.1))
      ;[compiled] = fast(compiled, 0.1)
      expect(bits(compiled)).toEqual(bits(eager))
    }
  })

  test('agrees within rounding otherwise', () => {
    const [fast, value] = compile(step)(weights, 0.1)
    const [eager, expected] = step(weights, tensor(0.1))
    expect(value.item()).toBeWithinRelative(expected.item(), 1e-12)
    expect(fast.w1.sub(eager.w1).abs().max().item()).toBeLessThan(1e-13)
  })

  test('is traced once for each combination of shapes, dtypes and structures', () => {
    let traced = 0
    const f = compile((p: { a: Tensor } | Tensor[], scale: number | string) => {
      traced++
      const one = Array.isArray(p) ? p[0]! : p.a
      return typeof scale === 'string' ? one : mul(one, scale)
    })
    const count = (run: () => unknown): number => {
      const before = traced
      run()
      return traced - before
    }
    expect(count(() => f({ a: 1 }, 2))).toBe(1)
    expect(count(() => f({ a: 5 }, 3))).toBe(0)
    expect(count(() => f({ a: tensor([1]) }, 3))).toBe(1)
    expect(count(() => f({ a: tensor([1], { dtype: 'f32' }) }, 3))).toBe(1)
    expect(count(() => f([1], 3))).toBe(1)
    expect(count(() => f([1], 'text'))).toBe(1)
    expect(count(() => f([2], 'text'))).toBe(0)
    expect(count(() => f([2], 'other'))).toBe(1)
  })

  test('tells calls apart that differ from the one before in any part', () => {
    const shown = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, part]) => [key, shown(part)])
        : value
    const f = compile((tree: unknown, x: Tensor) => [x.add(1), JSON.stringify(shown(tree))])
    const trees: unknown[] = [
      { a: null, b: undefined },
      { a: null, c: undefined },
      { a: null },
      [null, undefined],
      [null],
      { a: [] },
      { a: {} },
      'text',
      null,
      JSON.parse('{ "__proto__": "own" }'),
    ]
    for (const tree of [...trees, ...trees.toReversed()]) {
      const [sum, text] = f(tree as never, tensor([1, 2]))
      expect([(sum as Tensor).toArray(), text]).toEqual([[2, 3], JSON.stringify(shown(tree))])
    }
    const own = compile(() => ({ ['__proto__']: tensor(1), after: tensor(2) }))()
    expect(Object.keys(own)).toEqual(['__proto__', 'after'])
    expect(Object.getPrototypeOf(own)).toBe(Object.prototype)
  })

  test('keeps a bounded number of programs', () => {
    let traced = 0
    const f = compile((one: Tensor) => {
      traced++
      return add(one, 1)
    })
    for (let n = 1; n <= 70; n++) f(ones([n]))
    expect(traced).toBe(70)
    f(ones([70]))
    expect(traced).toBe(70)
    f(ones([1]))
    expect(traced).toBe(71)
  })

  test('uses tensors from outside, and hands through what is no tensor', () => {
    const table = tensor([10, 20, 30])
    const f = compile((i: Tensor) => ({ picked: table.at(i), name: 'row', nothing: null }))
    const { picked, name, nothing } = f(tensor([2, 0], { dtype: 'i32' }))
    expect(picked.toArray()).toEqual([30, 10])
    expect([name, nothing]).toEqual(['row', null])
  })

  test('returns arguments and constants as they are', () => {
    const f = compile((one: Tensor) => [one, zeros([2]), one] as const)
    const [first, constant, again] = f(tensor([1, 2]))
    expect([first, constant, again].map((part) => part.toArray())).toEqual([
      [1, 2],
      [0, 0],
      [1, 2],
    ])
  })

  test('is simply called while another function is traced', () => {
    const square = compile((one: Tensor) => mul(one, one))
    expect(grad((one) => square(one))(3).item()).toBe(6)
    expect(grad((one) => mul(one, square(2)))(3).item()).toBe(4)
    expect(compile((one: Tensor) => square(square(one)))(3).item()).toBe(81)
  })

  test('takes every dtype, empty tensors and single numbers', () => {
    const f = compile(
      (a: Tensor, b: Tensor, c: Tensor) => [where(a, b, 0), c.sum(), b.lt(2)] as const,
    )
    const [chosen, total, isLess] = f(
      tensor([true, false]),
      tensor([1, 2], { dtype: 'i32' }),
      zeros([0, 3], { dtype: 'f32' }),
    )
    expect(chosen.toArray()).toEqual([1, 0])
    expect(total.item()).toBe(0)
    expect(isLess.toArray()).toEqual([true, false])
    expect([chosen, total, isLess].map(({ dtype }) => dtype)).toEqual(['i32', 'f32', 'bool'])
  })

  test('compiles every transformation', () => {
    const f = (a: Tensor): Tensor => sum(exp(sin(a)))
    const a = tensor([0.1, 0.2, 0.3])
    const functions: ((one: Tensor) => Tensor)[] = [
      grad(f),
      (one) => hessian(f)(one),
      (one) => jacobian((b) => exp(sin(b)))(one),
      (one) => vmap(grad(sin))(one),
      (one) => grad((b) => sum(vmap(grad(f))(b.reshape([3, 1]))))(one),
      (one) => scan((c: Tensor, s: Tensor) => [c.mul(s), c], one.at(0), one)[1],
    ]
    for (const g of functions) {
      const expected = g(a).data()
      expect([...compile(g, { deterministic: true })(a).data()]).toEqual([...expected])
    }
  })
})

describe('a donated argument', () => {
  test('stays in memory from call to call, with the same results', () => {
    const fast = compile(step, { donate: 0 })
    const plain = compile(step)
    let [kept, copied] = [weights, weights]
    for (let i = 0; i < 5; i++) {
      ;[kept] = fast(kept, 0.1)
      ;[copied] = plain(copied, 0.1)
    }
    expect(bits(kept)).toEqual(bits(copied))
  })

  test('cannot be used afterwards', () => {
    const fast = compile(step, { donate: 0 })
    const [first] = fast(weights, 0.1)
    const [second] = fast(first, 0.1)
    expect(() => first.w1.data()).toThrow('this tensor was donated')
    expect(second.w1.data().length).toBe(7 * 16)
  })

  test('keeps its elements where it was read before, or not given back', () => {
    const fast = compile(step, { donate: 0 })
    const [first] = fast(weights, 0.1)
    const expected = bits(step(weights, tensor(0.1))[0])
    const [again] = fast(weights, 0.1)
    expect(bits(first)).toEqual(bits(again))
    expect(bits(first).length).toBe(expected.length)
    fast(again, 0.1)
    expect(bits(again)).toEqual(bits(first))
  })

  test('may come back at another place, which swaps what is kept', () => {
    const swap = compile((p: Tensor[]) => [p[1]!, p[0]!.add(1)], { donate: 0 })
    let state: Tensor[] = [tensor([1, 2]), tensor([10, 20])]
    for (let i = 0; i < 3; i++) state = swap(state)
    expect(state.map((one) => one.toArray())).toEqual([
      [11, 21],
      [3, 4],
    ])
    const [a, b] = swap([state[1]!, state[0]!])
    expect([a!.toArray(), b!.toArray()]).toEqual([
      [11, 21],
      [4, 5],
    ])
  })
})

describe('an argument that is given again', () => {
  /** The copies between arrays that a call makes. */
  function countCopies(run: () => void): number {
    const copies = vi.spyOn(Object.getPrototypeOf(Float64Array.prototype), 'set')
    run()
    const { length } = copies.mock.calls
    copies.mockRestore()
    return length
  }

  test('is not copied again, unless its place was taken', () => {
    const f = compile((p: Tensor[], q: Tensor[]) => p.map((one, i) => one.add(q[i]!)), {
      donate: 0,
    })
    const [p, q] = [
      [tensor([1, 2]), tensor([3, 4])],
      [tensor([10, 20]), tensor([30, 40])],
    ]
    f(p, q)
    expect(countCopies(() => f(p, q))).toBe(2)
    let state = f(p, q)
    expect(countCopies(() => (state = f(state, q)))).toBe(0)
    expect(countCopies(() => (state = f(state, [q[0]!, tensor([1, 1])])))).toBe(1)
    expect(state.map((one) => one.toArray())).toEqual([
      [31, 62],
      [64, 85],
    ])
  })

  test('counts as it is, whatever was given in between', () => {
    const f = compile((x: Tensor, y: Tensor) => x.div(y))
    const [a, b, zero] = [tensor(1), tensor(2), tensor(0)]
    const given = [
      [a, b],
      [b, b],
      [a, zero],
      [a, -0],
      [a, 0],
      [b, a],
      [a, tensor([1])],
      [b, a],
    ]
    expect(given.map(([x, y]) => f(x as Tensor, y!).toArray())).toEqual([
      0.5,
      1,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      2,
      [1],
      2,
    ])
  })
})

describe('what is kept from a call to the next', () => {
  const update = (p: Tensor[], by: Tensor): Tensor[] => p.map((one) => one.mul(by).add(1))
  const start = (): Tensor[] => [tensor([1, 2]), tensor([3, 4]), tensor([5, 6])]
  const expected = (turns: number): number[][] => {
    let state = start()
    for (let i = 0; i < turns; i++) state = update(state, tensor(2))
    return state.map((one) => one.toArray() as number[])
  }
  const values = (state: readonly Tensor[]): unknown[] => state.map((one) => one.toArray())

  test('survives a call that is refused in the middle', () => {
    const fast = compile(update, { donate: 0 })
    const dead = fast(start(), 2)
    const state = fast(dead, 2)
    const [a, , c] = state as [Tensor, Tensor, Tensor]
    expect(() => fast([tensor([0, 0]), dead[1]!, c], 2)).toThrow('this tensor was donated')
    expect(() => fast([tensor([0, 0]), 'text' as never, c], 2)).toThrow()
    expect(values([a])).toEqual(expected(2).slice(0, 1))
    expect(values(fast(state, 2))).toEqual(expected(3))
  })

  test('survives calls of other types and structures in between', () => {
    const fast = compile(update, { donate: 0 })
    let state = start()
    for (let i = 0; i < 4; i++) {
      state = fast(state, 2)
      expect(values(fast([tensor([1, 1, 1]), state[0]!.mul(0)], 3))).toEqual([
        [4, 4, 4],
        [1, 1],
      ])
    }
    expect(values(state)).toEqual(expected(4))
  })

  test('may be given twice, and in an array that was changed', () => {
    const fast = compile(update, { donate: 0 })
    const state = fast(start(), 2)
    state[0] = state[1]!
    expect(values(fast(state, 2))).toEqual([expected(2)[1], expected(2)[1], expected(2)[2]])
  })

  test('goes by what is beside the tensors, object by object', () => {
    const modes = [{}, null, Symbol('mode'), Symbol('mode')]
    class Mode {
      readonly gain: number
      constructor(gain: number) {
        this.gain = gain
      }
    }
    let traced = 0
    const fast = compile((x: Tensor, mode: unknown) => {
      traced++
      return mode instanceof Mode ? x.mul(mode.gain) : x
    })
    const [twice, thrice] = [new Mode(2), new Mode(3)]
    for (let turn = 0; turn < 2; turn++) {
      expect(fast(tensor([1]), twice).toArray()).toEqual([2])
      expect(fast(tensor([1]), thrice).toArray()).toEqual([3])
      for (const mode of modes) expect(fast(tensor([1]), mode).toArray()).toEqual([1])
    }
    expect(traced).toBe(6)
  })
})

describe('memory', () => {
  test('that cannot be had is an error with numbers', () => {
    expect(() => zeros([16384, 16384])).toThrow(MemoryError)
    expect(() => zeros([16384, 16384])).toThrow('needs 2.15 GB, has 1.99 GB (E0805)')
    const wide = compile((one: Tensor) => one.reshape([-1, 1]).add(one).mul(2))
    expect(() => wide(zeros([40_000]))).toThrow(MemoryError)
    expect(() => wide(zeros([40_000]))).toThrow('needs 12.8 GB')
  })
})

describe('a graph', () => {
  test('is printed with the names of the arguments', () => {
    const graph = makeGraph((p: { w: Tensor }, one: Tensor) => sum(mul(p.w, one)))
    expect(String(graph({ w: tensor([1, 2]) }, 3))).toBe(`graph 1
%0 = input() {name: "argument 1.w", shape: [2], dtype: f64} : f64[2]
%1 = input() {name: "argument 2", shape: [], dtype: f64} : f64[]
%2 = broadcast(%1) {shape: [2], into: []} : f64[2]
%3 = mul(%0, %2) : f64[2]
%4 = sum(%3) {axes: [0]} : f64[]
output result = %4
`)
  })
})
