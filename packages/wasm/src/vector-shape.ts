import { AssemblyError } from './assembly-error.ts'
import type { ByteWriter } from './byte-writer.ts'

/** How 128 bits are divided into lanes. */
export type VectorShape = 'i8x16' | 'i16x8' | 'i32x4' | 'i64x2' | 'f32x4' | 'f64x2'

interface ShapeRow {
  readonly count: number
  readonly write: (writer: ByteWriter, lane: number | bigint) => void
}

const shapes: Readonly<Record<VectorShape, ShapeRow>> = {
  i8x16: { count: 16, write: (writer, lane) => writeInteger(writer, lane, 1) },
  i16x8: { count: 8, write: (writer, lane) => writeInteger(writer, lane, 2) },
  i32x4: { count: 4, write: (writer, lane) => writeInteger(writer, lane, 4) },
  i64x2: { count: 2, write: (writer, lane) => writeInteger(writer, lane, 8) },
  f32x4: { count: 4, write: (writer, lane) => writer.float32(Number(lane)) },
  f64x2: { count: 2, write: (writer, lane) => writer.float64(Number(lane)) },
}

/** Writes the 16 bytes of a vector, lane 0 first; a wrong number of lanes is an error. */
export function writeLanes(
  writer: ByteWriter,
  shape: VectorShape,
  lanes: readonly (number | bigint)[],
): void {
  const { count, write } = shapes[shape]
  if (lanes.length !== count) {
    throw new AssemblyError(`a constant of shape ${shape} has ${lanes.length} lanes`)
  }
  for (const lane of lanes) write(writer, lane)
}

function writeInteger(writer: ByteWriter, lane: number | bigint, size: number): void {
  const bits = BigInt(lane)
  for (let i = 0; i < size; i++) writer.byte(Number((bits >> BigInt(8 * i)) & 0xffn))
}
