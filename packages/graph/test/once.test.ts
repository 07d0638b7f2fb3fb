import { Source } from '@gradus/diagnostics'
import {
  applyKept,
  applyWithRule,
  Builder,
  bringRegions,
  gradient,
  interpret,
  jvp,
  type Node,
  parseGraph,
  printGraph,
  repeatWhile,
  simplify,
  vectorize,
  verify,
} from '@gradus/graph'
import { dim, type TypedArray } from '@gradus/ops'
import { describe, expect, test } from 'vitest'

bringRegions()

function run(
  nodes: readonly Node[],
  values: readonly (readonly [Node, readonly number[]])[],
): number[][] {
  const fed = new Map(
    values.map(([node, data]): [Node, TypedArray] => [node, Float64Array.from(data)]),
  )
  expect(verify(nodes)).toEqual([])
  return interpret(nodes, { values: fed }).map(({ data }) => [...data])
}

/** The graph that the text of a graph reads back as. */
function reread(nodes: readonly Node[]): string {
  const graph = { outputs: nodes.map((node, i) => ({ name: `y${i}`, node })) }
  const text = printGraph(graph)
  const { graph: read, diagnostics } = parseGraph(new Builder(), new Source('graph.txt', text))
  expect(diagnostics).toEqual([])
  expect(printGraph(read!)).toBe(text)
  return text
}

describe('a loop with a condition', () => {
  /** Halves as long as the value is above a limit, and counts. */
  function halve(b: Builder, x: Node, limit: Node): readonly Node[] {
    return repeatWhile(b, [x, b.constant(0)], ([value, count]) => ({
      carried: [b.mul(value!, b.constant(0.5)), b.add(count!, b.constant(1))],
      condition: b.gt(value!, limit),
    }))
  }

  test('runs until it does not hold, also not at all', () => {
    const b = new Builder()
    const [x, limit] = [b.input('x', [], 'f64'), b.input('limit', [], 'f64')]
    const results = halve(b, x, limit)
    expect(
      run(results, [
        [x, [10]],
        [limit, [1]],
      ]),
    ).toEqual([[0.625], [4]])
    expect(
      run(results, [
        [x, [1]],
        [limit, [1]],
      ]),
    ).toEqual([[1], [0]])
    expect(
      run(simplify(b, results), [
        [x, [10]],
        [limit, [1]],
      ]),
    ).toEqual([[0.625], [4]])
    expect(reread(results)).toContain('isWhile: true')
  })

  test('has tangents, and no derivative in reverse mode', () => {
    const b = new Builder()
    const [x, limit] = [b.input('x', [], 'f64'), b.input('limit', [], 'f64')]
    const [value] = halve(b, x, limit)
    const tangents = jvp(b, [value!], [x], [b.constant(1)])
    expect(
      run(tangents, [
        [x, [10]],
        [limit, [1]],
      ]),
    ).toEqual([[0.0625]])
    expect(() => gradient(b, value!, [x])).toThrow('no derivative in reverse mode')
  })

  test('lets each element of a batch end when it is done', () => {
    const b = new Builder()
    const [x, limit] = [b.input('x', [], 'f64'), b.input('limit', [], 'f64')]
    const batch = b.input('batch', [dim(3)], 'f64')
    const results = vectorize(b, halve(b, x, limit), [x], [batch], 3)
    expect(results.map(({ isBatched }) => isBatched)).toEqual([true, true])
    const nodes = results.map(({ node }) => node)
    expect(
      run(nodes, [
        [batch, [1, 2, 10]],
        [limit, [1]],
      ]),
    ).toEqual([
      [1, 1, 0.625],
      [0, 1, 4],
    ])
    // One that ends at the same time for all carries what is the same for all.
    const fixed = vectorize(b, halve(b, x, limit), [limit], [batch], 3).map(({ node }) => node)
    expect(
      run(fixed, [
        [batch, [1, 2, 10]],
        [x, [10]],
      ])[1],
    ).toEqual([4, 3, 0])
  })
})

