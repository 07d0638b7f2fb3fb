import { AssemblyError } from './assembly-error.ts'
import { ByteWriter } from './byte-writer.ts'
import {
  FunctionBuilder,
  type FunctionBuilderConstructor,
  type FunctionReference,
  type GlobalReference,
  type Parameters,
} from './function-builder.ts'
import { writeNameSection } from './name-section.ts'
import { opcodes } from './opcodes.ts'
import { externalIds, writeEntries } from './section.ts'
import {
  type FunctionType,
  printFunctionType,
  type ValueType,
  valueTypeCodes,
} from './value-type.ts'

/** Settings of a module. */
export interface ModuleOptions {
  /** The name in the name section. */
  readonly name?: string
  /** What functions are emitted by: `CheckedFunctionBuilder` checks operand types; slower. */
  readonly functionBuilder?: FunctionBuilderConstructor
}

/** The size of a memory in pages of 64 KiB; a shared memory needs a maximum. */
export interface MemoryLimits {
  readonly initial: number
  readonly maximum?: number
  readonly shared?: boolean
}

interface ImportedFunction extends FunctionReference {
  readonly from: readonly [module: string, field: string]
}

interface MemoryDeclaration {
  readonly limits: MemoryLimits
  readonly from: readonly [module: string, field: string] | undefined
}

interface GlobalDeclaration extends GlobalReference {
  readonly initial: number | bigint
}

interface ExportDeclaration {
  readonly name: string
  readonly sort: keyof typeof externalIds
  readonly index: number
}

interface DataSegment {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Collects the parts of a module, then writes it. */
export class ModuleBuilder {
  readonly #options: ModuleOptions
  readonly #types: FunctionType[] = []
  readonly #typeIndices = new Map<string, number>()
  readonly #imports: ImportedFunction[] = []
  readonly #functions: FunctionBuilder[] = []
  readonly #globals: GlobalDeclaration[] = []
  readonly #exports: ExportDeclaration[] = []
  readonly #data: DataSegment[] = []
  #memory: MemoryDeclaration | undefined

  constructor(options: ModuleOptions = {}) {
    this.#options = options
  }

  /** Imports a function; imports come before the functions that the module defines. */
  importFunction(
    module: string,
    field: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
  ): FunctionReference {
    // Imported functions have the first indices, which calls already hold.
    if (this.#functions.length > 0) {
      throw new AssemblyError(`"${module}.${field}" is imported after a function is defined`)
    }
    const index = this.#imports.length
    const from = [module, field] as const
    const imported = { index, name: field, type: { params, results }, from }
    this.#imports.push(imported)
    return imported
  }

  /** Imports the memory of the module. */
  importMemory(module: string, field: string, limits: MemoryLimits): void {
    this.#setMemory({ limits, from: [module, field] })
  }

  /** Gives the module a memory of its own. */
  defineMemory(limits: MemoryLimits): void {
    this.#setMemory({ limits, from: undefined })
  }

  /** Starts a function; its body may be emitted in any order with other functions. */
  defineFunction<const P extends Parameters>(
    name: string,
    params: P,
    results: readonly ValueType[],
  ): FunctionBuilder<P> {
    const { functionBuilder = FunctionBuilder } = this.#options
    const builder = new functionBuilder(name, params, results, {
      index: this.#imports.length + this.#functions.length,
      internType: (type) => this.#internType(type),
    })
    this.#functions.push(builder)
    return builder
  }

