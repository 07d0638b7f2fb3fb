import { Builder, type Node } from '@gradus/graph'
import { dim, scalarShape } from '@gradus/ops'
import { describe, expect, test } from 'vitest'
import { printStage } from '../src/print-stage.ts'
import type { Program } from '../src/program.ts'
import { start } from './run.ts'

const scalar = (name: string): Program['buffers'][number] => ({
  name,
  shape: scalarShape,
  dtype: 'f64',
})
const counter = (name: string): Program['buffers'][number] => ({
  name,
  shape: scalarShape,
  dtype: 'i32',
})
const sumOf = (b: Builder, x: Node): Node => b.apply('sum', [x], { axes: x.shape.map((_, i) => i) })

/** Counts steps in `x`; commits while x < commitBelow and stops at x = stopAt. */
function counting(b: Builder, commitBelow?: number, stopAt?: number): Program {
  const x = b.parameter('x', [], 'f64')
  const next = b.add(x, b.constant(1))
  return {
    buffers: [scalar('x')],
    entries: [],
    step: {
      name: 'train',
      writes: [{ buffer: 'x', node: next }],
      series: [{ name: 'before', node: x }],
      ...(commitBelow !== undefined && { commitIf: b.lt(next, b.constant(commitBelow)) }),
      ...(stopAt !== undefined && { stopIf: b.ge(next, b.constant(stopAt)) }),
    },
  }
}

describe('step(n)', () => {
  test('runs n steps and records what each saw before it wrote', () => {
    const b = new Builder()
    const { call, buffer, series, status } = start(counting(b), b)
    expect(call('step', 5)).toBe(5)
    expect(status()).toBe(0)
    expect(buffer('x')[0]).toBe(5)
    expect(series('before', 5)).toEqual([0, 1, 2, 3, 4])
    expect(call('step', 2)).toBe(2)
    expect(series('before', 2)).toEqual([5, 6])
  })

  test('does nothing when no step is asked for', () => {
    const b = new Builder()
    const { call, buffer, status } = start(counting(b), b)
    expect(call('step', 0)).toBe(0)
    expect([buffer('x')[0], status()]).toEqual([0, 0])
  })

  test('ends without writing where a step is not to be committed', () => {
    const b = new Builder()
    const { call, buffer, status } = start(counting(b, 4), b)
    expect(call('step', 10)).toBe(3)
    expect([buffer('x')[0], status()]).toEqual([3, 2])
    expect(call('step', 10)).toBe(0)
    expect(buffer('x')[0]).toBe(3)
  })

  test('ends after the step at which it is to stop, which is written', () => {
    const b = new Builder()
    const { call, buffer, status } = start(counting(b, undefined, 4), b)
    expect(call('step', 10)).toBe(4)
    expect([buffer('x')[0], status()]).toEqual([4, 1])
  })
})

describe('batches', () => {
  /** Adds up what each batch saw; the entry `shuffle` writes the epoch it was called in. */
  function batched(b: Builder): Program {
    const rows = { name: 'n', size: 4, rows: true as const }
    const data = b.input('data', [dim(10)], 'f64')
    const position = b.input('position', [], 'i32')
    const epoch = b.input('epoch', [], 'i32')
    const index = b.add(b.apply('iota', [], { shape: [rows], axis: 0 }), position)
    const batch = b.apply('gather', [data, index], {})
    const extent = b.apply('extent', [], { capacity: 4, dtype: 'f64' })
    const shuffles = b.parameter('shuffles', [], 'f64')
    return {
      buffers: [
        { name: 'data', shape: [dim(10)], dtype: 'f64', isConstant: true },
        counter('position'),
        counter('epoch'),
        scalar('seen'),
        scalar('shuffles'),
        scalar('last epoch'),
      ],
      entries: [
        {
          name: 'shuffle',
          writes: [
            { buffer: 'shuffles', node: b.add(shuffles, b.constant(1)) },
            { buffer: 'last epoch', node: b.cast(epoch, 'f64') },
          ],
        },
      ],
      step: {
        name: 'train',
        writes: [{ buffer: 'seen', node: b.add(b.parameter('seen', [], 'f64'), sumOf(b, batch)) }],
        series: [
          { name: 'rows', node: extent },
          { name: 'sum', node: sumOf(b, batch) },
        ],
        batches: {
          total: 10,
          size: 4,
          position: 'position',
          epoch: 'epoch',
          onEpoch: 'shuffle',
        },
      },
    }
  }

  test('cut an epoch into rows, the last one shorter, and begin each epoch with its entry', () => {
    const b = new Builder()
    const { call, buffer, series } = start(batched(b), b)
    buffer('data').set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(call('step', 4)).toBe(4)
    expect(series('rows', 4)).toEqual([4, 4, 2, 4])
    expect(series('sum', 4)).toEqual([10, 26, 19, 10])
    expect([buffer('position')[0], buffer('epoch')[0]]).toEqual([4, 1])
    expect([buffer('shuffles')[0], buffer('last epoch')[0]]).toEqual([2, 1])
  })

  test('go on in the middle of an epoch where their buffers say', () => {
    const b = new Builder()
    const { call, buffer, series } = start(batched(b), b)
    buffer('data').set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    buffer('position')[0] = 8
    buffer('epoch')[0] = 6
    expect(call('step', 1)).toBe(1)
    expect(series('sum', 1)).toEqual([19])
    expect([buffer('position')[0], buffer('epoch')[0], buffer('shuffles')[0]]).toEqual([0, 7, 0])
  })
})

