import type {
  ObjectiveStatement,
  ShowStatement,
  Statement,
  TrainStatement,
} from '../1-syntax/ast.ts'
import type { CheckedDim, CheckedModel, ModelStep } from './checked-model.ts'
import type { Definition } from './definition.ts'
import { collecting, type Env, fileEnv, infer, type ModuleState, type Session } from './env.ts'
import { checkUncalled } from './expressions/definition-calls.ts'
import { asTensor } from './expressions/values.ts'
import type { FileProgress } from './file-progress.ts'
import { checkLints } from './lints/check-lints.ts'
import { type Meaning, reachedFrom } from './scope.ts'
import { rowDims } from './statements/batches.ts'
import { checkData } from './statements/data.ts'
import { declareTop } from './statements/declare.ts'
import { checkDims } from './statements/dims.ts'
import { checkImport } from './statements/imports.ts'
import { checkMetric, checkObjective } from './statements/objective.ts'
import { checkOptimizer } from './statements/optimizers.ts'
import { checkParam } from './statements/params.ts'
import { checkPlot } from './statements/plots.ts'
import { checkRepeat } from './statements/repeat.ts'
import { checkTest } from './statements/tests.ts'
import { checkTrain } from './statements/train.ts'
import { bindingType } from './statements/value-types.ts'
import { poison } from './types.ts'

/** Checks a file that another one imports: what it names, not what it runs. */
export function checkModule(session: Session, module: ModuleState): void {
  const progress: FileProgress = { env: fileEnv(session, module), batchDims: new Set(), trains: [] }
  for (const statement of module.file.statements) {
    if (!runsOnly.has(statement.kind)) checkStatement(progress, statement)
  }
}

const runsOnly: ReadonlySet<Statement['kind']> = new Set(['train', 'test', 'show', 'plot'])

/** Checks the main file; gives the model unless there are errors. */
export function checkMain(session: Session, module: ModuleState): CheckedModel | undefined {
  const { statements } = module.file
  const trains = statements.filter((statement) => statement.kind === 'train')
  const progress: FileProgress = { env: fileEnv(session, module), batchDims: new Set(), trains }
  for (const statement of statements) checkStatement(progress, statement)
  for (const definition of module.definitions.values()) {
    if (definition.module !== module || session.called.has(definition)) continue
    checkUncalled(progress.env, definition, module)
  }
  checkSizes(progress)
  if (progress.loss) checkReach(progress, progress.loss)
  if (session.reports.hasErrors()) return undefined
  checkLints(progress)
  return modelOf(session, module, progress)
}

function checkStatement(progress: FileProgress, statement: Statement): void {
  const { env } = progress
  if (statement.kind === 'import') checkImport(env, statement)
  else if (statement.kind === 'dim') checkDims(env, statement)
  else if (statement.kind === 'data') checkData(env, statement)
  else if (statement.kind === 'param') checkTopParam(env, statement)
  else if (statement.kind === 'binding') checkTopBinding(env, statement)
  else if (statement.kind === 'repeat') checkRepeat(env, statement)
  else if (statement.kind === 'metric') checkMetric(env, statement)
  else if (statement.kind === 'objective') checkTopObjective(progress, statement)
  else if (statement.kind === 'train') checkTopTrain(progress, statement)
  else if (statement.kind === 'test') checkTest(env, statement, progress.trains)
  else if (statement.kind === 'show') checkShow(env, statement)
  else if (statement.kind === 'plot') checkPlot(env, statement)
  else checkDefinition(env, statement)
}

function checkTopTrain(progress: FileProgress, statement: TrainStatement): void {
  const dim = checkTrain(progress.env, statement, progress.loss)
  if (dim !== undefined) progress.batchDims.add(dim)
}

function checkShow(env: Env, { value }: ShowStatement): void {
  asTensor(env, value, infer(collecting(env), value))
}

function checkTopParam(env: Env, statement: Extract<Statement, { kind: 'param' }>): void {
  const inner = collecting(env)
  const type = checkParam(inner, statement) ?? poison
  const { text: name, span } = statement.name
  declareTop(env, { kind: 'parameter', name, span, type, reads: inner.reads })
}

function checkTopBinding(env: Env, statement: Extract<Statement, { kind: 'binding' }>): void {
  const meaning = bindingType(env, statement)
  // A belief about something that is already named, such as data, names nothing new.
  if (statement.relation === '~' && env.scope.findHere(meaning.name)) return
  if (!declareTop(env, meaning)) return
  env.module.bindings.set(meaning.name, { statement, module: env.module })
  if (meaning.definition) env.module.definitions.set(meaning.name, meaning.definition)
}

