// One megabyte: large enough that the cost of a piece is its content, small enough that the
// cells of a piece are gone before the collector has to move them.
const pieceLength = 1 << 20
const lineFeed = 0x0a

/** A byte that no UTF-8 text has at its place. */
export interface UndecodableByte {
  readonly byte: number
  /** Counted in bytes from the start of the file. */
  readonly offset: number
}

/**
 * Yields a text piece by piece, so that a large file never stands in memory as one string.
 * Bytes must be valid UTF-8 (see {@link findUndecodable}). A byte order mark is left out, and
 * the line breaks of old Macs become `\n`.
 */
export function* textPieces(source: string | Uint8Array): Generator<string> {
  let oldBreaks: boolean | undefined
  for (const piece of typeof source === 'string' ? cut(source) : decode(source)) {
    oldBreaks ??= piece.includes('\r') && !piece.includes('\n')
    yield oldBreaks ? piece.replaceAll('\r', '\n') : piece
  }
}

function* cut(text: string): Generator<string> {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let i = start; i < text.length; i += pieceLength) yield text.slice(i, i + pieceLength)
}

function* decode(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder()
  const keepingMarks = new TextDecoder('utf-8', { ignoreBOM: true })
  for (const piece of bytePieces(bytes)) {
    yield (piece.byteOffset === bytes.byteOffset ? decoder : keepingMarks).decode(piece)
  }
}

/** Cuts bytes where a character begins. */
function* bytePieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + pieceLength, bytes.length)
    for (let i = 0; i < 3 && end < bytes.length && isContinuation(bytes[end]!); i++) end--
    yield bytes.subarray(start, end)
    start = end
  }
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** The first byte that makes the bytes no UTF-8 text; zero bytes, which no table has, count. */
export function findUndecodable(source: string | Uint8Array): UndecodableByte | undefined {
  if (typeof source === 'string') {
    const zero = source.indexOf('\0')
    return zero < 0 ? undefined : { byte: 0, offset: encode(source.slice(0, zero)).length }
  }
  const zero = source.indexOf(0)
  const invalid = findInvalid(source)
  const offset = invalid < 0 || (zero >= 0 && zero < invalid) ? zero : invalid
  return offset < 0 ? undefined : { byte: source[offset]!, offset }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function findInvalid(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (const piece of bytePieces(bytes)) {
    if (!canDecode(decoder, piece)) {
      return piece.byteOffset - bytes.byteOffset + firstInvalid(piece)
    }
  }
  return -1
}

/** By halving: with `stream`, a beginning decodes exactly when no invalid byte is in it. */
function firstInvalid(piece: Uint8Array): number {
  let good = 0
  let bad = piece.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    // A new decoder each time: one that has thrown may keep half a character.
    const decoder = new TextDecoder('utf-8', { fatal: true })
    if (middle <= piece.length && canDecode(decoder, piece.subarray(0, middle), true)) good = middle
    else bad = middle
  }
  if (canDecode(new TextDecoder('utf-8', { fatal: true }), piece.subarray(0, good))) return good
  // Every byte so far may stand where it does, but the character that they begin is not whole.
  let lead = good - 1
  while (lead > 0 && isContinuation(piece[lead]!)) lead--
  return lead
}

function canDecode(decoder: TextDecoder, bytes: Uint8Array, stream = false): boolean {
  try {
    decoder.decode(bytes, { stream })
    return true
  } catch {
    return false
  }
}

const shownBytes = 120

/** The line around a byte, as far as it can be read, and the byte's place in that text. */
export function lineAround(
  source: string | Uint8Array,
  offset: number,
): { readonly text: string; readonly line: number; readonly at: number } {
  const bytes = typeof source === 'string' ? encode(source) : source
  let line = 1
  let start = 0
  for (let i = bytes.indexOf(lineFeed); i >= 0 && i < offset; i = bytes.indexOf(lineFeed, i + 1)) {
    line++
    start = i + 1
  }
  const decoder = new TextDecoder()
  const before = decoder.decode(bytes.subarray(Math.max(start, offset - shownBytes), offset))
  const rest = decoder.decode(bytes.subarray(offset, offset + shownBytes)).split('\n', 1)[0] ?? ''
  return { text: before + rest, line, at: before.length }
}
