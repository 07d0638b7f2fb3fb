import type { TypedArray } from '@gradus/ops'

/** A 64-bit FNV-1a digest of the bits of tensors, NaN in its canonical form, in hexadecimal. */
export function hashWeights(tensors: readonly TypedArray[]): string {
  let hash = 0xcbf29ce484222325n
  const cell = new DataView(new ArrayBuffer(8))
  for (const tensor of tensors) {
    const bytes = tensor.BYTES_PER_ELEMENT
    for (const value of tensor) {
      const shown = Number.isNaN(value) ? Number.NaN : value
      if (bytes === 8) cell.setFloat64(0, shown, true)
      else cell.setFloat32(0, shown, true)
      for (let i = 0; i < bytes; i++) {
        hash = ((hash ^ BigInt(cell.getUint8(i))) * 0x100000001b3n) & 0xffffffffffffffffn
      }
    }
  }
  return hash.toString(16).padStart(16, '0')
}
