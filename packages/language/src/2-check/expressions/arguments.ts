import { suggest } from '@gradus/diagnostics'
import type { Arg, CallExpr, Expr } from '../../1-syntax/ast.ts'
import {
  type Argument,
  type ArgumentKind,
  type BuiltinRow,
  rangeOf,
} from '../../builtins/argument.ts'
import { findBuiltin, isAvailable } from '../../builtins/table.ts'
import type { Definition } from '../definition.ts'
import type { Dims } from '../dims.ts'
import { constantOf, type Env, infer } from '../env.ts'
import type { Taker } from '../match-arguments.ts'
import { didYouMean } from '../reporter.ts'
import { showType } from '../show-type.ts'
import { isBool, isSingle, numbers, type TensorType } from '../types.ts'
import { type CallSite, matchReported } from './call-arguments.ts'
import { readDim, readDimsOf } from './dim-arguments.ts'
import { readKnown } from './known-before.ts'
import { readMeaning, reportUnknownName } from './names.ts'
import { declareStackDim } from './stack-dims.ts'
import { inferNumber, inferTensor, nounOf, reportKind } from './values.ts'
import { readVariables } from './variables.ts'

/** What an argument turned out to be. */
export interface ReadArgument {
  readonly expr: Expr
  readonly type?: TensorType
  readonly dims?: Dims
}

/** The call that an argument belongs to, and its arguments before this one. */
export interface ArgumentContext {
  readonly name: string
  readonly before: ReadonlyMap<string, ReadArgument>
}

type Reader = (
  env: Env,
  expr: Expr,
  argument: Argument,
  context: ArgumentContext,
) => Omit<ReadArgument, 'expr'> | undefined

/** Reads an argument as its kind demands; none when it is poison or was reported. */
export function readArgument(
  env: Env,
  expr: Expr,
  argument: Argument,
  context: ArgumentContext,
): ReadArgument | undefined {
  const read = readers[argument.kind](env, expr, argument, context)
  return read && { expr, ...read }
}

const tensor: Reader = (env, expr) => {
  const type = inferTensor(env, expr)
  return type && { type }
}

const number: Reader = (env, expr, argument) =>
  inferNumber(env, expr) && isInRange(env, expr, argument) ? { type: numbers() } : undefined

const readers: Readonly<Record<ArgumentKind, Reader>> = {
  value: tensor,
  labels: tensor,
  number,
  known: (env, expr) =>
    readKnown(env, expr, (inner) => inferNumber(inner, expr)) ? { type: numbers() } : undefined,
  list: (env, expr) => {
    const type = inferTensor(env, expr)
    if (!type || expr.kind === 'list') return type && { type }
    return reportKind(env, expr, showType(type), 'a list')
  },
  dims: (env, expr, _, { name, before }) => {
    const value = [...before.values()][0]
    if (!value?.type) return undefined
    const dims = readDimsOf(env, name, expr, [
      value.expr.span,
      showType(value.type),
      value.type.dims,
    ])
    return dims && { dims }
  },
  dim: (env, expr) => {
    const dims = readDim(env, expr)
    return dims && { dims }
  },
  'new-dim': (env, expr, _, { before }) => {
    const count = [...before.values()][0]?.type?.dims[0]
    const dims = count === undefined ? undefined : declareStackDim(env, expr, Number(count))
    return dims && { dims }
  },
  variables: (env, expr) => {
    const type = readVariables(env, expr)
    return type && { type }
  },
  function: (env, expr) => {
    const type = infer(env, expr)
    if (type.kind === 'function') return {}
    return type.kind === 'poison' ? undefined : reportKind(env, expr, nounOf(type), 'a function')
  },
  initializer: (env, expr) => {
    const type = infer(env, expr)
    if (type.kind === 'poison') return undefined
    if (isSingle(type)) return {}
    const builtin = type.kind === 'function' ? findBuiltin(type.name) : undefined
    if (builtin?.kind !== 'initializer' || expr.kind !== 'name') {
      return reportKind(env, expr, nounOf(type), 'an initializer or a number')
    }
    warnUnlessAvailable(env, builtin.name, expr)
    return {}
  },
  optimizer: (env, expr) => (readOptimizer(env, expr) ? {} : undefined),
  metric: readMetric,
  count: (env, expr) => readWhole(env, expr, 1),
  seed: (env, expr) => readWhole(env, expr, 0),
  rate: (env, expr, argument) =>
    readSchedule(env, expr) && isInRange(env, expr, argument) ? {} : undefined,
  flag: (env, expr) => {
    const type = inferTensor(env, expr)
    if (!type || (isBool(type) && isSingle(type))) return type && {}
    return reportKind(env, expr, showType(type), '`true` or `false`')
  },
  range: (env, expr) => {
    const type = infer(env, expr)
    if (type.kind === 'range') return {}
    return type.kind === 'poison' ? undefined : reportKind(env, expr, nounOf(type), 'a range')
  },
  text: (env, expr) => {
    if (expr.kind === 'text' || expr.kind === 'missing') return {}
    const type = infer(env, expr)
    return type.kind === 'poison' ? undefined : reportKind(env, expr, nounOf(type), 'a text')
  },
  word: (env, expr, { words = [] }) => readWord(env, expr, words),
}

