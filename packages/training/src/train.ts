import { type Diagnostic, diagnostic, renderShort, type Span } from '@gradus/diagnostics'
import { type Definition, optimizers, type TrainStatement } from '@gradus/language'
import { elementCount, type TypedArray } from '@gradus/ops'
import { type Backend, defaultBackend, type Session, type SessionOptions } from '@gradus/runtime'
import { checkRows, checkSettings } from './check-settings.ts'
import { buildDataset, type Dataset } from './dataset.ts'
import { type CheckedTrainingModel, lowerStatically, type Model } from './load-model.ts'
import { explainExhaustion, startWithin } from './memory.ts'
import { explainNonFinite } from './non-finite.ts'
import { evaluatePlots } from './plots.ts'
import type {
  Curve,
  RunDescription,
  RunResult,
  TrainEvent,
  TrainedParameter,
  TrainResult,
} from './result.ts'
import { evaluate, feedSession, type RunOutcome, runToEnd } from './run.ts'
import type { RunCheckpoint } from './run-checkpoint.ts'
import type { RunContext } from './run-context.ts'
import { type RunSettings, readSettings, type SettingOverrides } from './settings.ts'
import { type Split, splitRows } from './split.ts'
import { expandSweeps, type SweptBlock, textOfChoice } from './sweep.ts'
import { buildTrainProgram, type TrainProgram } from './train-program.ts'
import { hashWeights } from './weights-hash.ts'

export interface TrainOptions {
  /** Only the block of this name. */
  readonly block?: string
  readonly overrides?: SettingOverrides
  readonly backend?: Backend
  readonly isDeterministic?: boolean
  /** How the compiler is watched; see the runtime's `SessionOptions`. */
  readonly compiler?: Pick<SessionOptions, 'checks' | 'disablePass'>
  readonly onEvent?: (event: TrainEvent) => void
  /** Ends the training after the step that is running; what was reached is kept. */
  readonly signal?: AbortSignal
  /**
   * Where runs of this training stood when it was kept. They go on from there, with the same
   * bits as if they had never stopped; those that had come to their end stay as they are.
   */
  readonly resume?: readonly RunCheckpoint[]
}

/**
 * Trains every block of a model, each run of a sweep from the declared starts. A model with
 * errors, or that asks for what is not available (W0713), gives its diagnostics and no runs.
 */
export async function train(model: Model, options: TrainOptions = {}): Promise<TrainResult> {
  const { checked } = model
  if (!checked || checked.unavailable)
    return { runs: [], shows: [], plots: [], diagnostics: model.diagnostics }
  const { block, backend = defaultBackend } = options
  const blocks = checked.trains.filter(({ name }) => block === undefined || name?.text === block)
  const sound = { ...model, checked }
  const { runs, diagnostics } = await trainBlocks(sound, blocks, options)
  if (diagnostics.length > 0 && runs.length === 0)
    return { runs, shows: [], plots: [], diagnostics }
  try {
    return { runs, ...evaluatePlots(sound, runs, backend), diagnostics }
  } catch (error) {
    const exhaustion = explainExhaustion(model, error)
    return { runs, shows: [], plots: [], diagnostics: [...diagnostics, exhaustion] }
  }
}

/** Trains some blocks of a model, without its shows and plots. */
export async function trainBlocks(
  model: CheckedTrainingModel,
  blocks: readonly TrainStatement[],
  options: Omit<TrainOptions, 'block'>,
): Promise<Pick<TrainResult, 'runs' | 'diagnostics'>> {
  const trainer = new Trainer(model, blocks, options)
  if (trainer.diagnostics.length > 0) return { runs: [], diagnostics: trainer.diagnostics }
  const runs: RunResult[] = []
  const diagnosed = (): Diagnostic[] => runs.flatMap((run) => run.diagnostics)
  try {
    for await (const run of trainer.runAll()) runs.push(run)
    return { runs, diagnostics: diagnosed() }
  } catch (error) {
    return { runs, diagnostics: [...diagnosed(), explainExhaustion(model, error)] }
  }
}

interface Job {
  readonly block: SweptBlock
  readonly settings: RunSettings
  readonly index: number
}

/** Runs jobs, and keeps programs and data that several of them share. */
class Trainer {
  /** Why no run can begin; empty when all can. */
  readonly diagnostics: readonly Diagnostic[]
  readonly #backend: Backend
  readonly #jobs: readonly Job[]
  readonly #model: CheckedTrainingModel
  readonly #options: TrainOptions
  readonly #plans = new Map<string, { plan: TrainProgram; session: Session }>()
  readonly #datasets = new Map<number, Dataset>()

