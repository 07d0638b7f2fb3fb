// Building modules.
export { AssemblyError } from './assembly-error.ts'
export { supportsRelaxedSimd, supportsSimd } from './features.ts'
export { CheckedFunctionBuilder } from './checked-function-builder.ts'
export type {
  BlockType,
  Body,
  FunctionBuilder,
  FunctionBuilderConstructor,
  FunctionReference,
  GlobalReference,
  Label,
  Local,
  Parameters,
} from './function-builder.ts'
export { defineGlobal, exportGlobal } from './globals.ts'
export { importFunction, importMemory } from './imports.ts'
export { type MemoryLimits, ModuleBuilder, type ModuleOptions } from './module-builder.ts'
export type { FunctionType, ValueType } from './value-type.ts'
export type { VectorShape } from './vector-shape.ts'

// Reading modules.
export { toWat } from './wat.ts'

// The opcode table.
export type {
  LaneMnemonic,
  LoadMnemonic,
  MemoryLaneMnemonic,
  PlainMnemonic,
  StoreMnemonic,
  UsualMnemonic,
} from './opcodes.ts'
export { type Mnemonic, opcodes } from './rare-opcodes.ts'
export {
  type Immediate,
  type InstructionType,
  immediateOf,
  type Operand,
  typeOfInstruction,
} from './instruction-type.ts'

// The engine.
export {
  type WebAssemblyHost,
  type WebAssemblyImports,
  type WebAssemblyInstance,
  type WebAssemblyMemory,
  type WebAssemblyModule,
  webAssembly,
} from './host.ts'
