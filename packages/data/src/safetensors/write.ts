import { internalError } from '@gradus/diagnostics'
import { bytesOf, elementCount, metadataName, type NamedTensor } from './tensor.ts'

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/**
 * Writes tensors as a safetensors file: the length of the header in 8 bytes, the header as
 * JSON, padded with spaces to 8 bytes, then the elements in little-endian order. Tensors with
 * wide elements come first, so that every one is aligned to its elements.
 *
 * Source: the format description in the safetensors repository. Names must differ, and each
 * tensor must have as many elements as its shape says.
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const ordered = tensors.toSorted((a, b) => bytesOf[b.dtype] - bytesOf[a.dtype])
  const entries: [string, Entry | Readonly<Record<string, string>>][] = []
  if (metadata) entries.push([metadataName, metadata])
  let offset = 0
  for (const { name, dtype, shape, data } of ordered) {
    if (data.length !== elementCount(shape) || name === metadataName) {
      internalError('a tensor to write is not well formed', [`${name}: ${dtype}[${shape}]`])
    }
    const end = offset + data.byteLength
    entries.push([name, { dtype, shape, data_offsets: [offset, end] }])
    offset = end
  }
  const header = headerBytes(entries)
  const bytes = new Uint8Array(8 + header.length + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(header, 8)
  let at = 8 + header.length
  for (const { data } of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

function headerBytes(entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const names = new Set(entries.map(([name]) => name))
  if (names.size < entries.length) internalError('two tensors to write have the same name')
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)))
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(' '.charCodeAt(0))
  padded.set(json)
  return padded
}
