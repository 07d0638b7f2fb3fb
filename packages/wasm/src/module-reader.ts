import { AssemblyError } from './assembly-error.ts'
import { ByteReader } from './byte-reader.ts'
import { type InstructionNames, readInstruction } from './instruction-reader.ts'
import { externalIds, nameSubsectionIds, sectionIds } from './section.ts'
import { type FunctionType, type ValueType, valueTypeOf } from './value-type.ts'

/** Minimum and maximum of a memory in pages. */
export interface DecodedLimits {
  readonly initial: number
  readonly maximum: number | undefined
  readonly isShared: boolean
}

/** One import: a function by the index of its type, or the memory. */
export interface DecodedImport {
  readonly module: string
  readonly field: string
  readonly item: { readonly typeIndex: number } | { readonly limits: DecodedLimits }
}

/** One global; `initial` is a constant instruction as text. */
export interface DecodedGlobal {
  readonly type: ValueType
  readonly isMutable: boolean
  readonly initial: string
}

/** One export; `sort` is a number of `externalIds`. */
export interface DecodedExport {
  readonly name: string
  readonly sort: number
  readonly index: number
}

/** The locals of a function, without its parameters, and its code. */
export interface DecodedBody {
  readonly locals: readonly ValueType[]
  readonly code: ByteReader
}

/** A data segment; `offset` is a constant instruction as text. */
export interface DecodedData {
  readonly offset: string
  readonly bytes: Uint8Array
}

type Names = ReadonlyMap<number, string>

/** The names in the custom name section, by index. */
export interface DecodedNames {
  module: string | undefined
  functions: Names
  locals: ReadonlyMap<number, Names>
  globals: Names
}

/** The parts of a module in the order of its sections. */
export interface DecodedModule {
  types: readonly FunctionType[]
  imports: readonly DecodedImport[]
  functionTypes: readonly number[]
  memories: readonly DecodedLimits[]
  globals: readonly DecodedGlobal[]
  exports: readonly DecodedExport[]
  bodies: readonly DecodedBody[]
  data: readonly DecodedData[]
  names: DecodedNames
}

// Constant instructions have no indices to name.
const noNames: InstructionNames = {
  function: String,
  local: String,
  global: String,
  label: String,
}

const sectionReaders: Readonly<
  Record<number, (module: DecodedModule, section: ByteReader) => void>
> = {
  [sectionIds.custom]: readCustom,
  [sectionIds.type]: (module, section) => {
    module.types = section.entries(readFunctionType)
  },
  [sectionIds.import]: (module, section) => {
    module.imports = section.entries(readImport)
  },
  [sectionIds.function]: (module, section) => {
    module.functionTypes = section.entries((reader) => reader.unsigned())
  },
  [sectionIds.memory]: (module, section) => {
    module.memories = section.entries(readLimits)
  },
  [sectionIds.global]: (module, section) => {
    module.globals = section.entries(readGlobal)
  },
  [sectionIds.export]: (module, section) => {
    module.exports = section.entries(readExport)
  },
  [sectionIds.code]: (module, section) => {
    module.bodies = section.entries(readBody)
  },
  [sectionIds.data]: (module, section) => {
    module.data = section.entries(readData)
  },
}

/** Reads a module that the assembler wrote; a section that it never writes is an error. */
export function readModule(bytes: Uint8Array): DecodedModule {
  const module: DecodedModule = {
    types: [],
    imports: [],
    functionTypes: [],
    memories: [],
    globals: [],
    exports: [],
    bodies: [],
    data: [],
    names: { module: undefined, functions: new Map(), locals: new Map(), globals: new Map() },
  }
  const reader = new ByteReader(bytes)
  const header = reader.bytes(8)
  if (header.getUint32(0) !== 0x0061736d || header.getUint32(4, true) !== 1) {
    throw new AssemblyError('these bytes are not a WebAssembly 1 module')
  }
  while (!reader.isDone) {
    const id = reader.byte()
    const read = sectionReaders[id]
    if (read === undefined) throw new AssemblyError(`section ${id} is not one that we write`)
    read(module, reader.sized())
  }
  return module
}

function readFunctionType(reader: ByteReader): FunctionType {
  reader.byte()
  return { params: reader.entries(readValueType), results: reader.entries(readValueType) }
}

function readValueType(reader: ByteReader): ValueType {
  const code = reader.byte()
  const type = valueTypeOf(code)
  if (type === undefined) throw new AssemblyError(`0x${code.toString(16)} is not a value type`)
  return type
}

function readImport(reader: ByteReader): DecodedImport {
  const module = reader.name()
  const field = reader.name()
  const isFunction = reader.byte() === externalIds.function
  const item = isFunction ? { typeIndex: reader.unsigned() } : { limits: readLimits(reader) }
  return { module, field, item }
}

function readLimits(reader: ByteReader): DecodedLimits {
  const bits = reader.byte()
  const initial = reader.unsigned()
  const maximum = bits & 1 ? reader.unsigned() : undefined
  return { initial, maximum, isShared: (bits & 2) !== 0 }
}

function readGlobal(reader: ByteReader): DecodedGlobal {
  const type = readValueType(reader)
  return { type, isMutable: reader.byte() === 1, initial: readConstant(reader) }
}

function readExport(reader: ByteReader): DecodedExport {
  return { name: reader.name(), sort: reader.byte(), index: reader.unsigned() }
}

function readBody(reader: ByteReader): DecodedBody {
  const body = reader.sized()
  const runs = body.entries((run) => {
    const length = run.unsigned()
    return Array<ValueType>(length).fill(readValueType(run))
  })
  return { locals: runs.flat(), code: new ByteReader(body.rest()) }
}

function readData(reader: ByteReader): DecodedData {
  if (reader.unsigned() !== 0) throw new AssemblyError('a data segment is not active')
  return { offset: readConstant(reader), bytes: reader.sized().rest() }
}

function readConstant(reader: ByteReader): string {
  const { mnemonic, immediate } = readInstruction(reader, noNames)
  readInstruction(reader, noNames)
  return `(${mnemonic} ${immediate})`
}

const nameReaders: Readonly<Record<number, (names: DecodedNames, part: ByteReader) => void>> = {
  [nameSubsectionIds.module]: (names, part) => {
    names.module = part.name()
  },
  [nameSubsectionIds.function]: (names, part) => {
    names.functions = readNames(part)
  },
  [nameSubsectionIds.local]: (names, part) => {
    names.locals = new Map(part.entries((entry) => [entry.unsigned(), readNames(entry)]))
  },
  [nameSubsectionIds.global]: (names, part) => {
    names.globals = readNames(part)
  },
}

function readCustom(module: DecodedModule, section: ByteReader): void {
  if (section.name() !== 'name') return
  while (!section.isDone) {
    const id = section.byte()
    nameReaders[id]?.(module.names, section.sized())
  }
}

function readNames(reader: ByteReader): Names {
  return new Map(reader.entries((entry) => [entry.unsigned(), entry.name()]))
}
