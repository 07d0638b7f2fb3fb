import { type NamedTensor, readSafetensors, writeSafetensors } from '@gradus/data'
import { type Diagnostic, diagnostic } from '@gradus/diagnostics'
import { RNG_VERSION, type TypedArray } from '@gradus/ops'
import { hashBytes } from './hash.ts'
import type { Model } from './load-model.ts'
import type { RunCheckpoint } from './run-checkpoint.ts'
import type { SettingOverrides } from './settings.ts'

/** How a training was asked for, apart from its text. */
export interface TrainingRequest {
  readonly block?: string
  readonly overrides?: SettingOverrides
}

/** A training that was kept, to be resumed. */
export interface Checkpoint {
  readonly runs: readonly RunCheckpoint[]
  readonly request: TrainingRequest
}

/** The files of a kept training that it is resumed from. */
export interface CheckpointFiles {
  /** `run.json`. */
  readonly run: Uint8Array
  /** `state.json`. */
  readonly state: Uint8Array
  /** `state.safetensors`. */
  readonly tensors: Uint8Array
}

/** The version of the files of a checkpoint. */
const STATE_SCHEMA = 1

/** What `state.json` and `state.safetensors` hold. */
export function writeCheckpoint(checkpoint: Checkpoint): {
  readonly state: string
  readonly tensors: Uint8Array
} {
  const { runs, request } = checkpoint
  const described = runs.map(({ index, stopped, seconds, epochRecords, best }) => {
    const kept = best && { score: best.score, loss: best.loss, epochsSince: best.epochsSince }
    return { index, stopped, seconds, epochRecords, best: kept }
  })
  const state = { schema: STATE_SCHEMA, request, runs: described }
  return {
    state: `${JSON.stringify(state, writeNumber)}\n`,
    tensors: writeSafetensors(runs.flatMap(tensorsOf)),
  }
}

function tensorsOf({ index, buffers, losses, curves, best }: RunCheckpoint): NamedTensor[] {
  const named: (readonly [string, TypedArray])[] = [['losses', losses]]
  for (const [name, data] of buffers) named.push([`buffer/${name}`, data])
  for (const [name, data] of curves) named.push([`curve/${name}`, data])
  for (const [name, data] of best?.parameters ?? []) named.push([`best/${name}`, data])
  return named.map(([name, data]) => toTensor(`${index}/${name}`, data))
}

function toTensor(name: string, data: TypedArray): NamedTensor {
  const common = { name, shape: [data.length] }
  if (data instanceof Float64Array) return { ...common, dtype: 'F64', data }
  if (data instanceof Float32Array) return { ...common, dtype: 'F32', data }
  return { ...common, dtype: 'I32', data: Int32Array.from(data) }
}

/**
 * Reads a training that was kept. What belongs to another model, to other data or to another
 * version is E0806, and files that are damaged are E0416.
 */
export function readCheckpoint(
  files: CheckpointFiles,
  model: Model,
): { readonly checkpoint?: Checkpoint; readonly diagnostics: readonly Diagnostic[] } {
  const [run, state] = [parse(files.run), parse(files.state)]
  const read = readSafetensors(files.tensors, { file: 'state.safetensors' })
  if (!read.tensors) return { diagnostics: read.diagnostics }
  const problem = isState(state) ? strangeness(run, model) : 'its files are damaged'
  if (problem !== undefined || !isState(state)) {
    const help = `${problem}; train from the start, or take the model back from its folder`
    const place = { start: 0, end: 0 }
    return { diagnostics: [diagnostic('E0806', model.source, place, {}, { help })] }
  }
  const tensors = new Map(read.tensors.map(({ name, data }) => [name, data]))
  const runs = state.runs.map((each): RunCheckpoint => {
    const part = (kind: string) => select(tensors, `${each.index}/${kind}/`)
    const losses = tensors.get(`${each.index}/losses`) ?? new Float64Array()
    const best = each.best && { ...each.best, parameters: part('best') }
    const curves = part('curve') as ReadonlyMap<string, Float64Array>
    return { ...each, buffers: part('buffer'), losses: Float64Array.from(losses), curves, best }
  })
  return { checkpoint: { runs, request: state.request }, diagnostics: [] }
}

interface State {
  readonly schema: typeof STATE_SCHEMA
  readonly request: TrainingRequest
  readonly runs: readonly Omit<RunCheckpoint, 'buffers' | 'losses' | 'curves'>[]
}

function isState(value: unknown): value is State {
  const { schema, runs, request } = (value ?? {}) as Partial<State>
  return schema === STATE_SCHEMA && Array.isArray(runs) && typeof request === 'object'
}

/** What differs between the model and the one that a run was made from; nothing when all agrees. */
function strangeness(run: unknown, model: Model): string | undefined {
  const { rngVersion, sources, data, set } = (run ?? {}) as Partial<RunLock>
  const now = lockOf(model)
  if (!sources || !data) return 'its run.json is damaged'
  if (rngVersion !== now.rngVersion) return 'its random numbers are those of another version'
  for (const [kept, found] of [
    [sources, now.sources],
    [data, now.data],
  ] as const) {
    const other = found.find(
      ({ path, hash }) => !kept.some((k) => k.path === path && k.hash === hash),
    )
    if (other) return `${other.path} has changed since`
    if (kept.length !== found.length) return 'it was made from other files'
  }
  const isSame = JSON.stringify(set) === JSON.stringify(now.set)
  return isSame ? undefined : 'other values were set'
}

/** What a run is made from. */
export interface RunLock {
  /** The version of random draws. */
  readonly rngVersion: number
  /** The model and what it imports. */
  readonly sources: readonly FileDigest[]
  readonly data: readonly FileDigest[]
  /** The values that took the place of those in the text. */
  readonly set: Readonly<Record<string, number | string>>
}

interface FileDigest {
  readonly path: string
  readonly hash: string
}

/** What a run of a model is made from, with a digest of every file. */
export function lockOf({ source, checked, dataHashes, set }: Model): RunLock {
  const hashText = (text: string): string => hashBytes(new TextEncoder().encode(text))
  const modules = (checked?.modules ?? []).filter(({ path }) => path !== '')
  return {
    rngVersion: RNG_VERSION,
    sources: [
      { path: source.file, hash: hashText(source.text) },
      ...modules.map(({ path, source }) => ({ path, hash: hashText(source.text) })),
    ],
    data: Array.from(dataHashes, ([path, hash]) => ({ path, hash })),
    set: Object.fromEntries(set),
  }
}

function select(
  tensors: ReadonlyMap<string, TypedArray>,
  prefix: string,
): ReadonlyMap<string, TypedArray> {
  const inside = [...tensors].filter(([name]) => name.startsWith(prefix))
  return new Map(inside.map(([name, data]) => [name.slice(prefix.length), data]))
}

/** Numbers that JSON cannot hold are kept as what no name of a metric can be. */
function writeNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => {
      const { number } = (value ?? {}) as { readonly number?: unknown }
      return typeof number === 'string' ? Number(number) : value
    })
  } catch {
    return undefined
  }
}
