import { InternalError } from '@gradus/diagnostics'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NamedTensor, readSafetensors, writeSafetensors } from '../src/index.ts'

const seed = 20_260_402
const weights: NamedTensor[] = [
  { name: 'b', dtype: 'F32', shape: [3], data: Float32Array.of(1, -0, Number.NaN) },
  { name: 'W', dtype: 'F64', shape: [2, 1], data: Float64Array.of(Math.PI, -1e308) },
  { name: 'step', dtype: 'I32', shape: [], data: Int32Array.of(-7) },
  { name: 'none', dtype: 'F64', shape: [0, 4], data: new Float64Array() },
]

/** A file with a header of our own making. */
function fileWith(header: unknown, dataLength = 0, padding = ''): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header) + padding)
  const bytes = new Uint8Array(8 + json.length + dataLength)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}

function problemOf(bytes: Uint8Array): string {
  const { tensors, diagnostics } = readSafetensors(bytes, { file: 'w.safetensors' })
  expect(tensors).toBeUndefined()
  expect(diagnostics.map(({ code }) => code)).toEqual(['E0416'])
  return diagnostics[0]!.message.replace('"w.safetensors" is damaged: ', '')
}

describe('writeSafetensors', () => {
  test('begins the data at a multiple of 8, wide elements first', () => {
    const bytes = writeSafetensors(weights, { version: '1' })
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(length % 8).toBe(0)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))
    expect(header).toEqual({
      __metadata__: { version: '1' },
      W: { dtype: 'F64', shape: [2, 1], data_offsets: [0, 16] },
      none: { dtype: 'F64', shape: [0, 4], data_offsets: [16, 16] },
      b: { dtype: 'F32', shape: [3], data_offsets: [16, 28] },
      step: { dtype: 'I32', shape: [], data_offsets: [28, 32] },
    })
    expect(new DataView(bytes.buffer).getFloat64(8 + length, true)).toBe(Math.PI)
    expect(bytes.length).toBe(8 + length + 32)
  })

  test('refuses what it could not read back', () => {
    const [b] = weights
    expect(() => writeSafetensors([b!, b!])).toThrow(InternalError)
    expect(() => writeSafetensors([{ ...b!, shape: [4] }])).toThrow(InternalError)
    expect(() => writeSafetensors([{ ...b!, name: '__metadata__' }])).toThrow(InternalError)
  })
})

describe('readSafetensors', () => {
  test('gives back what was written, also from the middle of a larger buffer', () => {
    const bytes = writeSafetensors(weights, { seed: '7' })
    const larger = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3)
    for (const source of [bytes, larger]) {
      const { tensors, metadata, diagnostics } = readSafetensors(source)
      expect(diagnostics).toEqual([])
      expect(metadata).toEqual({ seed: '7' })
      expect(tensors).toEqual([weights[1], weights[3], weights[0], weights[2]])
    }
  })

  test('gives back any tensors', () => {
    const tensors = fc.uniqueArray(
      fc
        .tuple(
          fc.string(),
          fc.constantFrom('F64', 'F32', 'I32'),
          fc.array(fc.nat(4), { maxLength: 3 }),
        )
        .map(([name, dtype, shape]) => tensorOf(name, dtype, shape)),
      { selector: ({ name }) => name },
    )
    fc.assert(
      fc.property(tensors, (written) => {
        const { tensors: read, diagnostics } = readSafetensors(writeSafetensors(written))
        expect(diagnostics).toEqual([])
        const byName = (a: NamedTensor, b: NamedTensor) => (a.name < b.name ? -1 : 1)
        expect(read?.toSorted(byName)).toEqual(written.toSorted(byName))
      }),
      { seed },
    )
  })

  test('reports a file that is cut off at any byte', () => {
    const bytes = writeSafetensors(weights, { seed: '7' })
    for (let length = 0; length < bytes.length; length++) {
      expect(problemOf(bytes.subarray(0, length))).toMatch(/ends before|too short/)
    }
  })

  test('throws for no bytes at all', () => {
    const bytes = writeSafetensors(weights)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = bytes.slice()
        changed[at] = byte
        const { tensors, diagnostics } = readSafetensors(changed)
        expect(diagnostics.length).toBe(tensors ? 0 : 1)
      }),
      { seed, numRuns: 1000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
        expect(readSafetensors(random).diagnostics.length).toBeLessThanOrEqual(1)
      }),
      { seed },
    )
  })

  test.each<[what: string, bytes: Uint8Array, problem: string]>([
    [
      'a huge header',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123),
      'it ends before its header does',
    ],
    ['a header that is no object', fileWith([1]), 'its header is not a JSON object'],
    ['a header that is no JSON', fileWith({}, 0, '}'), 'its header is not a JSON object'],
    ['metadata of numbers', fileWith({ __metadata__: { a: 1 } }), 'its metadata are not texts'],
    ['a tensor that is null', fileWith({ w: null }), 'tensor "w" is not described'],
    [
      'half floats',
      fileWith({ w: entry([2], [0, 4], 'F16') }, 4),
      'tensor "w" has elements of a kind that I do not read',
    ],
    ['a negative size', fileWith({ w: entry([-1], [0, 8]) }, 8), 'tensor "w" has no proper shape'],
    ['no offsets', fileWith({ w: { dtype: 'F64', shape: [1] } }, 8), 'tensor "w" has no place'],
    [
      'a wrong size',
      fileWith({ w: entry([2], [0, 8]) }, 8),
      'tensor "w" has more or fewer bytes than its shape says',
    ],
    [
      'a size beyond numbers',
      fileWith({ w: entry([2 ** 52, 2 ** 52], [0, 8]) }, 8),
      'tensor "w" has more or fewer bytes than its shape says',
    ],
    [
      'overlapping tensors',
      fileWith({ a: entry([2], [0, 16]), b: entry([2], [8, 24]) }, 24),
      'tensor "b" is not where it should be',
    ],
    [
      'a gap',
      fileWith({ a: entry([1], [0, 8]), b: entry([1], [16, 24]) }, 24),
      'tensor "b" is not where it should be',
    ],
    ['data to spare', fileWith({ a: entry([1], [0, 8]) }, 9), 'it goes on after its last tensor'],
  ])('reports %s', (_, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem)
  })
})

function entry(shape: number[], offsets: number[], dtype = 'F64') {
  return { dtype, shape, data_offsets: offsets }
}

function tensorOf(name: string, dtype: NamedTensor['dtype'], shape: number[]): NamedTensor {
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i - 3)
  if (dtype === 'F64') return { name, dtype, shape, data: Float64Array.from(values) }
  if (dtype === 'F32') return { name, dtype, shape, data: Float32Array.from(values) }
  return { name, dtype, shape, data: Int32Array.from(values) }
}
