import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type Diagnostic, diagnostic, Source, suggest } from '@gradus/diagnostics'
import type { TrainingHost } from '@gradus/training'
import { fileTrouble } from '../exit-codes.ts'

/** The text of a model, or what keeps it from being text. */
export interface ModelFile {
  /** As it was named; `<stdin>` for `-`. */
  readonly name: string
  readonly source: Source
  /** E0002, when the bytes are not UTF-8. */
  readonly undecodable: Diagnostic | undefined
  /** The absolute folder that paths in the model are relative to. */
  readonly folder: string
}

/** Reads a model by name, or from standard input for `-`. */
export async function readModelFile(name: string, workingFolder: string): Promise<ModelFile> {
  if (name === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
    return decode('<stdin>', Buffer.concat(chunks), workingFolder)
  }
  const path = resolve(workingFolder, name)
  return decode(name, readBytes(name, path), dirname(path))
}

/** Replaces folders by the `.gd` files in them, in the order of their names. */
export function expandFolders(names: readonly string[], workingFolder: string): readonly string[] {
  return names.flatMap((name) => {
    const path = resolve(workingFolder, name)
    if (name === '-' || !isFolder(path)) return [name]
    return listModels(path).map((model) => relative(workingFolder, model))
  })
}

/** The files beside a model, for what it imports and reads. */
export function nodeHost(folder: string): TrainingHost {
  const readBytes = (path: string): Uint8Array | undefined => {
    try {
      return readFileSync(resolve(folder, path))
    } catch {
      return undefined
    }
  }
  return {
    readBytes,
    readText: (path) => {
      const bytes = readBytes(path)
      return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    },
    listFiles: (path) => {
      const inner = dirname(path)
      return listFolder(resolve(folder, inner)).map((name) =>
        inner === '.' ? `${path.startsWith('./') ? './' : ''}${name}` : `${inner}/${name}`,
      )
    },
  }
}

function decode(name: string, bytes: Uint8Array, folder: string): ModelFile {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const source = new Source(name, text)
  // Bytes that are no text were replaced, so writing the text gives other bytes there.
  const offset = new TextEncoder().encode(text).findIndex((byte, i) => byte !== bytes[i])
  if (offset < 0) return { name, source, undecodable: undefined, folder }
  const start = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.slice(0, offset)).length
  const byte = `0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')}`
  const span = { start, end: start + 1 }
  const undecodable = diagnostic('E0002', source, span, { byte, offset })
  return { name, source, undecodable, folder }
}

/** The bytes of a file; ends the command where it cannot be read. */
export function readBytes(name: string, path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EISDIR') throw fileTrouble(`${name} is a folder; name the file in it.`)
    if (code === 'EACCES') throw fileTrouble(`I am not allowed to read ${name}.`)
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw fileTrouble(`I cannot read ${name}: ${code}.`)
    const near = suggest(basename(name), listFolder(dirname(path)))
    const hint = near ? `Did you mean ${join(dirname(name), near)}?` : undefined
    throw fileTrouble(`I cannot find ${name}.`, hint)
  }
}

function listModels(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gd') && !/(^|[\\/])(node_modules|\.\w)/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
