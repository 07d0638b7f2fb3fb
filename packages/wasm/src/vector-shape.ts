import type { ByteWriter } from './byte-writer.ts'

/** How 128 bits are divided into lanes. */
export type VectorShape = 'i8x16' | 'i16x8' | 'i32x4' | 'i64x2' | 'f32x4' | 'f64x2'

/** How many lanes a shape has. */
export const laneCounts: Readonly<Record<VectorShape, number>> = {
  i8x16: 16,
  i16x8: 8,
  i32x4: 4,
  i64x2: 2,
  f32x4: 4,
  f64x2: 2,
}

/** Writes the 16 bytes of a vector, lane 0 first, from as many lanes as the shape has. */
export function writeLanes(
  writer: ByteWriter,
  shape: VectorShape,
  lanes: readonly (number | bigint)[],
): void {
  for (const lane of lanes) {
    if (shape === 'f64x2') writer.float64(Number(lane))
    else if (shape === 'f32x4') writer.float32(Number(lane))
    else writeInteger(writer, BigInt(lane), 16 / laneCounts[shape])
  }
}

function writeInteger(writer: ByteWriter, bits: bigint, size: number): void {
  for (let i = 0; i < size; i++) writer.byte(Number((bits >> BigInt(8 * i)) & 0xffn))
}
