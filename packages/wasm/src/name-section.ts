import { ByteWriter } from './byte-writer.ts'
import type {
  FunctionBuilder,
  FunctionReference,
  GlobalReference,
  Local,
} from './function-builder.ts'
import { encodeEntries, nameSubsectionIds, sectionIds, writeSection } from './section.ts'

/** The parts of a module that have names. */
export interface NamedParts {
  readonly module: string | undefined
  readonly imports: readonly FunctionReference[]
  readonly functions: readonly FunctionBuilder[]
  readonly globals: readonly GlobalReference[]
}

interface NamedIndex {
  readonly index: number
  readonly name: string
}

/** Writes the custom section that tells profilers and disassemblers what things are called. */
export function writeNameSection(writer: ByteWriter, parts: NamedParts): void {
  const contents = new ByteWriter(1 << 10)
  contents.name('name')
  if (parts.module !== undefined) {
    const module = new ByteWriter()
    module.name(parts.module)
    writeSection(contents, nameSubsectionIds.module, module)
  }
  const functions = encodeEntries([...parts.imports, ...parts.functions], writeName)
  writeSection(contents, nameSubsectionIds.function, functions)
  writeSection(contents, nameSubsectionIds.local, encodeLocalNames(parts.functions))
  if (parts.globals.length > 0) {
    writeSection(contents, nameSubsectionIds.global, encodeEntries(parts.globals, writeName))
  }
  writeSection(writer, sectionIds.custom, contents)
}

function encodeLocalNames(functions: readonly FunctionBuilder[]): ByteWriter {
  const named = functions.map(({ index, locals }) => ({ index, locals: locals.filter(isNamed) }))
  const withNames = named.filter(({ locals }) => locals.length > 0)
  return encodeEntries(withNames, (to, { index, locals }) => {
    to.unsigned(index)
    to.append(encodeEntries(locals, writeName))
  })
}

function isNamed(entry: Local): entry is Local & NamedIndex {
  return entry.name !== undefined
}

function writeName(writer: ByteWriter, entry: NamedIndex): void {
  writer.unsigned(entry.index)
  writer.name(entry.name)
}
