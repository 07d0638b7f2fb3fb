import { AssemblyError } from './assembly-error.ts'
import type { ByteReader } from './byte-reader.ts'
import { type Immediate, immediateOf } from './instruction-type.ts'
import { printFloat32, printFloat64 } from './number-text.ts'
import { memoryIndices, naturalAlignment } from './opcodes.ts'
import { type Mnemonic, opcodes } from './rare-opcodes.ts'
import { valueTypeOf } from './value-type.ts'

/** What indices are called in the text. */
export interface InstructionNames {
  readonly function: (index: number) => string
  readonly local: (index: number) => string
  readonly global: (index: number) => string
  readonly label: (depth: number) => string
}

/** One instruction as text: the immediate is empty when there is none to print. */
export interface DecodedInstruction {
  readonly mnemonic: Mnemonic
  readonly immediate: string
}

type ImmediateReader = (reader: ByteReader, names: InstructionNames, mnemonic: Mnemonic) => string

const immediateReaders: Readonly<Record<Immediate, ImmediateReader>> = {
  block: readBlockType,
  label: (reader, names) => names.label(reader.unsigned()),
  labels: (reader, names) => {
    const depths = reader.entries((entry) => entry.unsigned())
    return [...depths, reader.unsigned()].map(names.label).join(' ')
  },
  function: (reader, names) => names.function(reader.unsigned()),
  local: (reader, names) => names.local(reader.unsigned()),
  global: (reader, names) => names.global(reader.unsigned()),
  memory: readAddress,
  'memory lane': (reader, names, mnemonic) => {
    const address = readAddress(reader, names, mnemonic)
    return `${address} ${reader.byte()}`.trimStart()
  },
  memories: (reader, _names, mnemonic) => {
    reader.bytes(memoryIndices[mnemonic] ?? 0)
    return ''
  },
  constant: (reader, _names, mnemonic) => constantReaders[mnemonic]?.(reader) ?? '',
  lane: (reader) => String(reader.byte()),
  lanes: (reader) => Array.from({ length: 16 }, () => reader.byte()).join(' '),
}

const constantReaders: Partial<Record<Mnemonic, (reader: ByteReader) => string>> = {
  'i32.const': (reader) => String(reader.signed()),
  'i64.const': (reader) => String(reader.signed()),
  'f32.const': (reader) => printFloat32(reader.bytes(4)),
  'f64.const': (reader) => printFloat64(reader.bytes(8)),
  'v128.const': readVector,
}

let mnemonics: ReadonlyMap<number, Mnemonic> | undefined

/** Reads one instruction with its immediates. */
export function readInstruction(reader: ByteReader, names: InstructionNames): DecodedInstruction {
  // Only the disassembler needs the table by code, so a program that never prints
  // never pays for it.
  mnemonics ??= new Map(Object.entries(opcodes).map(([name, code]) => [code, name as Mnemonic]))
  const code = reader.opcode()
  const mnemonic = mnemonics.get(code)
  if (mnemonic === undefined) {
    throw new AssemblyError(`0x${code.toString(16)} is not an instruction of the table`)
  }
  const kind = immediateOf(mnemonic)
  const immediate = kind === undefined ? '' : immediateReaders[kind](reader, names, mnemonic)
  return { mnemonic, immediate }
}

function readBlockType(reader: ByteReader): string {
  const code = reader.peek()
  const result = valueTypeOf(code)
  if (result === undefined && code !== 0x40) return `(type ${reader.signed()})`
  reader.byte()
  return result === undefined ? '' : `(result ${result})`
}

function readAddress(reader: ByteReader, _names: InstructionNames, mnemonic: Mnemonic): string {
  const align = reader.unsigned()
  const offset = reader.unsigned()
  const words: string[] = []
  if (offset !== 0) words.push(`offset=${offset}`)
  if (align !== naturalAlignment(mnemonic)) words.push(`align=${2 ** align}`)
  return words.join(' ')
}

// The bytes do not tell what shape was meant, so the float readings follow as a comment.
function readVector(reader: ByteReader): string {
  const view = reader.bytes(16)
  const offsets32 = [0, 4, 8, 12]
  const words = offsets32.map((at) => `0x${view.getUint32(at, true).toString(16)}`)
  const doubles = [0, 8].map((at) => printFloat64(view, at))
  const singles = offsets32.map((at) => printFloat32(view, at))
  const comment = `(; f64x2 ${doubles.join(' ')}, f32x4 ${singles.join(' ')} ;)`
  return `i32x4 ${words.join(' ')} ${comment}`
}
