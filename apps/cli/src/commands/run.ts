import { join, relative, resolve } from 'node:path'
import {
  bestRun,
  type Checkpoint,
  type GradientReport,
  gradcheck,
  type Model,
  recordRun,
  type SettingOverrides,
  type TrainEvent,
  type TrainResult,
  train,
} from '@gradus/training'
import { Option } from 'commander'
import type { Call, GlobalOptions } from '../call.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { numberedRuns, singleRun } from '../files/run-store.ts'
import { listenForInterrupt } from '../interrupt.ts'
import { hasErrors, isError, printDiagnostics } from '../report/diagnostics.ts'
import { suggestNext } from '../report/next.ts'
import { type ProgressForm, reportProgress } from '../report/progress.ts'
import { eventJson, printJsonLine, resultJson } from '../report/run-json.ts'
import { printRun } from '../report/run-report.ts'
import { watching } from '../watch.ts'
import { type AddCommand, examples } from './add-command.ts'
import {
  backendNames,
  chooseBackend,
  compilerChecks,
  demandBlock,
  demandNames,
  type LoadedFile,
  loadFile,
} from './load.ts'
import {
  type DataFiles,
  parseCount,
  parseDataFile,
  parseSeed,
  parseSetting,
  type Settings,
} from './parse-flags.ts'
import { findKept, type KeptRun, openKept, runsFolder } from './resume.ts'

interface RunOptions extends GlobalOptions {
  readonly only?: string
  readonly set?: Settings
  readonly data?: DataFiles
  readonly seed?: number
  readonly precision?: 'f32' | 'f64'
  readonly backend?: (typeof backendNames)[number]
  readonly epochs?: number
  readonly steps?: number
  readonly save?: string
  readonly resume?: string
  readonly progress: 'auto' | ProgressForm
  readonly dryRun?: true
  readonly deterministic?: true
  readonly gradcheck?: true
  readonly next?: true
  readonly watch?: true
}

/** `gradus run`: trains a model and shows what it came to. */
export const addRun: AddCommand = (program, open, end) => {
  program
    .command('run')
    .summary('train a model')
    .description('Trains a model, and prints its loss, metrics, values and plots.')
    .argument('[FILE]', 'a model, or - for standard input')
    .option('--only <NAME>', 'only the train block of this name')
    .option(
      '--set <NAME=VALUE>',
      'another size of a dim, or another value (may be repeated)',
      parseSetting,
    )
    .option(
      '--data <NAME=FILE>',
      'read this file in place of the one of a data name (may be repeated)',
      parseDataFile,
    )
    .option('--seed <N>', 'another seed', parseSeed)
    .addOption(new Option('--precision <KIND>', 'how exact numbers are').choices(['f32', 'f64']))
    .addOption(new Option('--backend <NAME>', 'what computes').choices(backendNames))
    .option('--epochs <N>', 'another number of epochs', parseCount)
    .addOption(
      new Option('--steps <N>', 'this many steps').argParser(parseCount).conflicts('epochs'),
    )
    .option('--save <DIR>', 'save the run in this folder')
    .addOption(
      new Option('--resume <ID>', 'go on with a saved run: its number, or last').conflicts([
        ...['set', 'seed', 'precision', 'only', 'save', 'dryRun'],
      ]),
    )
    .addOption(
      new Option('--progress <FORM>', 'how to show progress')
        .choices(['auto', 'bar', 'line', 'none'])
        .default('auto'),
    )
    .option('-n, --dry-run', 'prepare everything, but take no step')
    .option('--deterministic', 'the same bits on every machine')
    .option('--gradcheck', 'check the gradient of the loss')
    .option('--next', 'say what to try next')
    .addOption(
      new Option('--watch', 'run again whenever a file changes').conflicts(['resume', 'json']),
    )
    .addHelpText(
      'before',
      examples(
        'gradus run',
        'gradus run 05-mlp.gd --seed 3 --set hidden=32',
        'gradus run 05-mlp.gd --resume last --epochs 200',
        'gradus run - < a.gd',
      ),
    )
    .action(async (name: string | undefined, _, command) => {
      const options = command.optsWithGlobals() as RunOptions
      const call = open(options)
      const work = (): Promise<ExitCode> => runNamed(call, name, options)
      end(await (options.watch ? watching(call, name ? [name] : [], work) : work()))
    })
}

async function runNamed(
  call: Call,
  name: string | undefined,
  options: RunOptions,
): Promise<ExitCode> {
  const kept = options.resume === undefined ? undefined : findKept(call, name, options.resume)
  const loaded = await loadFile(call, name, kept?.set ?? options.set, options.data)
  return run(call, { ...loaded, kept }, options)
}

/** A model to run, and the saved run that it goes on with. */
interface RunnableFile extends LoadedFile {
  readonly kept: KeptRun | undefined
}

async function run(call: Call, loaded: RunnableFile, given: RunOptions): Promise<ExitCode> {
  const { model, file } = loaded
  const { diagnostics, checked } = model
  if (!call.isJson) {
    const shown = call.isQuiet ? diagnostics.filter(isError) : diagnostics
    printDiagnostics(call.terminal.talk, shown)
  }
  if (!checked || checked.unavailable || hasErrors(diagnostics)) {
    if (call.isJson) {
      const result = { runs: [], shows: [] }
      printJsonLine(call.terminal.out, resultJson({ file: file.name, result, diagnostics }))
    }
    return exitCodes.problems
  }
  const resumed = loaded.kept && openKept(call, loaded, loaded.kept)
  if (loaded.kept && !resumed) return exitCodes.problems
  const options = resumed ? askAgain(given, resumed) : given
  demandNames(model, options.set)
  demandBlock(model, options.only)
  if (checked.trains.length + checked.shows.length + checked.plots.length === 0) {
    call.say(` ${file.name} has nothing to run: no \`train\`, \`show\` or \`plot\``)
  }
  const interrupt = listenForInterrupt(call)
  const result = await trainShown(call, model, options, interrupt.signal, resumed?.runs)
  const isInterrupted = interrupt.signal.aborted
  const isChecked = options.gradcheck && !isInterrupted
  const gradients = isChecked ? checkGradients(model, result, options) : undefined
  interrupt.release()
  await present(call, loaded, { result, gradients, isInterrupted }, options)
  if (isInterrupted) return exitCodes.interrupted
  if (result.runs.some(({ stopped }) => stopped === 'not-finite')) return exitCodes.runFailed
  const hasProblem = hasErrors(result.diagnostics) || gradients?.passed === false
  return hasProblem ? exitCodes.problems : exitCodes.ok
}

