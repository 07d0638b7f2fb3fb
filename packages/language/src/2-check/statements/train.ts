import { suggest } from '@gradus/diagnostics'
import type { Expr, Setting, TrainStatement } from '../../1-syntax/ast.ts'
import { findBuiltin, isKey } from '../../builtins/table.ts'
import {
  type SettingKind,
  stopRules,
  trainSettingAliases,
  trainSettings,
} from '../../builtins/training.ts'
import { collecting, constantOf, type Env, infer } from '../env.ts'
import {
  readArgument,
  readOptimizer,
  readWord,
  sweptValues,
  takersOf,
} from '../expressions/arguments.ts'
import { matchReported } from '../expressions/call-arguments.ts'
import { reportUnknownDim, resolveDim } from '../expressions/dim-arguments.ts'
import { readKnown } from '../expressions/known-before.ts'
import { inferNumber, inferTensor, reportKind, requireCondition } from '../expressions/values.ts'
import { didYouMean, editsFix, replaceFix } from '../reporter.ts'
import { type Meaning, Scope } from '../scope.ts'
import { numbers } from '../types.ts'
import { type BatchChoice, checkBatch } from './batches.ts'

/** Checks a `train` block; gives the dim that its batches cut, if there is one. */
export function checkTrain(
  env: Env,
  statement: TrainStatement,
  loss: Meaning | undefined,
): string | undefined {
  const word = { start: statement.span.start, end: statement.span.start + 'train'.length }
  if (!loss && !env.module.isBroken && !hasBelief(env)) {
    const help = 'add `minimize …` with what should become small'
    env.reporter.report('E0606', word, {}, { help })
  }
  const inner = trainEnv(env, loss)
  const settings = new Map<string, Setting>()
  for (const setting of statement.settings) {
    if (isRepeated(env, settings, setting)) continue
    checkSetting(inner, setting)
    settings.set(setting.name.text, setting)
  }
  checkLength(env, statement, settings)
  const choice: BatchChoice = { settings, loss, word }
  return checkBatch(inner, choice)
}

// A belief adds to what is minimized, and so may stand for an objective.
function hasBelief({ module }: Env): boolean {
  return module.file.statements.some(
    (statement) => statement.kind === 'binding' && statement.relation === '~',
  )
}

// Inside a block, `loss` and how far the run is can be read by conditions.
function trainEnv(env: Env, loss: Meaning | undefined): Env {
  const scope = new Scope(env.scope)
  for (const name of ['grad_norm', 'step', 'epoch']) {
    scope.declare({ kind: 'argument', name, type: numbers(), reads: new Set(loss ? [loss] : []) })
  }
  return collecting(env, { scope })
}

function isRepeated(env: Env, settings: ReadonlyMap<string, Setting>, { name }: Setting): boolean {
  const first = settings.get(name.text)
  if (!first || name.text === '') return false
  const secondary = [{ span: first.span, text: 'first here' }]
  env.reporter.report('E0211', name.span, { argument: name.text }, { secondary })
  return true
}

function checkSetting(env: Env, { name, value }: Setting): void {
  if (name.text === '') return
  if (!isKey(trainSettings, name.text)) {
    const names = Object.keys(trainSettings)
    const better = trainSettingAliases[name.text] ?? suggest(name.text, names)
    const help = better === undefined ? { help: `settings are ${names.join(', ')}` } : {}
    const details = { ...didYouMean(name.span, better), ...help }
    env.reporter.report('E0605', name.span, { setting: name.text }, details)
    return
  }
  const { kind } = trainSettings[name.text]
  const check = settingChecks[kind]
  const own: Env = { ...env, inside: 'train' }
  for (const swept of sweptValues(own, value)) {
    if (kind === 'stop') check(own, swept, name.text)
    else readKnown(own, swept, (inner) => check(inner, swept, name.text))
  }
}

type SettingCheck = (env: Env, value: Expr, name: string) => void

function argument(kind: 'count' | 'seed' | 'flag'): SettingCheck {
  return (env, value, name) => {
    readArgument(env, value, { name, kind }, { name: 'train', before: new Map() })
  }
}

