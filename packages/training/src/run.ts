import type { Diagnostic } from '@gradus/diagnostics'
import { elementCount, type TypedArray } from '@gradus/ops'
import { takeRows } from './dataset.ts'
import { BestRun } from './early-stopping.ts'
import { settingBuffer } from './optimizers.ts'
import type { Progress } from './result.ts'
import type { EpochRecord, RunCheckpoint, StopReason } from './run-checkpoint.ts'
import type { RunContext } from './run-context.ts'
import { flattenHyperparameters } from './settings.ts'
import { buffers } from './train-program.ts'

/** How a run went, as far as the loop knows. */
export interface RunOutcome {
  readonly stopped: StopReason
  readonly steps: number
  readonly losses: Float64Array
  readonly curves: ReadonlyMap<string, Float64Array>
  readonly epochRecords: readonly EpochRecord[]
  readonly seconds: number
  readonly diagnostics: readonly Diagnostic[]
  readonly checkpoint: RunCheckpoint
}

/** A call of `step` lasts about this long, so that a run can be watched and stopped. */
const CALL_MILLISECONDS = 10
/** Timers and signals get their turn this often. */
const TURN_MILLISECONDS = 20
/** At most ten progress events a second. */
const PROGRESS_MILLISECONDS = 100

/** Writes data, settings and starts into the memory of a session. */
export function feedSession({
  session,
  plan,
  dataset,
  split,
  settings,
  from,
}: Omit<RunContext, 'description' | 'onEvent' | 'signal'>): void {
  const sets = { train: split?.train, validation: split?.validation }
  for (const { name } of plan.program.buffers) {
    const [set, column] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]
    const data = dataset.columns.get(column)
    if (!data || !(set === 'train' || set === 'validation' || set === 'data')) continue
    const rows = set === 'data' ? undefined : sets[set]
    session.write(name, rows && data.hasRows ? takeRows(data, rows) : data.elements)
  }
  session.write('seed', [settings.seed])
  for (const [path, value] of flattenHyperparameters(settings.optimizer.args)) {
    session.write(settingBuffer(path), [value])
  }
  if (settings.clip !== undefined) session.write(settingBuffer('clip'), [settings.clip])
  const order = plan.program.buffers.find(({ name }) => name === buffers.order)
  if (order)
    session.write(
      order.name,
      Array.from({ length: elementCount(order.shape) }, (_, i) => i),
    )
  session.write(buffers.position, [0])
  session.write(buffers.epoch, [0])
  session.prepare()
  session.call('init')
  for (const [name, elements] of from?.buffers ?? []) session.write(name, elements)
}

/** Everything that the next step depends on, as it is now. */
function keepBuffers({ session, plan }: RunContext): ReadonlyMap<string, TypedArray> {
  const parameters = plan.model.parameters.map(({ name }) => name)
  const order = plan.program.buffers.filter(({ name }) => name === buffers.order)
  const counters = [buffers.step, buffers.position, buffers.epoch, ...order.map(({ name }) => name)]
  const names = [...parameters, ...plan.stateBuffers, ...counters]
  return new Map(names.map((name) => [name, session.read(name)]))
}

/** Trains until the run's length, its stop rule, a number that is not finite, or a signal. */
export async function runToEnd(context: RunContext): Promise<RunOutcome> {
  const loop = new TrainingLoop(context)
  return loop.run()
}

class TrainingLoop {
  readonly #context: RunContext
  readonly #started: number
  readonly #losses: number[]
  readonly #curves: Map<string, number[]>
  readonly #records: EpochRecord[]
  readonly #stepsPerEpoch: number
  readonly #best: BestRun | undefined
  #reported = 0
  #yielded = performance.now()
  #chunk = 1