describe('a function with a rule for its cotangents', () => {
  /** x², whose derivative is said to be 3·scale. */
  function square(b: Builder, x: Node, scale: Node): Node {
    return applyWithRule(
      b,
      [x],
      ([value]) => [b.mul(value!, value!)],
      (_, [cotangent]) => [b.mul(b.mul(cotangent!, b.constant(3)), scale)],
    )[0]!
  }

  test('has the derivative that the rule says, in both modes', () => {
    const b = new Builder()
    const [x, scale] = [b.input('x', [], 'f64'), b.input('scale', [], 'f64')]
    const y = square(b, b.mul(x, b.constant(2)), scale)
    const nodes = [y, ...gradient(b, y, [x]), ...jvp(b, [y], [x], [b.constant(1)])]
    expect(
      run(nodes, [
        [x, [5]],
        [scale, [10]],
      ]),
    ).toEqual([[100], [60], [60]])
    expect(reread(nodes)).toContain('rule: @')
  })

  test('can be differentiated again, through the rule', () => {
    const b = new Builder()
    const x = b.input('x', [], 'f64')
    const y = square(b, x, x)
    const [slope] = gradient(b, y, [x])
    // What a rule uses from outside counts as constant only for the function itself.
    expect(run(gradient(b, slope!, [x]), [[x, [5]]])).toEqual([[3]])
  })

  test('is batched together with its rule', () => {
    const b = new Builder()
    const [x, scale] = [b.input('x', [], 'f64'), b.input('scale', [], 'f64')]
    const batch = b.input('batch', [dim(2)], 'f64')
    const [y] = vectorize(b, [square(b, x, scale)], [x], [batch], 2)
    const total = b.apply('sum', [y!.node], { axes: [0] })
    const nodes = [y!.node, ...gradient(b, total, [batch])]
    expect(
      run(nodes, [
        [batch, [2, 3]],
        [scale, [10]],
      ]),
    ).toEqual([
      [4, 9],
      [30, 30],
    ])
  })

  test('may treat cotangents in any way, but not in forward mode then', () => {
    const b = new Builder()
    const x = b.input('x', [], 'f64')
    const [y] = applyWithRule(
      b,
      [x],
      ([value]) => [b.mul(value!, b.constant(7))],
      (_, [cotangent]) => [b.min(cotangent!, b.constant(1))],
    )
    expect(run(gradient(b, y!, [x]), [[x, [2]]])).toEqual([[1]])
    expect(() => jvp(b, [y!], [x], [b.constant(1)])).toThrow('not linear')
  })
})

describe('a function whose inner values are not kept', () => {
  test('has the same derivatives, which compute them again', () => {
    const b = new Builder()
    const [x, w] = [b.input('x', [], 'f64'), b.input('w', [], 'f64')]
    const layer = (value: Node): Node =>
      applyKept(b, [value], ([inner]) => [b.tanh(b.mul(inner!, w))])[0]!
    const plain = (value: Node): Node => b.tanh(b.mul(value, w))
    const kept = layer(layer(x))
    const expected = plain(plain(x))
    const derivatives = (y: Node): Node[] => {
      const [slope] = gradient(b, y, [w])
      return [y, slope!, ...gradient(b, slope!, [w]), ...jvp(b, [y], [w], [b.constant(1)])]
    }
    const values = [
      [x, [0.3]],
      [w, [1.2]],
    ] as const
    const [actual, wanted] = [run(derivatives(kept), values), run(derivatives(expected), values)]
    actual.forEach(([value], i) => {
      expect(value).toBeWithinRelative(wanted[i]![0]!, 1e-14)
    })
    const text = reread(gradient(b, kept, [w]))
    expect(text).toContain('isKept: true')
    // Every tanh is inside of a body.
    expect(text.match(/^%\d+ = tanh/gm)).toBeNull()
  })
})