const settingChecks: Readonly<Record<SettingKind, SettingCheck>> = {
  optimizer: (env, value) => {
    readOptimizer(env, value)
  },
  count: argument('count'),
  seed: argument('seed'),
  flag: argument('flag'),
  batch: (env, value, name) => {
    if (value.kind !== 'name' || value.name !== 'all') argument('count')(env, value, name)
  },
  dim: (env, value) => {
    if (value.kind === 'missing') return
    if (value.kind !== 'name')
      reportKind(env, value, `\`${env.reporter.textOf(value.span)}\``, 'a dim')
    else if (!resolveDim(env, value.name)) reportUnknownDim(env, value.name, value.span)
  },
  validation: checkFraction,
  stop: checkStop,
  positive: (env, value) => {
    if (!inferNumber(env, value)) return
    const constant = constantOf(env, value)
    if (constant !== undefined && constant <= 0) {
      reportKind(env, value, `\`${env.reporter.textOf(value.span)}\``, 'a number above 0')
    }
  },
  precision: (env, value) => {
    readWord(env, value, ['f64', 'f32'])
  },
  save: (env, value) => {
    if (value.kind !== 'text') argument('flag')(env, value, 'save')
  },
}

function checkFraction(env: Env, value: Expr, setting: string): void {
  if (value.kind === 'text' || !inferNumber(env, value)) return
  const fraction = constantOf(env, value)
  if (fraction === undefined || (fraction >= 0 && fraction < 1)) return
  const isPercentage = Number.isInteger(fraction) && fraction > 1 && fraction < 100
  const better = isPercentage ? String(fraction / 100) : undefined
  const details = better
    ? { label: `did you mean \`${better}\`?`, fix: replaceFix(value.span, better) }
    : { label: 'from 0 up to, but not, 1' }
  const values = { setting, value: env.reporter.textOf(value.span) }
  env.reporter.report('E0610', value.span, values, details)
}

function checkStop(env: Env, value: Expr): void {
  if (value.kind === 'call' && value.callee.kind === 'name') {
    const builtin = findBuiltin(value.callee.name)
    if (builtin?.kind === 'stop') {
      const { span: calleeSpan, name } = value.callee
      const site = { name, calleeSpan, span: value.span, args: value.args, isPiped: false }
      const values = matchReported(env, site, takersOf(stopRules[builtin.name]))
      for (const row of stopRules[builtin.name].arguments) {
        const given = values?.get(row.name)
        if (!given) continue
        const read = (inner: Env) =>
          readArgument(inner, given.value, row, { name, before: new Map() })
        if (row.kind === 'metric') read(env)
        else readKnown(env, given.value, read)
      }
      return
    }
  }
  const type = inferTensor(env, value)
  if (type && requireCondition(env, value, type) && type.dims.length > 0) {
    infer(env, value)
    reportKind(env, value, 'a condition for each element', 'one condition')
  }
}

function checkLength(
  env: Env,
  { name, span }: TrainStatement,
  settings: ReadonlyMap<string, Setting>,
): void {
  const [steps, epochs] = [settings.get('steps'), settings.get('epochs')]
  if (steps && epochs) {
    const [first, second] = steps.span.start < epochs.span.start ? [steps, epochs] : [epochs, steps]
    const secondary = [{ span: first.span, text: 'first here' }]
    const edits = [{ span: second.span, text: '' }]
    const fix = editsFix(`remove \`${second.name.text}\``, edits, 'ask')
    env.reporter.report('E0608', second.name.span, {}, { secondary, fix })
  }
  if (env.module.isBroken || hasUnknown(settings)) return
  const at = name?.span ?? { start: span.start, end: span.start + 'train'.length }
  const missing = settings.has('optimizer')
    ? !(steps || epochs || settings.has('stop')) && 'steps'
    : 'optimizer'
  if (missing) env.reporter.report('E0206', at, { function: 'train', argument: missing })
}

// A setting that is not known may be the one that is missing.
function hasUnknown(settings: ReadonlyMap<string, Setting>): boolean {
  return [...settings.keys()].some((name) => !isKey(trainSettings, name))
}