describe('writes', () => {
  test('all see the values from before the call, also when buffers are exchanged', () => {
    const b = new Builder()
    const shape = [dim(5)]
    const [x, y] = [b.parameter('x', shape, 'f64'), b.parameter('y', shape, 'f64')]
    const buffers = ['x', 'y', 'z'].map((name) => ({ name, shape, dtype: 'f64' as const }))
    const turned = b.apply(
      'gather',
      [x, b.sub(b.constant(4, 'i32'), b.apply('iota', [], { shape, axis: 0 }))],
      {},
    )
    const { call, buffer } = start(
      {
        buffers,
        entries: [
          {
            name: 'exchange',
            writes: [
              { buffer: 'x', node: b.add(y, turned) },
              { buffer: 'y', node: x },
              { buffer: 'z', node: b.add(x, y) },
            ],
          },
        ],
      },
      b,
    )
    buffer('x').set([1, 2, 3, 4, 5])
    buffer('y').set([10, 20, 30, 40, 50])
    call('exchange', 0)
    expect([...buffer('x')]).toEqual([15, 24, 33, 42, 51])
    expect([...buffer('y')]).toEqual([1, 2, 3, 4, 5])
    expect([...buffer('z')]).toEqual([11, 22, 33, 44, 55])
  })

  test('of one value may go to several buffers', () => {
    const b = new Builder()
    const x = b.parameter('x', [], 'f64')
    const next = b.add(x, b.constant(1))
    const writes = ['x', 'y'].map((name) => ({ buffer: name, node: next }))
    const { call, buffer } = start(
      { buffers: [scalar('x'), scalar('y')], entries: [{ name: 'run', writes }] },
      b,
    )
    call('run', 0)
    call('run', 0)
    expect([buffer('x')[0], buffer('y')[0]]).toEqual([2, 2])
  })
})

describe('what depends on constant buffers alone', () => {
  test('is prepared once, and sees what the given prepare entry writes', () => {
    const b = new Builder()
    const shape = [dim(6)]
    const [raw, data] = [b.input('raw', shape, 'f64'), b.input('data', shape, 'f64')]
    const w = b.parameter('w', [], 'f64')
    const total = sumOf(b, b.exp(data))
    const { compiled, call, buffer } = start(
      {
        buffers: [
          { name: 'raw', shape, dtype: 'f64', isConstant: true },
          { name: 'data', shape, dtype: 'f64', isConstant: true },
          scalar('w'),
        ],
        entries: [
          { name: 'prepare', writes: [{ buffer: 'data', node: b.mul(raw, b.constant(2)) }] },
          { name: 'run', writes: [{ buffer: 'w', node: b.add(w, total) }] },
        ],
      },
      b,
    )
    expect(printStage(compiled, 'opt')).toContain('prepared 0')
    buffer('raw').set([0, 0, 0, 0, 0, 0])
    call('prepare', 0)
    call('run', 0)
    expect(buffer('w')[0]).toBe(6)
    buffer('raw').fill(1)
    call('run', 0)
    expect(buffer('w')[0]).toBe(12)
  })
})