/** The flags that a saved run was begun with; its length may be another now. */
function askAgain(options: RunOptions, { request }: Checkpoint): RunOptions {
  const { block, overrides = {} } = request
  const { steps, epochs, ...fixed } = overrides
  const hasLength = options.steps !== undefined || options.epochs !== undefined
  const length = { ...(steps !== undefined && { steps }), ...(epochs !== undefined && { epochs }) }
  return {
    ...options,
    ...fixed,
    ...(!hasLength && length),
    ...(block !== undefined && { only: block }),
  }
}

/** Trains, while events go where a person or a program follows them. */
async function trainShown(
  call: Call,
  model: Model,
  options: RunOptions,
  signal: AbortSignal,
  resume: Checkpoint['runs'] | undefined,
): Promise<TrainResult> {
  const { terminal, isJson } = call
  const progress = reportProgress(terminal, progressForm(call, options))
  const rehearsal = new AbortController()
  const onEvent = (event: TrainEvent): void => {
    // A dry run goes as far as the first step of the first run.
    if (options.dryRun && event.event === 'start') rehearsal.abort()
    const json = isJson ? eventJson(event) : undefined
    if (json) printJsonLine(terminal.out, json)
    progress.onEvent(event)
  }
  try {
    return await train(model, {
      ...(options.only !== undefined && { block: options.only }),
      ...chooseBackend(options.backend),
      ...compilerChecks(),
      overrides: overridesOf(call, options),
      ...(resume && { resume }),
      isDeterministic: options.deterministic ?? false,
      signal: AbortSignal.any([signal, rehearsal.signal]),
      onEvent,
    })
  } finally {
    progress.end()
  }
}

function progressForm(call: Call, { progress, dryRun }: RunOptions): ProgressForm {
  if (dryRun || (progress === 'auto' && (call.isQuiet || call.isJson))) return 'none'
  if (progress === 'none' || progress === 'line') return progress
  return call.terminal.isLive ? 'bar' : 'line'
}

/** A flag comes before the project, the project before the model. */
function overridesOf({ project }: Call, options: RunOptions): SettingOverrides {
  const { steps, epochs } = options
  const seed = options.seed ?? project.seed
  const precision = options.precision ?? project.precision
  return {
    ...(seed !== undefined && { seed }),
    ...(precision !== undefined && { precision }),
    ...(steps !== undefined && { steps }),
    ...(epochs !== undefined && { epochs }),
  }
}

function checkGradients(
  model: Model,
  { runs }: TrainResult,
  { backend }: RunOptions,
): GradientReport | undefined {
  const run = bestRun(runs)
  return gradcheck(model, { ...(run && { run }), ...chooseBackend(backend) })
}

interface Outcome {
  readonly result: TrainResult
  readonly gradients: GradientReport | undefined
  readonly isInterrupted: boolean
}

/** Saves the run and prints what it came to. */
async function present(
  call: Call,
  loaded: RunnableFile,
  { result, gradients, isInterrupted }: Outcome,
  options: RunOptions,
): Promise<void> {
  const { terminal, isJson } = call
  const { file, model } = loaded
  const isDryRun = options.dryRun ?? false
  if (!isJson) {
    printRun(terminal, model, { result, gradients, isDryRun, isVerbose: call.isVerbose })
    printDiagnostics(terminal.talk, result.diagnostics)
  }
  const isSaved = !isDryRun && result.runs.length > 0
  const saved = isSaved ? await save(call, loaded, result, options) : undefined
  if (isJson) {
    const diagnostics = [...model.diagnostics, ...result.diagnostics]
    const report = { file: file.name, result, diagnostics, gradients, saved: saved?.path }
    printJsonLine(terminal.out, resultJson(report))
    return
  }
  if (saved !== undefined) call.say(`${terminal.talk.paint('faint', ' saved ')} ${saved.path}`)
  if (isInterrupted && saved?.id !== undefined) {
    call.say(` to go on: gradus run ${file.name} --resume ${saved.id}`)
  }
  if (options.next && !isInterrupted) {
    for (const line of suggestNext(model, file.name, terminal.talk)) call.say(line)
  }
}

/** Writes the run folder; gives its name as a person would type it, and its number. */
async function save(
  call: Call,
  { file, model, kept }: RunnableFile,
  result: TrainResult,
  options: RunOptions,
): Promise<{ readonly path: string; readonly id?: string }> {
  const request = {
    ...(options.only !== undefined && { block: options.only }),
    overrides: overridesOf(call, options),
  }
  if (options.save !== undefined) {
    const store = singleRun(resolve(call.folder, options.save))
    await recordRun(store, model, result, request)
    return { path: options.save }
  }
  const folder = runsFolder(call, file.folder)
  const id = await recordRun(kept?.store ?? numberedRuns(folder), model, result, request)
  const path = relative(call.folder, join(folder, id))
  return { path: path.startsWith('..') ? join(folder, id) : path, id }
}
