import { ByteWriter } from './byte-writer.ts'
import {
  FunctionBuilder,
  type FunctionBuilderConstructor,
  type FunctionReference,
  type GlobalReference,
  type Parameters,
} from './function-builder.ts'
import { type NamedFunction, writeNameSection } from './name-section.ts'
import { usualOpcodes } from './opcodes.ts'
import { externalIds, type SectionName, sectionIds, writeEntries } from './section.ts'
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

/** Writes one entry of a section. */
export type WriteEntry = (to: ByteWriter) => void

/** Collects the parts of a module, then writes it. */
export class ModuleBuilder {
  readonly #options: ModuleOptions
  readonly #entries = new Map<SectionName, WriteEntry[]>()
  readonly #typeIndices = new Map<string, number>()
  /** In index order; the imported ones, which have no locals, come first. */
  readonly functions: NamedFunction[] = []
  /** In index order. */
  readonly globals: GlobalReference[] = []

  constructor(options: ModuleOptions = {}) {
    this.#options = options
  }

  /** Gives the module a memory of its own. */
  defineMemory(limits: MemoryLimits): void {
    this.add('memory', (to) => writeLimits(to, limits))
  }

  /** Starts a function; its body may be emitted in any order with other functions. */
  defineFunction<const P extends Parameters>(
    name: string,
    params: P,
    results: readonly ValueType[],
  ): FunctionBuilder<P> {
    const { functionBuilder = FunctionBuilder } = this.#options
    const builder = new functionBuilder(name, params, results, {
      index: this.functions.length,
      internType: (type) => this.internType(type),
    })
    this.functions.push(builder)
    const type = this.internType(builder.type)
    this.add('function', (to) => to.unsigned(type))
    this.add('code', (to) => builder.encode(to))
    return builder
  }

  /** Exports a function, by default under its own name. */
  exportFunction({ index, name }: FunctionReference, as: string = name): void {
    this.export('function', index, as)
  }

  /** Exports the memory. */
  exportMemory(name: string): void {
    this.export('memory', 0, name)
  }

  /** Exports what has a number among the things of its sort. */
  export(sort: keyof typeof externalIds, index: number, name: string): void {
    this.add('export', (to) => {
      to.name(name)
      to.byte(externalIds[sort])
      to.unsigned(index)
    })
  }

  /** Puts `bytes` into the memory at `offset` when the module is instantiated. */
  addData(offset: number, bytes: Uint8Array): void {
    this.add('data', (to) => {
      // Mode 0: active, memory 0, at a constant offset.
      to.unsigned(0)
      to.opcode(usualOpcodes['i32.const'])
      to.signed(offset)
      to.opcode(usualOpcodes.end)
      to.unsigned(bytes.length)
      to.bytes(bytes)
    })
  }

  /** Adds an entry to a section; gives its number there. */
  add(section: SectionName, write: WriteEntry): number {
    const entries = this.#entries.get(section)
    if (entries) return entries.push(write) - 1
    this.#entries.set(section, [write])
    return 0
  }

  /** The number of a type in the module. */
  internType(type: FunctionType): number {
    const key = printFunctionType(type)
    const known = this.#typeIndices.get(key)
    if (known !== undefined) return known
    const index = this.add('type', (to) => writeFunctionType(to, type))
    this.#typeIndices.set(key, index)
    return index
  }

  /** Writes the module; a second call gives the same bytes. */
  build(): Uint8Array<ArrayBuffer> {
    const writer = new ByteWriter(1 << 16)
    writer.bytes(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00))
    for (const section of Object.keys(sectionIds) as SectionName[]) {
      writeEntries(writer, section, this.#entries.get(section) ?? [], (to, write) => write(to))
    }
    writeNameSection(writer, this.#options.name, this.functions, this.globals)
    return writer.written().slice()
  }
}

function writeFunctionType(writer: ByteWriter, type: FunctionType): void {
  writer.byte(0x60)
  for (const types of [type.params, type.results]) {
    writer.unsigned(types.length)
    for (const valueType of types) writer.byte(valueTypeCodes[valueType])
  }
}

/** Writes the limits of a memory. */
export function writeLimits(writer: ByteWriter, { initial, maximum, shared }: MemoryLimits): void {
  writer.byte((maximum === undefined ? 0 : 1) | (shared ? 2 : 0))
  writer.unsigned(initial)
  if (maximum !== undefined) writer.unsigned(maximum)
}
