import { Builder, gradient, type Node, repeat } from '@gradus/graph'
import { allocate, type Dim, dim, type TypedArray } from '@gradus/ops'
import { Random } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import type { LoopProgram } from '../src/loop/loop.ts'
import { parseLoops } from '../src/loop/parse.ts'
import { printLoops } from '../src/loop/print.ts'
import { verifyLoops } from '../src/loop/verify.ts'
import { lowerProgram } from '../src/lower/lower.ts'
import { runPasses } from '../src/pipeline.ts'
import { bits, exact, programOf, runCompiled, runInterpreted, runLoops, start } from './run.ts'

/** Enough turns that no body of a few nodes is copied as often. */
const long = 8_000

type Graph = (b: Builder) => readonly Node[]

/** The last value of `x ← sin(x) + w · slice`, all values on the way, and their gradient. */
function recurrence(b: Builder, count: number, shape: readonly Dim[] = []): readonly Node[] {
  const x = b.input('x', shape, 'f64')
  const w = b.parameter('w', [], 'f64')
  const s = b.input('s', [dim(count), ...shape], 'f64')
  const { carried, collected } = repeat(b, dim(count), [x], [s], ([state], [slice]) => {
    const next = b.add(b.apply('sin', [state!], {}), b.mul(w, slice!))
    return { carried: [next], collected: [b.mul(state!, next)] }
  })
  return [carried[0]!, collected[0]!]
}

function total(b: Builder, node: Node): Node {
  return b.apply('sum', [node], { axes: [...node.shape.keys()] })
}

const graphs: Readonly<Record<string, Graph>> = {
  'carries, slices and collects': (b) => recurrence(b, long),
  'works on vectors': (b) => recurrence(b, long, [dim(3)]),
  'is differentiated by two more loops': (b) => {
    const [last, all] = recurrence(b, long) as [Node, Node]
    const loss = b.add(last, total(b, all))
    return [loss, ...gradient(b, loss, [b.parameter('w', [], 'f64'), b.input('x', [], 'f64')])]
  },
  'exchanges what it carries': (b) => {
    const [x, y] = [b.input('x', [dim(5)], 'f32'), b.input('y', [dim(5)], 'f32')]
    return repeat(b, dim(3 * long + 1), [x, y], [], ([p, q]) => ({
      carried: [q!, p!],
      collected: [],
    })).carried
  },
  'is inside of a short one': (b) => {
    const x = b.input('x', [dim(2)], 'f64')
    return repeat(b, dim(3), [x], [], ([outer]) => {
      const inner = repeat(b, dim(long), [outer!], [], ([state]) => ({
        carried: [b.apply('cos', [state!], {})],
        collected: [],
      }))
      return { carried: [b.add(inner.carried[0]!, outer!)], collected: [] }
    }).carried
  },
  'has a short one inside': (b) => {
    const x = b.input('x', [dim(2)], 'f64')
    const y = b.input('y', [dim(2, 'k'), dim(2)], 'f64')
    return repeat(b, dim(long), [x], [], ([outer]) => {
      const inner = repeat(b, dim(2), [outer!], [y], ([state], [row]) => ({
        carried: [b.mul(b.add(state!, row!), b.constant(0.5))],
        collected: [],
      }))
      return { carried: inner.carried, collected: [] }
    }).carried
  },
  'multiplies matrices and sums over two axes': (b) => {
    const m = b.input('m', [dim(4), dim(4)], 'f64')
    return repeat(b, dim(2500), [m], [], ([state]) => {
      const product = b.apply('contract', [state!, m], { left: [0, 1], right: [1, 2], out: [0, 2] })
      const scale = b.add(total(b, b.mul(product, product)), b.constant(1))
      return { carried: [b.div(product, scale)], collected: [] }
    }).carried
  },
}

function valuesFor(nodes: readonly Node[]): Map<Node, TypedArray> {
  const random = new Random(7)
  const values = new Map<Node, TypedArray>()
  const open = [...nodes]
  const seen = new Set(open)
  for (let node = open.pop(); node; node = open.pop()) {
    for (const input of node.inputs) if (!seen.has(input)) open.push(input)
    for (const input of node.inputs) seen.add(input)
    if (!('name' in node.attributes)) continue
    const size = node.shape.reduce((product, each) => product * each.size, 1)
    const data = allocate(node.dtype, size)
    for (let i = 0; i < size; i++) data[i] = random.uniform(-1, 1)
    values.set(node, data)
  }
  return values
}

function lower(b: Builder, nodes: readonly Node[]): LoopProgram {
  return lowerProgram(runPasses(programOf(nodes), b, exact), b)
}

describe('a region with too many turns to copy', () => {
  test.each(Object.entries(graphs))('%s with the bits of the interpreter', (_, make) => {
    const b = new Builder()
    const nodes = make(b)
    const values = valuesFor(nodes)
    const expected = runInterpreted(nodes, values).map(bits)
    expect(runLoops(b, nodes, values).map(bits)).toEqual(expected)
    expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(expected)
  })

  test.each(Object.entries(graphs))('%s as text that reads back', (_, make) => {
    const b = new Builder()
    const loops = lower(b, make(b))
    const text = printLoops(loops)
    expect(text).toContain('  repeat ')
    expect(parseLoops(text)).toEqual(loops)
    expect(verifyLoops(loops)).toEqual([])
  })

  test('reads and fills as many rows as there are', () => {
    const b = new Builder()
    const x = b.input('x', [{ name: 'n', size: 8, rows: true }, dim(3)], 'f64')
    const { carried, collected } = repeat(b, dim(long), [x], [], ([state]) => ({
      carried: [b.mul(b.add(state!, x), b.constant(0.5))],
      collected: [total(b, state!)],
    }))
    const nodes = [...carried, ...collected]
    const values = new Map([[x as Node, new Random(3).normals(5 * 3)]])
    const expected = runInterpreted(nodes, values, 5).map(bits)
    expect(runLoops(b, nodes, values, 5).map(bits)).toEqual(expected)
    expect(runCompiled(b, nodes, values, 5, exact).map(bits)).toEqual(expected)
  })

  test('is verified where buffers inside do not fit those around', () => {
    const b = new Builder()
    const text = printLoops(lower(b, recurrence(b, long))).replace(
      /buffer "start 0" f64 1/,
      (line) => line.replace(/1$/, '2'),
    )
    expect(verifyLoops(parseLoops(text)).map(({ invariant }) => invariant)).toContain(
      'buffers inside of a repeat fit those around it',
    )
  })

  test('takes as many turns as it is told without growing', () => {
    const b = new Builder()
    const x = b.input('x', [], 'f64')
    const { carried } = repeat(b, dim(3_000_000), [x], [], ([state]) => ({
      carried: [b.add(state!, b.constant(1))],
      collected: [],
    }))
    const running = start(programOf(carried), b)
    running.call('run', 0)
    expect(running.buffer('out 0')[0]).toBe(3_000_000)
    expect(running.compiled.bytes.length).toBeLessThan(2000)
  })
})
