import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(draft, content)
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw fileTrouble(`I cannot write ${name}: ${reason}.`)
  }
}
