import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { RunStore } from '@gradus/training'
import { fileTrouble } from '../exit-codes.ts'
import { makeFolders, writeWhole } from './write-whole.ts'

/** Runs in numbered folders, such as `.gradus/runs/7`. */
export function numberedRuns(folder: string): RunStore {
  return {
    nextId: async () => {
      try {
        makeFolders(folder)
        return reserveNumber(folder)
      } catch (error) {
        throw fileTrouble(`I cannot write to ${folder}: ${(error as NodeJS.ErrnoException).code}.`)
      }
    },
    write: async (path, content) => writeWhole(folder, path, content),
  }
}

/** One run in a folder of its own; what an earlier run left there is replaced. */
export function singleRun(folder: string): RunStore {
  const path = resolve(folder)
  return {
    nextId: async () => basename(path),
    write: async (name, content) => writeWhole(dirname(path), name, content),
  }
}

/** Makes the folder of the next free number. */
function reserveNumber(folder: string): string {
  const numbers = readdirSync(folder).map(Number).filter(Number.isInteger)
  // Making the folder is what reserves the number: two commands may look at the same time.
  for (let id = Math.max(0, ...numbers) + 1; ; id++) {
    const path = join(folder, String(id))
    if (existsSync(path)) continue
    try {
      mkdirSync(path)
      return String(id)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
