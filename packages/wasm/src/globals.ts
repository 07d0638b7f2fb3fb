import type { ByteWriter } from './byte-writer.ts'
import type { GlobalReference } from './function-builder.ts'
import type { ModuleBuilder } from './module-builder.ts'
import { opcodes } from './rare-opcodes.ts'
import { type ValueType, valueTypeCodes } from './value-type.ts'

/** Defines a global of a module; an i64 takes a bigint. */
export function defineGlobal(
  module: ModuleBuilder,
  name: string,
  type: Exclude<ValueType, 'v128'>,
  initial: number | bigint,
  isMutable = true,
): GlobalReference {
  const index = module.add('global', (to) => {
    to.byte(valueTypeCodes[type])
    to.byte(isMutable ? 1 : 0)
    to.opcode(opcodes[`${type}.const`])
    writers[type](to, initial)
    to.opcode(opcodes.end)
  })
  const global = { index, name, type, isMutable }
  module.globals.push(global)
  return global
}

/** Exports a global, by default under its own name. */
export function exportGlobal(
  module: ModuleBuilder,
  { index, name }: GlobalReference,
  as: string = name,
): void {
  module.export('global', index, as)
}

const writers = {
  i32: (to: ByteWriter, value: number | bigint) => to.signed(Number(value)),
  i64: (to: ByteWriter, value: number | bigint) => to.signed64(BigInt(value)),
  f32: (to: ByteWriter, value: number | bigint) => to.float32(Number(value)),
  f64: (to: ByteWriter, value: number | bigint) => to.float64(Number(value)),
}