function readMetric(env: Env, expr: Expr): Omit<ReadArgument, 'expr'> | undefined {
  const type = infer(env, expr)
  if (type.kind === 'poison') return undefined
  const kind = expr.kind === 'name' ? env.scope.find(expr.name)?.kind : undefined
  if (kind === 'metric' || kind === 'loss') return { type: numbers() }
  return reportKind(env, expr, `\`${env.reporter.textOf(expr.span)}\``, 'a metric or `loss`')
}

/** Reports a number that can be read off the text and has no meaning for the argument. */
function isInRange(env: Env, expr: Expr, argument: Argument): boolean {
  const range = rangeOf(argument)
  const value = range && expr.kind !== 'call' ? constantOf(env, expr) : undefined
  if (!range || value === undefined || range.holds(value)) return true
  reportKind(env, expr, `\`${env.reporter.textOf(expr.span)}\``, range.expected)
  return false
}

function readWhole(env: Env, expr: Expr, least: number): Omit<ReadArgument, 'expr'> | undefined {
  if (!inferNumber(env, expr)) return undefined
  const value = constantOf(env, expr)
  if (value === undefined || (Number.isInteger(value) && value >= least)) return { type: numbers() }
  const expected = least === 0 ? 'a whole number' : 'a whole number above 0'
  return reportKind(env, expr, `\`${env.reporter.textOf(expr.span)}\``, expected)
}

/** Reads a word of a setting, such as `log` in `scale: log`. */
export function readWord(env: Env, expr: Expr, words: readonly string[]): object | undefined {
  if (expr.kind === 'missing') return undefined
  const text = env.reporter.textOf(expr.span)
  if (expr.kind === 'name' && words.includes(text)) return {}
  const better = expr.kind === 'name' ? suggest(text, words) : undefined
  const expected = words.map((word) => `\`${word}\``).join(' or ')
  const values = { found: `\`${text}\``, expected }
  env.reporter.report('E0317', expr.span, values, didYouMean(expr.span, better))
  return undefined
}

/** Warns when a built-in is known but not provided yet. */
export function warnUnlessAvailable(env: Env, name: string, { span }: Pick<Expr, 'span'>): void {
  if (!isAvailable(name)) env.reporter.unavailable(name, span)
}

/** The values of `sweep(a, b, c)`, or the one value that is not a sweep. */
export function sweptValues(env: Env, expr: Expr): readonly Expr[] {
  if (expr.kind !== 'call' || expr.callee.kind !== 'name' || expr.callee.name !== 'sweep') {
    return [expr]
  }
  if (env.scope.find('sweep')) return [expr]
  if (expr.args.length === 0) {
    env.reporter.report('E0206', expr.callee.span, { function: 'sweep', argument: 'values' })
  }
  return expr.args.map(({ value }) => value)
}

