import { Builder, type Node } from '@gradus/graph'
import { dim, type TypedArray } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { printStage } from '../src/print-stage.ts'
import { bits, exact, programOf, runCompiled, runInterpreted, start } from './run.ts'

/** What is done to each of several inputs. */
type Chain = (b: Builder, x: Node) => Node

const size = 2003
const chains: Readonly<Record<string, Chain>> = {
  'loops over all elements': (b, x) => b.tanh(b.add(b.mul(x, x), x)),
  'loops that run backward': (b, x) =>
    b.add(b.exp(b.apply('reverse', [x], { axes: [0] })), b.mul(x, x)),
  sums: (b, x) => b.apply('sum', [b.mul(b.sin(x), b.add(x, x))], { axes: [0] }),
}

const arrays = { f32: Float32Array, f64: Float64Array }

function inputsOf(b: Builder, count: number, dtype: 'f32' | 'f64'): Map<Node, TypedArray> {
  return new Map(
    Array.from({ length: count }, (_, k) => [
      b.input(`x${k}`, [dim(size)], dtype),
      new arrays[dtype](size).map((__, i) => Math.sin(i * (k + 1))),
    ]),
  )
}

describe('kernels that differ only in their buffers', () => {
  for (const [title, chain] of Object.entries(chains)) {
    for (const dtype of ['f32', 'f64'] as const) {
      test(`are one function with the bits of the reference: ${title}, in ${dtype}`, () => {
        const b = new Builder()
        const values = inputsOf(b, 5, dtype)
        const nodes = [...values.keys()].map((x) => chain(b, x))
        expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(
          runInterpreted(nodes, values).map(bits),
        )
        const wat = printStage(start(programOf(nodes), b, exact).compiled, 'wat')
        const calls = Array.from(wat.matchAll(/call (\S+)/g), ([, name]) => name)
        expect(calls).toHaveLength(values.size)
        expect(new Set(calls).size).toBe(1)
      })
    }
  }

  test('stay apart where a constant is 0 in one and -0 in another', () => {
    const b = new Builder()
    const values = inputsOf(b, 2, 'f64')
    const nodes = [...values.keys()].map((x, k) =>
      b.div(x, b.full(k === 0 ? 0 : -0, x.shape, 'f64')),
    )
    expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(
      runInterpreted(nodes, values).map(bits),
    )
  })
})
