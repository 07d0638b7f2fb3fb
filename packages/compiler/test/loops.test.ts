import { Builder, type Node } from '@gradus/graph'
import { type DType, dim } from '@gradus/ops'
import { Random, randomGraph } from '@gradus/testing'
import { describe, expect, test } from 'vitest'
import type { LoopKernel, LoopProgram } from '../src/loop/loop.ts'
import { parseLoops } from '../src/loop/parse.ts'
import { printLoops } from '../src/loop/print.ts'
import { verifyLoops } from '../src/loop/verify.ts'
import { lowerProgram } from '../src/lower/lower.ts'
import { runPasses } from '../src/pipeline.ts'
import { exact, programOf } from './run.ts'

describe('the text of loops', () => {
  test('reads back as the same kernels, for random graphs', () => {
    for (let seed = 0; seed < 30; seed++) {
      const b = new Builder()
      const { outputs } = randomGraph(b, new Random(seed), { size: 30, rows: 3 })
      const loops = lowerProgram(runPasses(programOf(outputs), b, exact), b)
      const text = printLoops(loops)
      expect(parseLoops(text)).toEqual(loops)
      expect(printLoops(parseLoops(text))).toBe(text)
      expect(verifyLoops(loops)).toEqual([])
    }
  })

  test('refuses another version', () => {
    expect(() => parseLoops('loops 2')).toThrow('version 1')
  })

  test('keeps what a step commits, stops at and records', () => {
    const text = [
      'loops 1',
      'buffer w f32 1',
      '',
      'entry train',
      '  temporary $1 bool 1',
      '  kernel lt.1',
      '    %0 = load f32 w [0]',
      '    %1 = lt bool %0 %0',
      '    store $1 [0] = %1',
      '  commit $1',
      '  stop $1',
      '  series "my loss" $1 bool 1',
      '',
    ].join('\n')
    expect(printLoops(parseLoops(text))).toBe(text)
  })
})

describe('single numbers', () => {
  test.each<[string, DType, (b: Builder, t: Node) => Node]>([
    ['that are costly', 'f32', (b, t) => b.pow(b.constant(0.9, 'f32'), t)],
    ['in f64', 'f64', (b, t) => b.apply('cast', [t], { dtype: 'f32' })],
  ])('%s are computed in straight code of their own before loops in f32', (_, dtype, rateOf) => {
    const b = new Builder()
    const [x, t] = [b.input('x', [dim(100)], 'f32'), b.input('t', [], dtype)]
    const graph = b.mul(x, b.broadcastTo(rateOf(b, b.add(t, t)), x.shape))
    const { entries } = lowerProgram(programOf([graph]), b)
    const loops = entries.flatMap(({ kernels }) => kernels as LoopKernel[])
    expect(loops.map(({ axes }) => axes.length)).toEqual([0, 1])
    expect(loops[1]!.body.map(({ dtype: one }) => one)).toEqual(['f32', 'f32', 'f32'])
  })
})

const sound = `loops 1
buffer x f32 12
buffer y f32 3

entry run
  kernel sum.1 outer:3 reduced:4
    %0 = load f32 x [0 4 1]
    %1 = mul f32 %0 %0
    reduce sum f32 16x64x1 y [0 1 0] = %1
`

