import { dirname, join, resolve } from 'node:path'
import {
  type Checkpoint,
  type CheckpointFiles,
  type RunStore,
  readCheckpoint,
} from '@gradus/training'
import { type Call, modelName } from '../call.ts'
import { wrongUsage } from '../exit-codes.ts'
import { keptRun, readKeptRun } from '../files/run-store.ts'
import { printDiagnostics } from '../report/diagnostics.ts'
import type { LoadedFile } from './load.ts'
import type { Settings } from './parse-flags.ts'

/** A saved run that is to go on. */
export interface KeptRun {
  readonly files: CheckpointFiles
  /** The values that were set when it began. */
  readonly set: Settings
  /** Where it is kept, and what it comes to. */
  readonly store: RunStore
  readonly path: string
}

/** The folder in which runs of a model are numbered. */
export function runsFolder({ project, folder }: Call, ofModel: string): string {
  const { runs } = project
  return runs ? resolve(folder, runs) : join(ofModel, '.gradus', 'runs')
}

/** Finds the run of a number, or the last one, beside the model. */
export function findKept(call: Call, named: string | undefined, wanted: string): KeptRun {
  const model = modelName(call, named)
  if (model === '-') throw wrongUsage('--resume needs the file that the run was made from, not -.')
  const folder = runsFolder(call, dirname(resolve(call.folder, model)))
  const { id, files } = readKeptRun(folder, wanted)
  const set = new Map(Object.entries(readSet(files)))
  return { files, set, store: keptRun(folder, id), path: join(folder, id) }
}

function readSet({ run }: CheckpointFiles): Readonly<Record<string, number | string>> {
  try {
    const { set } = JSON.parse(new TextDecoder().decode(run)) as { set?: Record<string, number> }
    return set ?? {}
  } catch {
    // What is wrong with the file is said when the checkpoint is read.
    return {}
  }
}

/** What a saved run goes on from; says why where it cannot, and gives nothing. */
export function openKept(
  call: Call,
  { model }: LoadedFile,
  { files }: KeptRun,
): Checkpoint | undefined {
  const { checkpoint, diagnostics } = readCheckpoint(files, model)
  printDiagnostics(call.terminal.talk, diagnostics)
  return checkpoint
}
