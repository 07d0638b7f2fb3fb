import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  maxLebBytes,
  readSigned,
  readUnsigned,
  writeSigned,
  writeSigned64,
  writeUnsigned,
} from '../src/leb128.ts'

const settings = { seed: 20_260, numRuns: 2000 }

/** Writes LEB128 as the specification states it, in unbounded integers. */
function referenceUnsigned(value: bigint): number[] {
  const low = Number(value % 128n)
  return value < 128n ? [low] : [low | 0x80, ...referenceUnsigned(value / 128n)]
}

function referenceSigned(value: bigint): number[] {
  const low = Number(BigInt.asUintN(7, value))
  const isLast = value >= -64n && value < 64n
  return isLast ? [low] : [low | 0x80, ...referenceSigned(value >> 7n)]
}

function written(write: (bytes: Uint8Array) => number): number[] {
  const bytes = new Uint8Array(maxLebBytes)
  return [...bytes.subarray(0, write(bytes))]
}

/** Integers around the powers of two, where the number of bytes changes. */
function nearPowers(bits: number): bigint[] {
  const powers = Array.from({ length: bits + 1 }, (_, i) => 1n << BigInt(i))
  return powers.flatMap((power) => [power - 1n, power, -power, -power - 1n])
}

describe('LEB128', () => {
  test('of unsigned 32-bit integers is what the specification says and reads back', () => {
    const check = (value: number) => {
      const bytes = written((to) => writeUnsigned(to, 0, value))
      expect(bytes).toEqual(referenceUnsigned(BigInt(value)))
      expect(readUnsigned(Uint8Array.from(bytes), 0)).toEqual({ value, end: bytes.length })
    }
    nearPowers(31)
      .filter((value) => value >= 0n)
      .map(Number)
      .forEach(check)
    fc.assert(fc.property(fc.nat(0xffffffff), check), settings)
  })

  test('of signed 32-bit integers is what the specification says and reads back', () => {
    const check = (value: number) => {
      const bytes = written((to) => writeSigned(to, 0, value))
      expect(bytes).toEqual(referenceSigned(BigInt(value)))
      expect(readSigned(Uint8Array.from(bytes), 0).value).toBe(BigInt(value))
    }
    nearPowers(30).map(Number).forEach(check)
    fc.assert(fc.property(fc.integer(), check), settings)
  })

  test('of signed 64-bit integers is what the specification says and reads back', () => {
    const check = (value: bigint) => {
      const bytes = written((to) => writeSigned64(to, 0, value))
      expect(bytes).toEqual(referenceSigned(value))
      expect(readSigned(Uint8Array.from(bytes), 0)).toEqual({ value, end: bytes.length })
    }
    nearPowers(62).forEach(check)
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), check), settings)
  })

  test('that does not end is refused', () => {
    expect(() => readUnsigned(Uint8Array.of(0x80, 0x80), 0)).toThrow(RangeError)
    expect(() => readSigned(new Uint8Array(11).fill(0x80), 0)).toThrow(RangeError)
  })
})