describe('broken kernels', () => {
  const broken = (from: string, to: string): string[] => {
    const text = sound.replace(from, to)
    expect(text).not.toBe(sound)
    return verifyLoops(parseLoops(text)).map(({ invariant }) => invariant)
  }

  test('are told from a sound one', () => {
    expect(verifyLoops(parseLoops(sound))).toEqual([])
  })

  test.each([
    ['outer:3 reduced:4', 'reduced:3 outer:4', 'axes are in the order outer, reduced, inner'],
    ['mul f32 %0 %0', 'mul f32 %0 %2', 'arguments come before their use'],
    ['x [0 4 1]', 'x [0 4]', 'every access has a stride for each axis'],
    ['x [0 4 1]', 'x [1 4 1]', 'accesses stay inside of their buffers'],
    ['mul f32 %0 %0', 'mul f32 %0', 'ops have as many arguments as their signature'],
    ['y [0 1 0]', 'y [0 0 1]', 'results of reductions do not move along reduced axes'],
    [
      'reduce sum f32 16x64x1 y [0 1 0]',
      'store y [0 1 0]',
      'only kernels with reductions have reduced axes',
    ],
    ['x [0 4 1]', 'z [0 4 1]', 'buffers are known'],
    ['buffer y f32', 'buffer y f64', 'what is stored has the type of its buffer'],
    ['mul f32 %0 %0', 'gather f32 x [0 0 0] + 1 * %0 < 3', 'indices are integers'],
  ])('are refused: %s as %s', (from, to, invariant) => {
    expect(broken(from, to)).toContain(invariant)
  })
})

describe('fusion', () => {
  const kernelsOf = (loops: LoopProgram): LoopKernel[] =>
    loops.entries.flatMap(({ kernels }) => kernels.filter((kernel) => kernel.kind === 'loop'))

  test('puts a loss and its gradient into one pass over the data', () => {
    const b = new Builder()
    const n = dim(150)
    const [x, y, w] = [
      b.input('x', [n], 'f32'),
      b.input('y', [n], 'f32'),
      b.parameter('w', [], 'f32'),
    ]
    const error = b.sub(b.mul(w, x), y)
    const loss = b.apply('sum', [b.mul(error, error)], { axes: [0] })
    const slope = b.apply('sum', [b.mul(b.constant(2), b.mul(error, x))], { axes: [0] })
    const kernels = kernelsOf(lowerProgram(programOf([loss, b.mul(slope, b.constant(0.1))]), b))
    expect(kernels.map(({ axes, reductions }) => [axes.length, reductions.length])).toEqual([
      [1, 2],
      [0, 0],
    ])
  })

  test('leaves loops apart that have no more than a single number in common', () => {
    const b = new Builder()
    const rate = b.input('rate', [], 'f32')
    const moved = ['x', 'y', 'z'].map((name) => b.mul(b.input(name, [dim(100)], 'f32'), rate))
    const kernels = kernelsOf(lowerProgram(programOf(moved), b))
    expect(kernels.map(({ stores }) => stores.length)).toEqual([1, 1, 1])
  })

  test('finds the loop with the same data among many', () => {
    const b = new Builder()
    const inputs = Array.from({ length: 150 }, (_, i) => b.input(`x${i}`, [dim(100)], 'f32'))
    const squares = inputs.map((x) => b.mul(x, x))
    const sums = squares.map((square, i) => b.add(square, inputs[i]!))
    const kernels = kernelsOf(lowerProgram(programOf([...squares, ...sums]), b))
    expect(kernels).toHaveLength(inputs.length)
  })

  test('folds movements into addresses', () => {
    const b = new Builder()
    const x = b.input('x', [dim(3), dim(4)], 'f64')
    const turned = b.apply('transpose', [x], { order: [1, 0] })
    const part = b.apply('slice', [turned], { axis: 0, start: 1, size: 2 })
    const [kernel] = kernelsOf(lowerProgram(programOf([b.neg(part)]), b))
    const place = { buffer: 'x', offset: 1, strides: [1, 4] }
    expect(kernel!.body[0]).toEqual({ kind: 'load', dtype: 'f64', place })
  })

  test('computes an expensive value once for kernels that cannot share a loop', () => {
    const b = new Builder()
    const x = b.input('x', [dim(8), dim(16)], 'f64')
    const y = b.tanh(x)
    const sums = [0, 1].map((axis) => b.apply('sum', [y], { axes: [axis] }))
    const loops = lowerProgram(programOf(sums), b)
    const all = kernelsOf(loops).flatMap(({ body }) => body)
    expect(all.filter((line) => line.kind === 'apply' && line.op === 'tanh')).toHaveLength(1)
  })
})
