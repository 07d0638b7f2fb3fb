import { Builder, type Node, repeat } from '@gradus/graph'
import { dim, type TypedArray } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { printStage } from '../src/print-stage.ts'
import { bits, exact, programOf, runCompiled, runInterpreted, start } from './run.ts'

describe('large programs', () => {
  test('have chains of thousands of operations, cut into kernels and functions', () => {
    const b = new Builder()
    const x = b.input('x', [dim(10)], 'f64')
    let y: Node = x
    for (let i = 0; i < 6000; i++) y = b.add(b.mul(y, b.constant(0.999)), b.constant(i / 5000))
    const values = new Map([[x, Float64Array.from({ length: 10 }, (_, i) => i)]])
    const options = { simd: 'plain', disablePass: ['simplify'] } as const
    expect(runCompiled(b, [y], values, undefined, options).map(bits)).toEqual(
      runInterpreted([y], values).map(bits),
    )
    expect(printStage(start(programOf([y]), b, options).compiled, 'wat')).toContain('run_part_2')
  })

  test('have functions for costly ops that occur often, of single numbers and in loops', () => {
    const b = new Builder()
    const [x, y, z] = [
      b.input('x', [], 'f64'),
      b.input('y', [dim(5)], 'f32'),
      b.input('z', [dim(3)], 'f64'),
    ]
    const chain = (start: Node, count: number): Node => {
      let value = start
      for (let i = 0; i < count; i++) value = b.pow(b.apply('cos', [value], {}), b.sin(value))
      return value
    }
    const nodes = [chain(x, 30), chain(y, 130), chain(z, 130)]
    const values = new Map<Node, TypedArray>([
      [x, Float64Array.of(0.7)],
      [y, Float32Array.from([0.1, -3, 1e6, 4, Number.NaN])],
      [z, Float64Array.from([2, 1e300, -0])],
    ])
    const options = exact
    expect(runCompiled(b, nodes, values, undefined, options).map(bits)).toEqual(
      runInterpreted(nodes, values).map(bits),
    )
    const { compiled } = start(programOf(nodes), b, options)
    expect(printStage(compiled, 'wat')).toContain('sin_f64x2_2')
    expect(compiled.bytes.length).toBeLessThan(250_000)
  })

  test('have thousands of buffers, each read and written in place', () => {
    const b = new Builder()
    const names = Array.from({ length: 3000 }, (_, i) => `w${i}`)
    const parameters = names.map((name) => b.parameter(name, [], 'f64'))
    const loss = parameters.map((w) => b.mul(w, w)).reduce((sum, term) => b.add(sum, term))
    const writes = parameters.map((w, i) => ({
      buffer: names[i]!,
      node: b.sub(w, b.mul(w, b.constant(0.25))),
    }))
    const buffers = names.map((name) => ({ name, shape: [], dtype: 'f64' as const }))
    const step = { name: 'train', writes, series: [{ name: 'loss', node: loss }] }
    const running = start({ buffers, entries: [], step }, b)
    for (const name of names) running.buffer(name)[0] = 2
    expect(running.call('step', 2)).toBe(2)
    expect(running.series('loss', 2)).toEqual([12_000, 6750])
    expect(running.buffer('w2999')[0]).toBe(1.125)
  })

  test('unroll loops of matrix products', () => {
    const b = new Builder()
    const n = dim(6)
    const [a, x] = [b.input('a', [n, n], 'f32'), b.input('x', [n, n], 'f32')]
    const { carried } = repeat(b, dim(40), [x], [], ([state]) => {
      const spec = { left: [0, 1], right: [1, 2], out: [0, 2] }
      return { carried: [b.tanh(b.apply('contract', [a, state!], spec))], collected: [] }
    })
    const numbers = (phase: number): Float32Array =>
      Float32Array.from({ length: 36 }, (_, i) => Math.sin(i + phase))
    const values = new Map([
      [a, numbers(0)],
      [x, numbers(1)],
    ])
    expect(runCompiled(b, carried, values, undefined, exact).map(bits)).toEqual(
      runInterpreted(carried, values).map(bits),
    )
  })

  test('use sums deep enough for three levels of accumulators', () => {
    const b = new Builder()
    const [x, y] = [b.input('x', [dim(70000)], 'f32'), b.input('y', [dim(4200), dim(3)], 'f32')]
    const nodes = [
      b.apply('sum', [x], { axes: [0] }),
      b.apply('sum', [y], { axes: [0] }),
      b.apply('contract', [y, y], { left: [0, 1], right: [0, 2], out: [1, 2] }),
    ]
    const values = new Map([
      [x, Float32Array.from({ length: 70000 }, (_, i) => Math.sin(i))],
      [y, Float32Array.from({ length: 12600 }, (_, i) => Math.cos(i))],
    ])
    expect(runCompiled(b, nodes, values, undefined, exact).map(bits)).toEqual(
      runInterpreted(nodes, values).map(bits),
    )
  })
})
