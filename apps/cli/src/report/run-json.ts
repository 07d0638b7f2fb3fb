import { type Diagnostic, renderJson } from '@gradus/diagnostics'
import {
  type GradientReport,
  jsonNumber,
  type RunDescription,
  type RunResult,
  type TrainEvent,
  type TrainedParameter,
  type TrainResult,
} from '@gradus/training'
import type { Channel } from '../terminal/terminal.ts'

/** What the last line of `run --json` is made of. */
export interface RunReport {
  readonly file: string
  readonly result: Pick<TrainResult, 'runs' | 'shows'>
  readonly diagnostics: readonly Diagnostic[]
  readonly gradients?: GradientReport | undefined
  /** The folder of the run. */
  readonly saved?: string | undefined
}

/** Prints one JSON object on one line; numbers that JSON lacks become their names. */
export function printJsonLine(channel: Channel, value: object): void {
  channel.print(JSON.stringify(value, jsonNumber))
}

/** An event of a training as a line of JSON; nothing for those that tell only people. */
export function eventJson(event: TrainEvent): object | undefined {
  if (event.event === 'progress') {
    const { step, epoch = null, loss, seconds } = event.progress
    return { event: 'step', ...nameRun(event.run), step, epoch, loss, seconds }
  }
  if (event.event === 'epoch') {
    const { epoch, step, loss, metrics, validation = null } = event.epoch
    return { event: 'epoch', ...nameRun(event.run), epoch, step, loss, metrics, validation }
  }
  return undefined
}

/** The last line: what the training came to. */
export function resultJson({ file, result, diagnostics, gradients, saved }: RunReport): object {
  return {
    event: 'result',
    schema: 1,
    file,
    runs: result.runs.map(describeRun),
    shows: result.shows.map(({ title, shape, dims, data }) => ({
      title,
      shape,
      dims,
      values: Array.from(data),
    })),
    ...(gradients && { gradients }),
    saved: saved ?? null,
    diagnostics: diagnostics.map(renderJson),
  }
}

function nameRun({ index, block }: RunDescription): object {
  return { run: index, block: block ?? null }
}

function describeRun(result: RunResult): object {
  const { run, steps, epochs = null, loss, metrics, validation = null } = result
  return {
    block: run.block ?? null,
    optimizer: run.optimizer,
    settings: Object.fromEntries(run.choices.map(({ name, text }) => [name, settingValue(text)])),
    seed: run.seed,
    steps,
    epochs,
    loss,
    metrics,
    validation,
    parameters: Object.fromEntries(
      result.parameters.map((each) => [each.name, describeValue(each)]),
    ),
    seconds: result.seconds,
    stopped: result.stopped,
    weightsHash: result.weightsHash,
  }
}

/** A swept value: a number where it is written as one, else its text. */
function settingValue(text: string): number | string {
  const value = Number(text.replaceAll('_', ''))
  return Number.isNaN(value) ? text : value
}

/** A number as it is; a tensor by its shape and Euclidean norm. */
function describeValue({ shape, data }: TrainedParameter): unknown {
  if (shape.length === 0) return data[0]
  return { shape, norm: Math.hypot(...chunkNorms(data)) }
}

// Spreading a large tensor into one call would overflow the stack.
function chunkNorms(data: ArrayLike<number>): readonly number[] {
  const norms: number[] = []
  for (let start = 0; start < data.length; start += 1000) {
    let norm = 0
    for (let i = start; i < Math.min(start + 1000, data.length); i++)
      norm = Math.hypot(norm, data[i]!)
    norms.push(norm)
  }
  return norms
}
