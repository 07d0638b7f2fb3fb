import { readSigned, readUnsigned } from './leb128.ts'

const decoder = new TextDecoder()

/** Reads the bytes of a module from front to back; reading past the end is a `RangeError`. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Whether every byte is read. */
  get isDone(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The next byte, which stays unread. */
  peek(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new RangeError('The module ends too early')
    return byte
  }

  /** Reads one byte. */
  byte(): number {
    const byte = this.peek()
    this.#at++
    return byte
  }

  /** Reads an instruction code as the opcode table spells it. */
  opcode(): number {
    const first = this.byte()
    return first < 0xfc ? first : (first << 16) | this.unsigned()
  }

  /** Reads an unsigned 32-bit integer. */
  unsigned(): number {
    const { value, end } = readUnsigned(this.#bytes, this.#at)
    this.#at = end
    return value
  }

  /** Reads a signed integer of at most 64 bits. */
  signed(): bigint {
    const { value, end } = readSigned(this.#bytes, this.#at)
    this.#at = end
    return value
  }

  /** Reads `count` bytes as a view. */
  bytes(count: number): DataView {
    const { buffer, byteOffset, length } = this.#bytes
    if (this.#at + count > length) throw new RangeError('The module ends too early')
    const view = new DataView(buffer, byteOffset + this.#at, count)
    this.#at += count
    return view
  }

  /** Reads a size and gives a reader of that many bytes. */
  sized(): ByteReader {
    const { buffer, byteOffset, byteLength } = this.bytes(this.unsigned())
    return new ByteReader(new Uint8Array(buffer, byteOffset, byteLength))
  }

  /** Reads the rest as bytes. */
  rest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#at)
    this.#at = this.#bytes.length
    return rest
  }

  /** Reads a string after its length in bytes. */
  name(): string {
    return decoder.decode(this.sized().rest())
  }

  /** Reads a number of entries, then each. */
  entries<T>(read: (reader: ByteReader) => T): T[] {
    return Array.from({ length: this.unsigned() }, () => read(this))
  }
}
