import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { CheckpointFiles, RunStore } from '@gradus/training'
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

/** A run that is there already: what is written takes the place of what it holds. */
export function keptRun(folder: string, id: string): RunStore {
  return {
    nextId: async () => id,
    write: async (path, content) => writeWhole(folder, path, content),
  }
}

/** The files that a run is resumed from; `last` is the run of the highest number. */
export function readKeptRun(
  folder: string,
  named: string,
): { readonly id: string; readonly files: CheckpointFiles } {
  const numbers = existsSync(folder)
    ? readdirSync(folder)
        .map(Number)
        .filter((id) => Number.isInteger(id))
        .sort((a, b) => a - b)
    : []
  const id = named === 'last' ? String(numbers.at(-1) ?? '') : named
  const hint =
    numbers.length > 0 ? `There are runs ${listShort(numbers)}.` : `There is no run in ${folder}.`
  if (id === '' || !numbers.includes(Number(id))) {
    throw fileTrouble(id === '' ? 'No run was kept.' : `I cannot find the run ${id}.`, hint)
  }
  const read = (name: string): Uint8Array => {
    try {
      return readFileSync(join(folder, id, name))
    } catch {
      throw fileTrouble(`The run ${id} has no ${name}.`, 'It was kept by a version without it.')
    }
  }
  const files = {
    run: read('run.json'),
    state: read('state.json'),
    tensors: read('state.safetensors'),
  }
  return { id, files }
}

function listShort(numbers: readonly number[]): string {
  const shown = numbers.slice(-8).join(', ')
  return numbers.length > 8 ? `…, ${shown}` : shown
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
