import { maxLebBytes, writeSigned, writeSigned64, writeUnsigned } from './leb128.ts'

const encoder = new TextEncoder()

/** A growing array of bytes that is written from front to back in the order of a module. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView<ArrayBuffer>
  #length = 0

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(Math.max(capacity, maxLebBytes))
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** The number of bytes written so far. */
  get length(): number {
    return this.#length
  }

  /** Writes the low eight bits of `value`. */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** Writes an instruction code of the opcode table: one byte, or prefix and sub-opcode. */
  opcode(code: number): void {
    if (code <= 0xff) {
      this.byte(code)
    } else {
      this.byte(code >>> 16)
      this.unsigned(code & 0xffff)
    }
  }

  /** Writes an unsigned 32-bit integer as LEB128; anything else is a `RangeError`. */
  unsigned(value: number): void {
    if (value >>> 0 !== value) throw new RangeError(`${value} is not an unsigned 32-bit integer`)
    this.#reserve(maxLebBytes)
    this.#length = writeUnsigned(this.#bytes, this.#length, value)
  }

  /** Writes the low 32 bits of an integer as signed LEB128. */
  signed(value: number): void {
    this.#reserve(maxLebBytes)
    this.#length = writeSigned(this.#bytes, this.#length, value)
  }

  /** Writes the low 64 bits of an integer as signed LEB128. */
  signed64(value: bigint): void {
    this.#reserve(maxLebBytes)
    this.#length = writeSigned64(this.#bytes, this.#length, value)
  }

  /** Writes four bytes, little-endian; every NaN becomes the canonical one. */
  float32(value: number): void {
    this.#reserve(4)
    // An engine may store any NaN bits for `setFloat32`; modules must not depend on it.
    if (Number.isNaN(value)) this.#view.setUint32(this.#length, 0x7fc00000, true)
    else this.#view.setFloat32(this.#length, value, true)
    this.#length += 4
  }

  /** Writes eight bytes, little-endian; every NaN becomes the canonical one. */
  float64(value: number): void {
    this.#reserve(8)
    if (Number.isNaN(value)) this.#view.setBigUint64(this.#length, 0x7ff8000000000000n, true)
    else this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  /** Copies `bytes`. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Copies what another writer holds. */
  append(other: ByteWriter): void {
    this.bytes(other.written())
  }

  /** Writes a UTF-8 string after its length in bytes. */
  name(text: string): void {
    const bytes = encoder.encode(text)
    this.unsigned(bytes.length)
    this.bytes(bytes)
  }

  /** A view of the bytes so far, valid until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}