  /** Defines a global; an i64 takes a bigint. */
  defineGlobal(
    name: string,
    type: Exclude<ValueType, 'v128'>,
    initial: number | bigint,
    isMutable = true,
  ): GlobalReference {
    const global = { index: this.#globals.length, name, type, initial, isMutable }
    this.#globals.push(global)
    return global
  }

  /** Exports a function, by default under its own name. */
  exportFunction(target: FunctionReference, name: string = target.name): void {
    this.#exports.push({ name, sort: 'function', index: target.index })
  }

  /** Exports a global, by default under its own name. */
  exportGlobal(target: GlobalReference, name: string = target.name): void {
    this.#exports.push({ name, sort: 'global', index: target.index })
  }

  /** Exports the memory. */
  exportMemory(name: string): void {
    this.#exports.push({ name, sort: 'memory', index: 0 })
  }

  /** Puts `bytes` into the memory at `offset` when the module is instantiated. */
  addData(offset: number, bytes: Uint8Array): void {
    this.#data.push({ offset, bytes })
  }

  /** Writes the module; a second call gives the same bytes. */
  build(): Uint8Array<ArrayBuffer> {
    const functionTypes = this.#functions.map(({ type }) => this.#internType(type))
    const importTypes = this.#imports.map(({ type }) => this.#internType(type))
    const writer = new ByteWriter(1 << 16)
    writer.bytes(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00))
    writeEntries(writer, 'type', this.#types, writeFunctionType)
    this.#writeImports(writer, importTypes)
    writeEntries(writer, 'function', functionTypes, (to, index) => to.unsigned(index))
    if (this.#memory !== undefined && this.#memory.from === undefined) {
      writeEntries(writer, 'memory', [this.#memory.limits], writeLimits)
    }
    writeEntries(writer, 'global', this.#globals, writeGlobal)
    writeEntries(writer, 'export', this.#exports, writeExport)
    writeEntries(writer, 'code', this.#functions, (to, builder) => builder.encode(to))
    writeEntries(writer, 'data', this.#data, writeData)
    writeNameSection(writer, {
      module: this.#options.name,
      imports: this.#imports,
      functions: this.#functions,
      globals: this.#globals,
    })
    return writer.written().slice()
  }

  #setMemory(memory: MemoryDeclaration): void {
    if (this.#memory !== undefined) throw new AssemblyError('the module already has a memory')
    if (memory.limits.shared && memory.limits.maximum === undefined) {
      throw new AssemblyError('a shared memory has no maximum')
    }
    this.#memory = memory
  }

  #internType(type: FunctionType): number {
    const key = printFunctionType(type)
    const known = this.#typeIndices.get(key)
    if (known !== undefined) return known
    this.#typeIndices.set(key, this.#types.length)
    return this.#types.push(type) - 1
  }

  #writeImports(writer: ByteWriter, typeIndices: readonly number[]): void {
    const entries: ((to: ByteWriter) => void)[] = this.#imports.map(({ from }, i) => (to) => {
      to.name(from[0])
      to.name(from[1])
      to.byte(externalIds.function)
      to.unsigned(typeIndices[i]!)
    })
    const memory = this.#memory
    if (memory?.from !== undefined) {
      const [module, field] = memory.from
      entries.push((to) => {
        to.name(module)
        to.name(field)
        to.byte(externalIds.memory)
        writeLimits(to, memory.limits)
      })
    }
    writeEntries(writer, 'import', entries, (to, write) => write(to))
  }
}

function writeFunctionType(writer: ByteWriter, type: FunctionType): void {
  writer.byte(0x60)
  for (const types of [type.params, type.results]) {
    writer.unsigned(types.length)
    for (const valueType of types) writer.byte(valueTypeCodes[valueType])
  }
}

function writeLimits(writer: ByteWriter, limits: MemoryLimits): void {
  const hasMaximum = limits.maximum !== undefined
  writer.byte((hasMaximum ? 1 : 0) | (limits.shared ? 2 : 0))
  writer.unsigned(limits.initial)
  if (limits.maximum !== undefined) writer.unsigned(limits.maximum)
}

function writeGlobal(writer: ByteWriter, global: GlobalDeclaration): void {
  writer.byte(valueTypeCodes[global.type])
  writer.byte(global.isMutable ? 1 : 0)
  writer.opcode(opcodes[`${global.type}.const`])
  if (global.type === 'i32') writer.signed(Number(global.initial))
  else if (global.type === 'i64') writer.signed64(BigInt(global.initial))
  else if (global.type === 'f32') writer.float32(Number(global.initial))
  else writer.float64(Number(global.initial))
  writer.opcode(opcodes.end)
}

function writeExport(writer: ByteWriter, entry: ExportDeclaration): void {
  writer.name(entry.name)
  writer.byte(externalIds[entry.sort])
  writer.unsigned(entry.index)
}

function writeData(writer: ByteWriter, segment: DataSegment): void {
  // Mode 0: active, memory 0, at a constant offset.
  writer.unsigned(0)
  writer.opcode(opcodes['i32.const'])
  writer.signed(segment.offset)
  writer.opcode(opcodes.end)
  writer.unsigned(segment.bytes.length)
  writer.bytes(segment.bytes)
}
