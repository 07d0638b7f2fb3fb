import { type Diagnostic, Source } from '@gradus/diagnostics'
import { type ParsedFile, parseSource } from './1-syntax/parse.ts'
import { checkMain, checkModule } from './2-check/check-file.ts'
import type { CheckedModel } from './2-check/checked-model.ts'
import { Damage } from './2-check/damage.ts'
import { ModuleState, type Session } from './2-check/env.ts'
import { inferExpr } from './2-check/expressions/infer.ts'
import { type Overrides, overrideNames } from './2-check/override.ts'
import { Reporter, Reports } from './2-check/reporter.ts'
import type { ModelHost } from './host.ts'

/** What checking needs beside the text. */
export interface CheckOptions {
  /** The name that the text is reported under. */
  readonly file?: string
  /** Answers for imported files and data; without one, both are taken on trust. */
  readonly host?: ModelHost
  /** Other values for dims, starts of parameters, numbers and functions of the main file. */
  readonly overrides?: Overrides
}

/** The model, when there are no errors, and everything that was found, in the order of the text. */
export interface CheckResult {
  readonly model: CheckedModel | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** Overrides for names that the file does not have. */
  readonly unknownOverrides: readonly string[]
}

/** Parses and checks a model. Never throws, whatever the text. */
export function checkSource(
  source: Source | string,
  { file = 'model.gd', ...options }: CheckOptions = {},
): CheckResult {
  const given = typeof source === 'string' ? new Source(file, source) : source
  return checkParsed(given, parseSource(given), options)
}

/** Checks a parsed file. The model is absent when anything is an error. */
export function checkParsed(
  source: Source,
  parsed: Pick<ParsedFile, 'file' | 'diagnostics'>,
  { host, overrides = {} }: Omit<CheckOptions, 'file'> = {},
): CheckResult {
  const reports = new Reports()
  const session = makeSession(reports, host)
  const { file, unknown } = overrideNames(parsed.file, overrides)
  const main = addModule(session, '', source, { ...parsed, file })
  session.modules.set('', 'loading')
  const model = checkMain(session, main)
  return { model, diagnostics: reports.result(), unknownOverrides: unknown }
}

function makeSession(reports: Reports, host: ModelHost | undefined): Session {
  const session: Session = {
    reports,
    host,
    dims: new Map(),
    usedDims: new Set(),
    columns: new Map(),
    states: new Map(),
    modules: new Map(),
    read: new Set(),
    meanings: new Map(),
    results: new Map(),
    active: [],
    called: new Set(),
    load: (path) => loadModule(session, path),
    depth: 0,
    infer: inferExpr,
  }
  return session
}

function loadModule(session: Session, path: string): ModuleState | 'loading' | undefined {
  const known = session.modules.get(path)
  if (known) return known
  const text = session.host?.readText(path)
  if (text === undefined) return undefined
  const source = new Source(path, text)
  session.modules.set(path, 'loading')
  const module = addModule(session, path, source, parseSource(source))
  checkModule(session, module)
  session.modules.set(path, module)
  return module
}

function addModule(
  session: Session,
  path: string,
  source: Source,
  { file, diagnostics }: Pick<ParsedFile, 'file' | 'diagnostics'>,
): ModuleState {
  for (const found of diagnostics) session.reports.add(found)
  const damage = new Damage(source, file, diagnostics)
  const reporter = new Reporter(source, session.reports, damage)
  const module = new ModuleState(path, file, reporter)
  session.states.set(module, module)
  return module
}
