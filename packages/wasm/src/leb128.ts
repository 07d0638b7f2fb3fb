// LEB128: seven bits a byte, low bits first, the top bit set on all bytes but the last.
// Source: WebAssembly core specification, section 5.2.2.

/** The most bytes that one 64-bit integer takes. */
export const maxLebBytes = 10

/** Writes an unsigned 32-bit integer at `at` and returns the offset after it. */
export function writeUnsigned(bytes: Uint8Array, at: number, value: number): number {
  let rest = value >>> 0
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[at++] = rest
  return at
}

/** Writes a signed 32-bit integer at `at` and returns the offset after it. */
export function writeSigned(bytes: Uint8Array, at: number, value: number): number {
  let rest = value | 0
  // One byte holds −64…63: its bit 6 is the sign.
  while (rest < -64 || rest > 63) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest >>= 7
  }
  bytes[at++] = rest & 0x7f
  return at
}

/** Writes a signed 64-bit integer at `at` and returns the offset after it. */
export function writeSigned64(bytes: Uint8Array, at: number, value: bigint): number {
  let rest = BigInt.asIntN(64, value)
  while (rest < -64n || rest > 63n) {
    bytes[at++] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
  }
  bytes[at++] = Number(rest & 0x7fn)
  return at
}

/** A decoded integer and the offset after it. */
export interface Decoded<T> {
  readonly value: T
  readonly end: number
}

/** Reads an unsigned integer of at most 32 bits. */
export function readUnsigned(bytes: Uint8Array, at: number): Decoded<number> {
  let value = 0
  let weight = 1
  for (let end = at; end < at + 5; end++) {
    const byte = bytes[end]
    if (byte === undefined) break
    value += (byte & 0x7f) * weight
    if (byte < 0x80) return { value, end: end + 1 }
    weight *= 0x80
  }
  throw new RangeError(`The integer at byte ${at} does not end`)
}

/** Reads a signed integer of at most 64 bits. */
export function readSigned(bytes: Uint8Array, at: number): Decoded<bigint> {
  let value = 0n
  for (let end = at; end < at + maxLebBytes; end++) {
    const byte = bytes[end]
    if (byte === undefined) break
    const bits = 7 * (end - at)
    value |= BigInt(byte & 0x7f) << BigInt(bits)
    if (byte < 0x80) return { value: BigInt.asIntN(bits + 7, value), end: end + 1 }
  }
  throw new RangeError(`The integer at byte ${at} does not end`)
}
