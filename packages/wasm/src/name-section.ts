import { ByteWriter } from './byte-writer.ts'
import type { FunctionReference, GlobalReference, Local } from './function-builder.ts'
import { encodeEntries, nameSubsectionIds, sectionIds, writeSection } from './section.ts'

/** A function of a module, with its locals if it is not imported. */
export type NamedFunction = FunctionReference & { readonly locals?: readonly Local[] }

interface NamedIndex {
  readonly index: number
  readonly name: string
}

/** Writes the custom section that tells profilers and disassemblers what things are called. */
export function writeNameSection(
  writer: ByteWriter,
  name: string | undefined,
  functions: readonly NamedFunction[],
  globals: readonly GlobalReference[],
): void {
  const contents = new ByteWriter(1 << 10)
  contents.name('name')
  if (name !== undefined) {
    const module = new ByteWriter()
    module.name(name)
    writeSection(contents, nameSubsectionIds.module, module)
  }
  writeSection(contents, nameSubsectionIds.function, encodeEntries(functions, writeName))
  writeSection(contents, nameSubsectionIds.local, encodeLocalNames(functions))
  if (globals.length > 0) {
    writeSection(contents, nameSubsectionIds.global, encodeEntries(globals, writeName))
  }
  writeSection(writer, sectionIds.custom, contents)
}

function encodeLocalNames(functions: readonly NamedFunction[]): ByteWriter {
  const withNames = functions
    .map(({ index, locals = [] }) => ({ index, locals: locals.filter(isNamed) }))
    .filter(({ locals }) => locals.length > 0)
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
