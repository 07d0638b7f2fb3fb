import { resolve } from 'node:path'
import { type Source, suggest } from '@gradus/diagnostics'
import { parseSource } from '@gradus/language'
import {
  type Backend,
  type CompilerChecks,
  checksAtLevel,
  interpreterBackend,
  loadModel,
  type Model,
} from '@gradus/training'
import { type Call, modelName } from '../call.ts'
import { wrongUsage } from '../exit-codes.ts'
import { type ModelFile, nodeHost, readBytes, readModelFile } from '../files/model-file.ts'
import { judge, readJudgement } from '../report/diagnostics.ts'
import type { Environment } from '../terminal/capabilities.ts'
import type { DataFiles, Settings } from './parse-flags.ts'

/** A model with the file that it was read from. */
export interface LoadedFile {
  readonly file: ModelFile
  readonly model: Model
}

/** Reads and checks the named model, or the main one; codes are judged as the project says. */
export async function loadFile(
  call: Call,
  named: string | undefined,
  set?: Settings,
  data?: DataFiles,
): Promise<LoadedFile> {
  const file = await readModelFile(modelName(call, named), call.folder)
  const model = loadText(file, file.source, set, data && otherPaths(call, file, data))
  const diagnostics = judge(model.diagnostics, readJudgement(call.project))
  return { file, model: { ...model, diagnostics } }
}

/** Checks a text in the place of a file. */
export function loadText(
  { name, folder, undecodable }: ModelFile,
  source: Source,
  set?: Settings,
  data?: ReadonlyMap<string, string>,
): Model {
  const host = nodeHost(folder)
  const given = { ...(set && { set }), ...(data && { data }) }
  const model = loadModel(source, { file: name, host, ...given })
  return undecodable ? { ...model, checked: undefined, diagnostics: [undecodable] } : model
}

/** The files that are read in the place of those in the text, by the path there. */
function otherPaths(
  { folder }: Call,
  { source, name: model }: ModelFile,
  files: DataFiles,
): ReadonlyMap<string, string> {
  const bound = parseSource(source).file.statements.flatMap((statement) =>
    statement.kind === 'data' && statement.from ? [{ ...statement, from: statement.from }] : [],
  )
  const names = bound.flatMap((statement) => statement.names.map(({ text }) => text))
  const paths = Array.from(files, ([name, file]): [string, string] => {
    const statement = bound.find((each) => each.names.some(({ text }) => text === name))
    if (!statement) {
      throw wrongUsage(`${model} reads no data "${name}" from a file.`, hintAt(name, names))
    }
    const path = resolve(folder, file)
    // Read here, so that what keeps it from being read is said at once.
    readBytes(file, path)
    return [statement.from.path.value, path]
  })
  return new Map(paths)
}

/** The names of the flag `--backend`. */
export const backendNames = ['wasm', 'interpreter'] as const

/** The backend that a flag asks for; the fast one unless told. */
export function chooseBackend(name: (typeof backendNames)[number] | undefined): {
  readonly backend?: Backend
} {
  return name === 'interpreter' ? { backend: interpreterBackend } : {}
}

/** How much the compiler checks itself, from `GRADUS_CHECK`: 1 verifies, 2 also compares. */
export function compilerChecks({ GRADUS_CHECK }: Environment = process.env): {
  readonly compiler?: { readonly checks: CompilerChecks }
} {
  const level = Number(GRADUS_CHECK)
  return level === 1 || level === 2 ? { compiler: { checks: checksAtLevel(level) } } : {}
}

/** Refuses values for names that the model does not have. */
export function demandNames({ checked, source }: Model, set: Settings = new Map()): void {
  if (!checked) return
  const names = checked.main.file.statements.flatMap((statement) => {
    if (statement.kind === 'dim') return statement.dims.map(({ name }) => name.text)
    const isSettable = statement.kind === 'param' || statement.kind === 'binding'
    return isSettable ? [statement.name.text] : []
  })
  for (const name of set.keys()) {
    if (names.includes(name)) continue
    throw wrongUsage(`${source.file} has no value "${name}" to set.`, hintAt(name, names))
  }
}

/** Refuses the name of a train block that the model does not have. */
export function demandBlock(model: Model, wanted: string | undefined): void {
  if (wanted === undefined || !model.checked) return
  const names = model.checked.trains.flatMap(({ name }) => (name ? [name.text] : []))
  if (names.includes(wanted)) return
  throw wrongUsage(
    `${model.source.file} has no train block "${wanted}".`,
    names.length > 0 ? hintAt(wanted, names) : 'Its blocks have no names.',
  )
}

function hintAt(wanted: string, names: readonly string[]): string | undefined {
  const near = suggest(wanted, names)
  if (near !== undefined) return `Did you mean ${near}?`
  return names.length > 0 ? `It has ${names.slice(0, 8).join(', ')}.` : undefined
}