function checkDefinition(
  env: Env,
  statement: Extract<Statement, { kind: 'function' | 'layer' | 'optimizer' }>,
): void {
  const definition: Definition = definitionOf(statement, env.module)
  const { text: name, span } = statement.name
  const type = { kind: 'function', name, definition } as const
  const meaning: Meaning = { kind: statement.kind, name, span, type, definition, reads: new Set() }
  env.session.meanings.set(definition, meaning)
  reportRepeatedFormals(env, statement)
  if (declareTop(env, meaning)) env.module.definitions.set(name, definition)
  if (statement.kind === 'optimizer') checkOptimizer(collecting(env), statement)
}

function definitionOf(
  statement: Extract<Statement, { kind: 'function' | 'layer' | 'optimizer' }>,
  module: ModuleState,
): Definition {
  if (statement.kind === 'function') return { kind: 'function', statement, module }
  if (statement.kind === 'layer') return { kind: 'layer', statement, module }
  return { kind: 'optimizer', statement, module }
}

function reportRepeatedFormals(
  env: Env,
  { formals }: Extract<Statement, { kind: 'function' | 'layer' | 'optimizer' }>,
): void {
  const seen = new Map<string, (typeof formals)[number]['span']>()
  for (const { name } of formals) {
    const first = seen.get(name.text)
    const secondary = first ? [{ span: first, text: 'first here' }] : []
    if (first && name.text) {
      env.reporter.report('E0203', name.span, { name: name.text }, { secondary })
    }
    seen.set(name.text, name.span)
  }
}

function checkTopObjective(progress: FileProgress, statement: ObjectiveStatement): void {
  const loss = checkObjective(progress.env, statement, progress.objective)
  progress.objective ??= statement
  progress.loss ??= loss
}

// A dim that nothing sizes cannot be run; one that nothing uses is only unused (W0706).
function checkSizes({ env, objective, trains }: FileProgress): void {
  const { session, module } = env
  const runs = objective !== undefined || trains.length > 0 || module.file.statements.some(isOutput)
  if (!runs || module.isBroken) return
  for (const { name, isBound, span, source } of session.dims.values()) {
    if (isBound || !session.usedDims.has(name) || source !== module.source) continue
    const help = `write \`dim ${name} = …\`, or let data bind it`
    env.reporter.report('E0407', span, { dim: name }, { help })
  }
}

function isOutput({ kind }: Statement): boolean {
  return kind === 'show' || kind === 'test' || kind === 'plot'
}

// Reported only when all is typed: what is poison may be what reaches the loss.
function checkReach({ env, objective, trains }: FileProgress, loss: Meaning): void {
  if (env.session.reports.hasErrors() || env.module.isBroken || !objective) return
  const reached = [...reachedFrom([loss])]
  const moves = reached.some(({ kind, makesParameters }) => kind === 'parameter' || makesParameters)
  if (moves || trains.length === 0) return
  env.reporter.report('E0612', objective.value.span, {}, { label: 'only data and numbers' })
}

// Blocks that read all rows cut nothing, but the rows of the data are still known.
function batchDimOf({ batchDims, loss }: FileProgress): string | undefined {
  const [chosen] = batchDims
  const candidates = loss ? rowDims(loss) : []
  return chosen ?? (candidates.length === 1 ? candidates[0] : undefined)
}

const stepKinds: ReadonlySet<Statement['kind']> = new Set([
  'data',
  'param',
  'binding',
  'repeat',
  'metric',
  'objective',
])

function isStep(statement: Statement): statement is ModelStep {
  return stepKinds.has(statement.kind)
}

function modelOf(session: Session, module: ModuleState, progress: FileProgress): CheckedModel {
  const { statements } = module.file
  const names = module.scope.meanings()
  const imported = [...session.modules.values()].filter((state) => state !== 'loading')
  return {
    main: module,
    modules: [module, ...imported],
    dims: new Map(
      Array.from(session.dims.values(), (dim): [string, CheckedDim] => [dim.name, dim]),
    ),
    names: new Map(names.map(({ name, type }) => [name, type])),
    types: progress.env.types,
    steps: statements.filter(isStep),
    objective: progress.objective,
    metrics: statements.filter((statement) => statement.kind === 'metric'),
    trains: progress.trains,
    tests: statements.filter((statement) => statement.kind === 'test'),
    shows: statements.filter((statement) => statement.kind === 'show'),
    plots: statements.filter((statement) => statement.kind === 'plot'),
    batchDim: batchDimOf(progress),
    unavailable: session.reports.unavailable,
  }
}
