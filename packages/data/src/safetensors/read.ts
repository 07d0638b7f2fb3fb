import { type Diagnostic, diagnostic, Source } from '@gradus/diagnostics'
import {
  bytesOf,
  elementCount,
  metadataName,
  type NamedTensor,
  type TensorDtype,
} from './tensor.ts'

/** What reading a safetensors file gave. */
export interface SafetensorsResult {
  /** In the order of the file; absent when the file is damaged. */
  readonly tensors?: readonly NamedTensor[]
  /** What the file says besides its tensors. */
  readonly metadata: Readonly<Record<string, string>>
  readonly diagnostics: readonly Diagnostic[]
}

interface Entry {
  readonly name: string
  readonly dtype: TensorDtype
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

/** What is wrong with a file, in words that follow "is damaged:". */
type Problem = { readonly problem: string }

/**
 * Reads a safetensors file with elements of the kinds F64, F32 and I32. Whatever is wrong with
 * the bytes is a diagnostic (E0416), never an exception; tensors must cover the data exactly.
 */
export function readSafetensors(
  bytes: Uint8Array,
  options: { readonly file?: string } = {},
): SafetensorsResult {
  const header = readHeader(bytes)
  if ('problem' in header) return damaged(header, options.file)
  const { entries, metadata, dataStart } = header
  const cover = checkCover(entries, bytes.length - dataStart)
  if (cover) return damaged(cover, options.file)
  const tensors = entries.map((entry) => readTensor(entry, bytes, dataStart))
  return { tensors, metadata, diagnostics: [] }
}

interface Header {
  readonly entries: readonly Entry[]
  readonly metadata: Readonly<Record<string, string>>
  readonly dataStart: number
}

function readHeader(bytes: Uint8Array): Header | Problem {
  if (bytes.length < 8) return { problem: 'it is too short to have a header' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getBigUint64(0, true)
  // Compared as a whole number of any size: a wrong length may exceed what a number holds.
  if (length > BigInt(bytes.length - 8)) return { problem: 'it ends before its header does' }
  const dataStart = 8 + Number(length)
  const json = parseJson(bytes.subarray(8, dataStart))
  if (!isRecord(json)) return { problem: 'its header is not a JSON object' }
  const entries: Entry[] = []
  let metadata: Readonly<Record<string, string>> = {}
  for (const [name, value] of Object.entries(json)) {
    if (name === metadataName) {
      if (!isTextRecord(value)) return { problem: 'its metadata are not texts' }
      metadata = value
      continue
    }
    const entry = readEntry(name, value)
    if ('problem' in entry) return entry
    entries.push(entry)
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end)
  return { entries, metadata, dataStart }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function readEntry(name: string, value: unknown): Entry | Problem {
  const tensor = `tensor ${JSON.stringify(name)}`
  if (!isRecord(value)) return { problem: `${tensor} is not described` }
  const { dtype, shape, data_offsets: offsets } = value
  if (!isDtype(dtype)) return { problem: `${tensor} has elements of a kind that I do not read` }
  if (!isCounts(shape)) return { problem: `${tensor} has no proper shape` }
  if (!isCounts(offsets) || offsets.length !== 2) return { problem: `${tensor} has no place` }
  const [start = 0, end = 0] = offsets
  if (end - start !== elementCount(shape) * bytesOf[dtype]) {
    return { problem: `${tensor} has more or fewer bytes than its shape says` }
  }
  return { name, dtype, shape, start, end }
}

/** Tensors follow each other without gaps or overlaps, up to the end of the data. */
function checkCover(entries: readonly Entry[], length: number): Problem | undefined {
  let at = 0
  for (const { name, start, end } of entries) {
    if (start !== at) return { problem: `tensor ${JSON.stringify(name)} is not where it should be` }
    at = end
  }
  if (at > length) return { problem: 'it ends before its last tensor does' }
  return at < length ? { problem: 'it goes on after its last tensor' } : undefined
}

function readTensor({ start, end, ...entry }: Entry, bytes: Uint8Array, data: number): NamedTensor {
  // Copied, because typed arrays must begin at a multiple of their element's width; not with
  // `slice`, which gives a view on the same memory when the bytes are a Node.js Buffer.
  const copy = new Uint8Array(end - start)
  copy.set(bytes.subarray(data + start, data + end))
  const { buffer } = copy
  const { name, dtype, shape } = entry
  if (dtype === 'F64') return { name, dtype, shape, data: new Float64Array(buffer) }
  if (dtype === 'F32') return { name, dtype, shape, data: new Float32Array(buffer) }
  return { name, dtype, shape, data: new Int32Array(buffer) }
}

function damaged({ problem }: Problem, file = 'weights.safetensors'): SafetensorsResult {
  const source = new Source(file, '')
  const found = diagnostic('E0416', source, { start: 0, end: 0 }, { file, problem })
  return { metadata: {}, diagnostics: [found] }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string')
}

function isDtype(value: unknown): value is TensorDtype {
  return typeof value === 'string' && Object.hasOwn(bytesOf, value)
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
