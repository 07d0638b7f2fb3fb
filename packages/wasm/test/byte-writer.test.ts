import { describe, expect, test } from 'vitest'
import { ByteWriter } from '../src/byte-writer.ts'

function bytesOf(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter()
  write(writer)
  return [...writer.written()]
}

const floats = [0, -0, 1, -1.5, 0.1, 1e300, 5e-324, Number.POSITIVE_INFINITY, -Infinity, Math.PI]

describe('a byte writer', () => {
  test.each(floats)('writes %d as IEEE 754, little-endian', (value) => {
    expect(bytesOf((to) => to.float64(value))).toEqual([
      ...new Uint8Array(Float64Array.of(value).buffer),
    ])
    expect(bytesOf((to) => to.float32(value))).toEqual([
      ...new Uint8Array(Float32Array.of(value).buffer),
    ])
  })

  test('writes every NaN as the canonical one', () => {
    const odd = new Float64Array(BigUint64Array.of(0xfff8000000000001n).buffer)[0]!
    expect(bytesOf((to) => to.float64(odd))).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0x7f])
    expect(bytesOf((to) => to.float32(odd))).toEqual([0, 0, 0xc0, 0x7f])
  })

  test('keeps everything it has written while it grows', () => {
    const writer = new ByteWriter(1)
    for (let i = 0; i < 100_000; i++) writer.byte(i % 251)
    expect(writer.length).toBe(100_000)
    expect(writer.written().every((byte, i) => byte === i % 251)).toBe(true)
  })

  test('writes names as UTF-8 after their size in bytes', () => {
    expect(bytesOf((to) => to.name('σ²'))).toEqual([4, 0xcf, 0x83, 0xc2, 0xb2])
  })

  test.each([-1, 2 ** 32, 0.5, Number.NaN])('refuses %d as an unsigned integer', (value) => {
    expect(() => new ByteWriter().unsigned(value)).toThrow(RangeError)
  })
})