/** The takers of a built-in's arguments. */
export function takersOf(row: BuiltinRow): Taker[] {
  return row.arguments.map(({ name, optional }) => ({ name, hasStart: optional === true }))
}

/** Checks a call of an optimizer, or its name alone when every setting has a start. */
export function readOptimizer(env: Env, expr: Expr): boolean {
  if (expr.kind === 'missing') return false
  const call = settingCall(env, expr)
  if (!call) return reportNotSetting(env, expr, 'an optimizer')
  const target = settingTarget(env, call.site.name, call.site)
  if (target === 'poison') return false
  if (target?.kind === 'definition' && target.definition.kind === 'optimizer') {
    return readCustomSettings(env, call.site, target.definition)
  }
  if (target?.kind !== 'builtin' || target.builtin.kind !== 'optimizer') {
    return reportNotSetting(env, expr, 'an optimizer')
  }
  const isRead = readSettings(env, call.site, target.builtin.row)
  warnUnlessAvailable(env, target.builtin.name, { span: call.site.calleeSpan })
  return isRead
}

/** Checks a number that may follow a schedule. */
function readSchedule(env: Env, expr: Expr): boolean {
  const call = expr.kind === 'call' ? settingCall(env, expr) : undefined
  const builtin = call && !env.scope.find(call.site.name) ? findBuiltin(call.site.name) : undefined
  if (call && builtin?.kind === 'schedule') return readSettings(env, call.site, builtin.row)
  return inferNumber(env, expr, 'a number or a schedule')
}

function readSettings(env: Env, site: CallSite, row: BuiltinRow): boolean {
  const values = matchReported(env, site, takersOf(row), 'setting')
  if (!values) return false
  let isRead = true
  for (const argument of row.arguments) {
    const given = values.get(argument.name)
    if (!given) continue
    for (const value of sweptValues(env, given.value)) {
      const context = { name: site.name, before: new Map() }
      if (!readArgument(env, value, argument, context)) isRead = false
    }
  }
  return isRead
}

function readCustomSettings(env: Env, site: CallSite, { statement }: Definition): boolean {
  const takers = statement.formals.map(({ name, start }) => ({
    name: name.text,
    hasStart: start !== undefined,
  }))
  const values = matchReported(env, site, takers, 'setting')
  if (!values) return false
  const given = [...values.values()].flatMap(({ value }) => sweptValues(env, value))
  return given.map((value) => readSchedule(env, value)).every(Boolean)
}

function settingCall(env: Env, expr: Expr): { readonly site: CallSite } | undefined {
  const [callee, args]: [Expr, readonly Arg[]] =
    expr.kind === 'call' ? [expr.callee, (expr satisfies CallExpr).args] : [expr, []]
  if (callee.kind !== 'name' && callee.kind !== 'field') return undefined
  const name = env.reporter.textOf(callee.span)
  return { site: { name, calleeSpan: callee.span, span: expr.span, args, isPiped: false } }
}

type SettingTarget =
  | { readonly kind: 'builtin'; readonly builtin: NonNullable<ReturnType<typeof findBuiltin>> }
  | { readonly kind: 'definition'; readonly definition: Definition }
  | 'poison'
  | undefined

function settingTarget(env: Env, name: string, site: CallSite): SettingTarget {
  const meaning = readMeaning(env, name)
  if (meaning) {
    if (meaning.type.kind === 'poison') return 'poison'
    return meaning.definition && { kind: 'definition', definition: meaning.definition }
  }
  const builtin = findBuiltin(name)
  if (builtin) return { kind: 'builtin', builtin }
  reportUnknownName(env, name, site.calleeSpan)
  return 'poison'
}

function reportNotSetting(env: Env, expr: Expr, expected: string): false {
  const type = infer(env, expr)
  if (type.kind !== 'poison') reportKind(env, expr, nounOf(type), expected)
  return false
}