  constructor(
    model: CheckedTrainingModel,
    blocks: readonly TrainStatement[],
    options: TrainOptions,
  ) {
    this.#model = model
    this.#options = options
    this.#backend = options.backend ?? defaultBackend
    const statically = lowerStatically(model)
    this.#jobs = blocks.flatMap(expandSweeps).map((block, index) => ({
      block,
      index,
      settings: readSettings(statically, block.statement, options.overrides),
    }))
    const wrong = this.#jobs.flatMap(({ block, settings }) =>
      checkSettings(model, block.statement, settings, statically),
    )
    const fractions = this.#jobs.map(({ settings }) => settings.validate)
    // Runs of a sweep that are wrong in one way are one mistake.
    const mistakes = new Map(wrong.map((each) => [renderShort(each), each])).values()
    this.diagnostics = wrong.length > 0 ? [...mistakes] : checkRows(model, fractions)
  }

  async *runAll(): AsyncGenerator<RunResult> {
    for (const job of this.#jobs) {
      if (this.#options.signal?.aborted) break
      yield await this.#run(job)
    }
  }

  async #run(job: Job): Promise<RunResult> {
    const { settings, block } = job
    const dataset = this.#dataset(settings.seed)
    const { rows } = dataset
    const split = rows === undefined ? undefined : splitRows(rows, settings.validate, settings.seed)
    const { plan, session } = this.#plan(block, settings, split)
    const { onEvent = () => {}, signal } = this.#options
    const description = this.#describe(job, plan)
    const from = this.#options.resume?.find(({ index }) => index === job.index)
    const parts = { plan, session, dataset, split, onEvent, signal, from }
    const context = { description, settings, ...parts }
    feedSession(context)
    const outcome = await runToEnd(context)
    const result = this.#result(context, outcome)
    onEvent({ event: 'end', run: description, result })
    return result
  }

  #dataset(seed: number): Dataset {
    const known = this.#datasets.get(seed) ?? buildDataset(this.#model, seed)
    this.#datasets.set(seed, known)
    return known
  }

  /** Runs whose settings differ in numbers alone share one compiled program. */
  #plan({ choices }: SweptBlock, settings: RunSettings, split: Split | undefined) {
    const counts = split && { train: split.train.length, validation: split.validation.length }
    const stops = choices.filter(({ name }) => name === 'stop').map(({ value }) => value.span)
    const key = structureKey(settings, counts, stops)
    const known = this.#plans.get(key)
    if (known) return known
    const plan = buildTrainProgram(this.#model, settings, counts)
    const isDeterministic = this.#options.isDeterministic ?? false
    const session = startWithin(this.#backend, plan.program, plan.builder, {
      isDeterministic,
      ...this.#options.compiler,
    })
    const made = { plan, session }
    this.#plans.set(key, made)
    return made
  }

  #describe({ block, settings, index }: Job, plan: TrainProgram): RunDescription {
    const { batches } = plan
    const stepsPerEpoch = batches ? Math.ceil(batches.total / batches.size) : 1
    const { steps, epochs, optimizer } = settings
    const { source } = this.#model
    return {
      index,
      total: this.#jobs.length,
      block: block.statement.name?.text,
      ...(this.#model.checked.objective?.direction === 'maximize' && { isMaximized: true }),
      optimizer:
        optimizer.kind === 'builtin' ? optimizer.name : optimizer.definition.statement.name.text,
      choices: block.choices.map((choice) => ({
        name: choice.name,
        text: textOfChoice(choice, source.text),
      })),
      seed: settings.seed,
      plannedSteps: steps ?? (epochs ?? 0) * stepsPerEpoch,
      plannedEpochs: epochs ?? (batches && steps ? Math.ceil(steps / stepsPerEpoch) : undefined),
      parameters: plan.model.parameters.reduce((n, { node }) => n + elementCount(node.shape), 0),
    }
  }

  #result(context: RunContext, outcome: RunOutcome): RunResult {
    const { plan, session, description } = context
    const { loss = Number.NaN, ...metrics } = evaluate(context, 'train')
    const validation = plan.evaluations.has('validation')
      ? evaluate(context, 'validation')
      : undefined
    const state = readState(plan, session)
    return {
      run: description,
      settings: context.settings,
      steps: outcome.steps,
      epochs: outcome.epochRecords.length || undefined,
      loss,
      metrics,
      validation,
      losses: outcome.losses,
      epochRecords: outcome.epochRecords,
      parameters: readParameters(plan, session),
      curves: curvesOf(context, outcome),
      seconds: outcome.seconds,
      stopped: outcome.stopped,
      diagnostics: this.#diagnose(context, outcome),
      weightsHash: hashWeights(plan.model.parameters.map(({ name }) => state.get(name)!)),
      state,
      checkpoint: outcome.checkpoint,
    }
  }

  /** A Newton step that is not finite from a loss that is comes from a singular Hessian. */
  #singular(context: RunContext, step: number): Diagnostic | undefined {
    const { optimizer } = context.settings
    if (optimizer.kind !== 'builtin' || optimizer.name !== 'newton') return undefined
    if (!Number.isFinite(evaluate(context, 'train').loss)) return undefined
    const { source, checked } = this.#model
    const span = checked.objective?.value.span ?? { start: 0, end: 0 }
    const help = 'a penalty such as `0.001 * w^2`, or `damping: 0.001`, gives it curvature'
    return diagnostic('E0804', source, span, { step }, { help })
  }

  #diagnose(context: RunContext, { stopped, steps, diagnostics }: RunOutcome): Diagnostic[] {
    if (stopped !== 'not-finite') return [...diagnostics]
    const singular = this.#singular(context, steps + 1)
    if (singular) return [...diagnostics, singular]
    const found = explainNonFinite(this.#model, context, steps + 1)
    const fallback = (): Diagnostic => {
      const { objective } = this.#model.checked
      const span = objective?.value.span ?? { start: 0, end: 0 }
      return diagnostic('E0801', this.#model.source, span, { value: 'NaN', step: steps + 1 })
    }
    return [...diagnostics, found ?? fallback()]
  }
}

