import { ByteWriter } from './byte-writer.ts'

/** The sections that the assembler writes, in their order, by the number that starts each. */
export const sectionIds = {
  type: 1,
  import: 2,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
  data: 11,
  custom: 0,
} as const

/** The name of a section. */
export type SectionName = keyof typeof sectionIds

/** The parts of the custom section `name`, by number. */
export const nameSubsectionIds = { module: 0, function: 1, local: 2, global: 7 } as const

/** Sorts of things that are imported and exported, by number. */
export const externalIds = { function: 0, memory: 2, global: 3 } as const

/** Writes a section or subsection: number, size, contents. */
export function writeSection(writer: ByteWriter, id: number, contents: ByteWriter): void {
  writer.byte(id)
  writer.unsigned(contents.length)
  writer.append(contents)
}

/** Encodes a vector of entries: their number, then each. */
export function encodeEntries<T>(
  entries: readonly T[],
  encode: (writer: ByteWriter, entry: T) => void,
): ByteWriter {
  const contents = new ByteWriter()
  contents.unsigned(entries.length)
  for (const entry of entries) encode(contents, entry)
  return contents
}

/** Writes a section of entries, or nothing when there are none. */
export function writeEntries<T>(
  writer: ByteWriter,
  section: SectionName,
  entries: readonly T[],
  encode: (writer: ByteWriter, entry: T) => void,
): void {
  if (entries.length === 0) return
  writeSection(writer, sectionIds[section], encodeEntries(entries, encode))
}
