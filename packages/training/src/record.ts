import { type NamedTensor, writeSafetensors } from '@gradus/data'
import { lockOf, type TrainingRequest, writeCheckpoint } from './checkpoint.ts'
import type { Model } from './load-model.ts'
import type { RunResult, TrainedParameter, TrainResult } from './result.ts'
import type { RunStore } from './store.ts'

/** The version of the files of a run folder. */
const RUN_SCHEMA = 1

/**
 * Writes a training to a store: `run.json` (what it was made from), `metrics.jsonl` and
 * `metrics.csv`, `weights.safetensors`, a copy of the model, and in `state.json` and
 * `state.safetensors` what it takes to resume it.
 *
 * @param request  How it was asked for, which resuming it asks again.
 * @returns  The name of the run in the store.
 */
export async function recordRun(
  store: RunStore,
  model: Model,
  { runs }: TrainResult,
  request: TrainingRequest = {},
): Promise<string> {
  const id = await store.nextId()
  await store.write(`${id}/model.gd`, model.source.text)
  await store.write(`${id}/metrics.jsonl`, runs.map(metricLines).join(''))
  await store.write(`${id}/weights.safetensors`, writeWeights(runs))
  await store.write(`${id}/metrics.csv`, metricTable(runs))
  const { state, tensors } = writeCheckpoint({
    runs: runs.map(({ checkpoint }) => checkpoint),
    request,
  })
  await store.write(`${id}/state.safetensors`, tensors)
  await store.write(`${id}/state.json`, state)
  await store.write(`${id}/run.json`, `${JSON.stringify(describe(model, runs), jsonNumber, 2)}\n`)
  return id
}

function describe(model: Model, runs: readonly RunResult[]): object {
  return { schema: RUN_SCHEMA, ...lockOf(model), runs: runs.map(describeRun) }
}

function describeRun(result: RunResult): object {
  const { run, settings } = result
  return {
    block: run.block ?? null,
    optimizer: run.optimizer,
    settings: Object.fromEntries(run.choices.map(({ name, text }) => [name, text])),
    seed: run.seed,
    precision: settings.precision,
    batch: settings.batch,
    validate: settings.validate,
    steps: result.steps,
    epochs: result.epochs ?? null,
    loss: result.loss,
    metrics: result.metrics,
    validation: result.validation ?? null,
    stopped: result.stopped,
    seconds: result.seconds,
    weightsHash: result.weightsHash,
  }
}

function metricLines(result: RunResult): string {
  const { index } = result.run
  if (result.epochRecords.length > 0) {
    return result.epochRecords.map((epoch) => line({ run: index, ...epoch })).join('')
  }
  return Array.from(result.losses, (loss, i) => line({ run: index, step: i + 1, loss })).join('')
}

/** A line for each epoch, or for each step where there are none; a column for each metric. */
function metricTable(runs: readonly RunResult[]): string {
  const hasEpochs = runs.some(({ epochRecords }) => epochRecords.length > 0)
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))]
  const held = [...new Set(runs.flatMap(({ validation }) => Object.keys(validation ?? {})))]
  const heading = hasEpochs
    ? ['run', 'epoch', 'step', 'loss', ...names, ...held.map((name) => `validation ${name}`)]
    : ['run', 'step', 'loss']
  const rows = runs.flatMap(({ run: { index }, epochRecords, losses }) =>
    hasEpochs
      ? epochRecords.map(({ epoch, step, loss, metrics, validation }) => [
          ...[index, epoch, step, loss],
          ...names.map((name) => metrics[name] ?? ''),
          ...held.map((name) => validation?.[name] ?? ''),
        ])
      : Array.from(losses, (loss, i) => [index, i + 1, loss]),
  )
  return [heading, ...rows].map((cells) => `${cells.join(',')}\n`).join('')
}

function line(value: object): string {
  return `${JSON.stringify(value, jsonNumber)}\n`
}

/** Numbers that JSON cannot hold are written as their names. */
export function jsonNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

/** All runs in one file; with several, names begin with the run's number. */
function writeWeights(runs: readonly RunResult[]): Uint8Array {
  const tensors = runs.flatMap(({ run, parameters }) =>
    parameters.map((parameter) => toTensor(parameter, runs.length > 1 ? `${run.index}/` : '')),
  )
  return writeSafetensors(tensors)
}

function toTensor({ name, shape, data }: TrainedParameter, prefix: string): NamedTensor {
  const common = { name: prefix + name, shape }
  return data instanceof Float32Array
    ? { ...common, dtype: 'F32', data }
    : { ...common, dtype: 'F64', data: Float64Array.from(data) }
}