  constructor(context: RunContext) {
    this.#context = context
    const { plan, settings, from } = context
    this.#started = performance.now() - 1000 * (from?.seconds ?? 0)
    this.#losses = Array.from(from?.losses ?? [])
    this.#records = [...(from?.epochRecords ?? [])]
    const { batches } = plan
    this.#stepsPerEpoch = batches ? Math.max(1, Math.ceil(batches.total / batches.size)) : 1
    this.#curves = new Map(
      plan.curves.map(({ series }) => [series, Array.from(from?.curves.get(series) ?? [])]),
    )
    this.#best = settings.stop?.kind === 'early' ? new BestRun(settings.stop, context) : undefined
  }

  async run(): Promise<RunOutcome> {
    const { onEvent, description } = this.#context
    onEvent({ event: 'start', run: description })
    const stopped = endOf(this.#context.from) ?? (await this.#advance())
    const checkpoint = this.#checkpoint(stopped)
    // What was not finite is looked for at the parameters where it came up.
    if (stopped !== 'not-finite') this.#best?.restore()
    return {
      stopped,
      steps: this.#losses.length,
      losses: checkpoint.losses,
      curves: checkpoint.curves,
      epochRecords: this.#records,
      seconds: checkpoint.seconds,
      diagnostics: [],
      checkpoint,
    }
  }

  /** Where the run stands now, before the best epoch's parameters come back. */
  #checkpoint(stopped: StopReason): RunCheckpoint {
    const curves = Array.from(this.#curves, ([name, values]): [string, Float64Array] => [
      name,
      Float64Array.from(values),
    ])
    return {
      index: this.#context.description.index,
      stopped,
      seconds: (performance.now() - this.#started) / 1000,
      buffers: keepBuffers(this.#context),
      losses: Float64Array.from(this.#losses),
      curves: new Map(curves),
      epochRecords: this.#records,
      best: this.#best?.checkpoint,
    }
  }

  async #advance(): Promise<StopReason> {
    const { description, signal, settings, plan } = this.#context
    const hasEpochs = settings.epochs !== undefined || plan.batches !== undefined
    while (this.#losses.length < description.plannedSteps) {
      if (signal?.aborted) return 'aborted'
      const done = this.#losses.length
      const untilEpoch = this.#stepsPerEpoch - (done % this.#stepsPerEpoch)
      const left = description.plannedSteps - done
      const status = await this.#stepSome(Math.min(left, hasEpochs ? untilEpoch : left))
      if (status === 'not-finite') return 'not-finite'
      if (hasEpochs && this.#losses.length % this.#stepsPerEpoch === 0) {
        if (this.#endEpoch() === 'early') return 'early'
      }
      if (status === 'stopped') return 'condition'
    }
    return settings.epochs === undefined ? 'steps' : 'epochs'
  }

  /** Runs one call of `step`, as long as a call should be, and lets others have their turn. */
  async #stepSome(most: number): Promise<'done' | 'stopped' | 'not-finite'> {
    const { session } = this.#context
    const begin = performance.now()
    const result = session.step(Math.min(most, this.#chunk))
    const spent = performance.now() - begin
    for (const loss of result.series.get('loss') ?? []) this.#losses.push(loss)
    for (const [name, values] of this.#curves) values.push(...(result.series.get(name) ?? []))
    if (spent < CALL_MILLISECONDS / 2) this.#chunk *= 2
    else if (spent > CALL_MILLISECONDS) this.#chunk = Math.max(1, this.#chunk >> 1)
    await this.#giveTurns()
    return result.status
  }

  async #giveTurns(): Promise<void> {
    const now = performance.now()
    if (now - this.#reported > PROGRESS_MILLISECONDS) {
      this.#reported = now
      this.#report()
    }
    if (now - this.#yielded < TURN_MILLISECONDS) return
    await turn()
    this.#yielded = performance.now()
  }

  #report(): void {
    const { onEvent, description } = this.#context
    const step = this.#losses.length
    const seconds = (performance.now() - this.#started) / 1000
    const progress: Progress = {
      step,
      epoch:
        description.plannedEpochs === undefined
          ? undefined
          : Math.min(description.plannedEpochs, Math.floor(step / this.#stepsPerEpoch) + 1),
      loss: this.#losses.at(-1) ?? Number.NaN,
      seconds,
      secondsLeft: step > 0 ? (seconds / step) * (description.plannedSteps - step) : 0,
      latest: this.#records.at(-1),
    }
    onEvent({ event: 'progress', run: description, progress })
  }

  /** Takes the metrics of both row sets; says `early` when the stop rule has had enough. */
  #endEpoch(): 'early' | undefined {
    const { onEvent, description, plan } = this.#context
    const needsMetrics = plan.evaluations.get('train')!.size > 1 || this.#best
    const validation = plan.evaluations.has('validation') ? this.#evaluate('validation') : undefined
    const { loss: _, ...metrics } = needsMetrics ? this.#evaluate('train') : { loss: 0 }
    const epoch: EpochRecord = {
      epoch: this.#records.length + 1,
      step: this.#losses.length,
      loss: this.#epochLoss(),
      metrics,
      validation,
    }
    this.#records.push(epoch)
    onEvent({ event: 'epoch', run: description, epoch })
    return this.#best?.isExhausted(epoch) ? 'early' : undefined
  }

  /** The mean loss of the epoch's batches, weighted by their rows. */
  #epochLoss(): number {
    const losses = this.#losses.slice(-this.#stepsPerEpoch)
    const { batches } = this.#context.plan
    if (!batches) return losses.at(-1)!
    let total = 0
    losses.forEach((loss, i) => {
      total += loss * Math.min(batches.size, batches.total - i * batches.size)
    })
    return total / batches.total
  }

  #evaluate(set: 'train' | 'validation'): Readonly<Record<string, number>> {
    return evaluate(this.#context, set)
  }
}

/** Why a run that was kept does not go on; nothing where only its length or a signal ended it. */
function endOf(from: RunCheckpoint | undefined): StopReason | undefined {
  const final: readonly StopReason[] = ['early', 'condition', 'not-finite']
  return from && final.includes(from.stopped) ? from.stopped : undefined
}

/** Loss and metrics over all rows of a set, at the session's parameters. */
export function evaluate(
  { session, plan }: Pick<RunContext, 'session' | 'plan'>,
  set: 'train' | 'validation',
): Readonly<Record<string, number>> {
  session.call(`evaluate/${set}`)
  const names = plan.evaluations.get(set) ?? new Map<string, string>()
  return Object.fromEntries(Array.from(names, ([name, buffer]) => [name, session.read(buffer)[0]!]))
}

/** Gives timers, signals and the screen their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
