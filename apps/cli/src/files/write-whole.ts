import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileTrouble } from '../exit-codes.ts'

/**
 * Writes a file whole or not at all: the bytes go to a file beside it, which then takes its
 * name. Folders on the way are made.
 */
export function writeWhole(folder: string, name: string, content: string | Uint8Array): void {
  const path = resolve(folder, name)
  const draft = `${path}.${process.pid}.tmp`
  try {
    makeFolders(dirname(path))
    writeFileSync(draft, content)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw fileTrouble(`I cannot write ${name}: ${reason}.`)
  }
}

/** Makes a folder and those that it stands in, where they are missing. */
export function makeFolders(path: string): void {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.push(folder)
  // The recursive mkdirSync never ends where a folder exists and refuses new ones with
  // ENOENT, as /proc does.
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