/** What decides the program of a run, apart from the numbers that it is fed. */
function structureKey(
  { optimizer, batch, dropLast, shuffle, precision, clip, stop }: RunSettings,
  counts: { readonly train: number; readonly validation: number } | undefined,
  stops: readonly Span[],
): string {
  const shape = (args: RunSettings['optimizer']['args']): unknown[] =>
    Array.from(args, ([name, value]) =>
      value.kind === 'schedule' ? [name, value.name, shape(value.args)] : [name, value.value === 0],
    )
  const name =
    optimizer.kind === 'builtin'
      ? [optimizer.name, ...countsOf(optimizer.name, optimizer.args)]
      : placeOf(optimizer.definition)
  const rule = stop?.kind === 'condition' ? stop.expr.span : stop?.kind
  return JSON.stringify([
    [name, shape(optimizer.args)],
    [batch, dropLast, shuffle, precision, clip !== undefined, rule, stops],
    counts,
  ])
}

/** Counts of an optimizer, which decide what is compiled. */
function countsOf(
  name: keyof typeof optimizers,
  args: RunSettings['optimizer']['args'],
): readonly unknown[] {
  const counts = optimizers[name].arguments.filter(({ kind }) => kind === 'count')
  return counts.map(({ name: each }) => args.get(each))
}

function placeOf({ module, statement }: Definition): readonly [string, number] {
  return [module.path, statement.span.start]
}

/** Everything that is needed to evaluate expressions at a run's end, or to go on from it. */
function readState(plan: TrainProgram, session: Session): ReadonlyMap<string, TypedArray> {
  const parameters = plan.model.parameters.map(({ name }) => name)
  const names = [...parameters, ...plan.stateBuffers, 'step', 'position', 'epoch']
  return new Map(names.map((name) => [name, session.read(name)]))
}

function readParameters(plan: TrainProgram, session: Session): readonly TrainedParameter[] {
  session.call('values')
  return plan.model.parameters.map(({ name, value, dims }) => ({
    name,
    shape: value.shape.map(({ size }) => size),
    dims,
    data: session.read(`value/${name}`),
  }))
}

function curvesOf({ plan }: RunContext, { curves }: RunOutcome): readonly Curve[] {
  return plan.curves.map(({ series, plot }) => {
    const title = plot.args.find(({ name }) => name?.text === 'title')?.value
    const reference = plot.args.find(({ name }) => name?.text === 'reference')?.value
    const value = plot.args.find(({ name }) => !name || name.text === 'value')?.value
    const shown = value?.kind === 'name' ? value.name : 'value'
    return {
      statement: plot,
      title: title?.kind === 'text' ? title.value : shown,
      values: curves.get(series) ?? new Float64Array(),
      reference: reference?.kind === 'number' ? reference.value : undefined,
    }
  })
}
