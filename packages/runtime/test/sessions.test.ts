import { Builder } from '@gradus/graph'
import { type Dim, dim } from '@gradus/ops'
import { describe, expect, it } from 'vitest'
import {
  type Backend,
  bringSteps,
  interpreterBackend,
  type Program,
  type ProgramBuffer,
  SERIES_CAPACITY,
  type Session,
  type StepEntry,
  wasmBackend,
} from '../src/index.ts'

bringSteps()

const number = (name: string): ProgramBuffer => ({ name, shape: [], dtype: 'f64' })
const integer = (name: string): ProgramBuffer => ({ name, shape: [], dtype: 'i32' })

/** Counts `w` up by `rate` a step; `limit` and `top` say where it may not go on. */
function counting(backend: Backend): Session {
  const builder = new Builder()
  const w = builder.parameter('w', [], 'f64')
  const [rate, limit, top] = ['rate', 'limit', 'top'].map((name) => builder.input(name, [], 'f64'))
  const next = builder.add(w, rate!)
  const step: StepEntry = {
    name: 'step',
    writes: [{ buffer: 'w', node: next }],
    commitIf: builder.lt(next, limit!),
    stopIf: builder.ge(next, top!),
    series: [
      { name: 'before', node: w },
      { name: 'after', node: next },
    ],
  }
  const init = { name: 'init', writes: [{ buffer: 'w', node: builder.constant(0, 'f64') }] }
  const program: Program = {
    buffers: [number('w'), { ...number('rate'), isConstant: true }, number('limit'), number('top')],
    entries: [init],
    step,
  }
  const session = backend.start(program, builder)
  session.write('rate', [2])
  session.write('limit', [Number.POSITIVE_INFINITY])
  session.write('top', [Number.POSITIVE_INFINITY])
  session.prepare()
  session.call('init')
  return session
}

/** Seven rows in batches of three; an epoch begins with the order turned around. */
function batched(backend: Backend): Session {
  const builder = new Builder()
  const rows = dim(7, 'n')
  const batch: Dim = { name: 'n', size: 3, rows: true }
  const data = builder.input('data', [rows], 'f64')
  const order = builder.input('order', [rows], 'i32')
  const position = builder.input('position', [], 'i32')
  const offsets = builder.apply('iota', [], { shape: [batch], axis: 0 })
  const indices = builder.apply('gather', [order, builder.add(offsets, position)], {})
  const sum = builder.apply('sum', [builder.apply('gather', [data, indices], {})], { axes: [0] })
  const count = builder.apply('extent', [], { capacity: 3, dtype: 'f64' })
  const last = builder.constant(6, 'i32')
  const turned = builder.apply('sub', [builder.broadcastTo(last, [rows]), order], {})
  const program: Program = {
    buffers: [
      { name: 'data', shape: [rows], dtype: 'f64', isConstant: true },
      { name: 'order', shape: [rows], dtype: 'i32' },
      integer('position'),
      integer('epoch'),
      number('total'),
    ],
    entries: [{ name: 'epoch start', writes: [{ buffer: 'order', node: turned }] }],
    step: {
      name: 'step',
      writes: [{ buffer: 'total', node: builder.add(builder.input('total', [], 'f64'), sum) }],
      series: [
        { name: 'sum', node: sum },
        { name: 'count', node: count },
      ],
      batches: { total: 7, size: 3, position: 'position', epoch: 'epoch', onEpoch: 'epoch start' },
    },
  }
  const session = backend.start(program, builder)
  session.write('data', [1, 2, 4, 8, 16, 32, 64])
  session.write('order', [0, 1, 2, 3, 4, 5, 6])
  session.prepare()
  return session
}

describe.each([interpreterBackend, wasmBackend])('a session of the $name backend', (backend) => {
  it('steps as often as asked and records every step', () => {
    const session = counting(backend)
    const { steps, status, series } = session.step(3)
    expect({ steps, status }).toEqual({ steps: 3, status: 'done' })
    expect(Array.from(series.get('before')!)).toEqual([0, 2, 4])
    expect(Array.from(series.get('after')!)).toEqual([2, 4, 6])
    expect(Array.from(session.read('w'))).toEqual([6])
  })

  it('writes nothing of a step that may not be committed', () => {
    const session = counting(backend)
    session.write('limit', [5])
    const { steps, status, series } = session.step(10)
    expect({ steps, status }).toEqual({ steps: 2, status: 'not-finite' })
    expect(Array.from(series.get('after')!)).toEqual([2, 4])
    expect(Array.from(session.read('w'))).toEqual([4])
    expect(session.step(10)).toMatchObject({ steps: 0, status: 'not-finite' })
  })

  it('ends after the step at which the stop condition holds', () => {
    const session = counting(backend)
    session.write('top', [5])
    expect(session.step(10)).toMatchObject({ steps: 3, status: 'stopped' })
    expect(Array.from(session.read('w'))).toEqual([6])
    session.write('top', [100])
    expect(session.step(2)).toMatchObject({ steps: 2, status: 'done' })
  })

  it('records at most the capacity of a series in one call', () => {
    const session = counting(backend)
    const { steps, series } = session.step(SERIES_CAPACITY + 10)
    expect(steps).toBe(SERIES_CAPACITY)
    expect(series.get('after')!.at(-1)).toBe(2 * SERIES_CAPACITY)
    expect(session.step(0)).toMatchObject({ steps: 0, status: 'done' })
  })

  it('begins anew when constants are written and prepared again', () => {
    const session = counting(backend)
    session.step(5)
    session.write('rate', [0.5])
    session.prepare()
    session.call('init')
    expect(Array.from(session.step(2).series.get('after')!)).toEqual([0.5, 1])
  })

  it('cuts rows into batches and calls the entry of an epoch at its beginning', () => {
    const session = batched(backend)
    const { series } = session.step(6)
    // The first epoch turns the order around, the second turns it back.
    expect(Array.from(series.get('sum')!)).toEqual([112, 14, 1, 7, 56, 64])
    expect(Array.from(series.get('count')!)).toEqual([3, 3, 1, 3, 3, 1])
    expect(session.read('epoch')[0]).toBe(2)
    expect(session.read('position')[0]).toBe(0)
    expect(session.read('total')[0]).toBe(254)
  })

  it('goes on between calls where its buffers say', () => {
    const session = batched(backend)
    const sums = [1, 1, 1, 1].map((count) => session.step(count).series.get('sum')![0])
    expect(sums).toEqual([112, 14, 1, 7])
    expect([session.read('position')[0], session.read('epoch')[0]]).toEqual([3, 1])
    session.write('position', [6])
    expect(session.step(1).series.get('sum')![0]).toBe(64)
  })

  it('gives copies, and takes as many elements as a buffer has', () => {
    const session = counting(backend)
    const copy = session.read('w')
    copy[0] = 99
    expect(session.read('w')[0]).toBe(0)
    expect(() => session.write('w', [1, 2])).toThrow(/2 elements for buffer w of 1/)
    expect(() => session.read('v')).toThrow(/no buffer v/)
    expect(() => session.call('finish')).toThrow(/no entry finish/)
  })

  it('lets all reads of an entry happen before its writes', () => {
    const builder = new Builder()
    const [a, b] = ['a', 'b'].map((name) => builder.input(name, [], 'f64'))
    const swap = {
      name: 'swap',
      writes: [
        { buffer: 'a', node: b! },
        { buffer: 'b', node: a! },
      ],
    }
    const program: Program = { buffers: [number('a'), number('b')], entries: [swap] }
    const session = backend.start(program, builder)
    session.write('a', [1])
    session.write('b', [2])
    session.call('swap')
    expect([session.read('a')[0], session.read('b')[0]]).toEqual([2, 1])
    expect(() => session.step(1)).toThrow(/no step/)
  })
})
