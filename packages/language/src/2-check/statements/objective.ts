import type { MetricStatement, ObjectiveStatement } from '../../1-syntax/ast.ts'
import { collecting, type Env, infer } from '../env.ts'
import { asTensor } from '../expressions/values.ts'
import { editsFix, insertion } from '../reporter.ts'
import type { Meaning } from '../scope.ts'
import { showType } from '../show-type.ts'
import { isSingle, numbers, type TensorType } from '../types.ts'
import { declareTop } from './declare.ts'
import { reportDeclared } from './value-types.ts'

/** Checks `minimize value`; its value is called `loss` from then on. */
export function checkObjective(
  env: Env,
  { value, direction, span }: ObjectiveStatement,
  before: ObjectiveStatement | undefined,
): Meaning {
  const inner = collecting(env)
  const tensor = asTensor(inner, value, infer(inner, value))
  if (tensor && !(isSingle(tensor) && tensor.element.kind !== 'labels')) {
    reportNotSingle(env, { value, direction }, tensor)
  }
  const loss: Meaning = {
    kind: 'loss',
    name: 'loss',
    type: numbers(),
    reads: inner.reads,
    ...made(inner),
  }
  if (before) {
    const word = { start: span.start, end: span.start + direction.length }
    const first = { start: before.span.start, end: before.span.start + before.direction.length }
    const secondary = [{ span: first, text: 'first here' }]
    env.reporter.report('E0601', word, {}, { secondary, help: 'add the two values' })
    return loss
  }
  const named = env.scope.findHere('loss')
  const isItself = value.kind === 'name' && value.name === 'loss'
  if (named && !isItself) {
    const secondary = named.span ? [{ span: named.span, text: 'first here' }] : []
    const help = 'the value of the objective is called `loss` by itself'
    env.reporter.report('E0203', value.span, { name: 'loss' }, { secondary, help })
    return loss
  }
  env.scope.declare(loss)
  return loss
}

function made(env: Env): { readonly makesParameters?: true } {
  return env.made.length > 0 ? { makesParameters: true } : {}
}

function reportNotSingle(
  env: Env,
  { value, direction }: Pick<ObjectiveStatement, 'value' | 'direction'>,
  type: TensorType,
): void {
  const text = env.reporter.textOf(value.span)
  // Parentheses around the whole value become those of the call.
  const wrapped = value.parenthesized ? `mean${text}` : `mean(${text})`
  const edits = value.parenthesized
    ? [insertion(value.span.start, 'mean')]
    : [insertion(value.span.start, 'mean('), insertion(value.span.end, ')')]
  const goal = direction === 'minimize' ? 'minimized' : 'maximized'
  const label = showType(type)
  if (type.element.kind === 'labels') {
    env.reporter.report('E0309', value.span, { goal }, { label })
    return
  }
  const help = `reduce it first, for example \`${wrapped}\``
  const fix = editsFix(`write \`${wrapped}\``, edits, 'ask')
  env.reporter.report('E0309', value.span, { goal }, { label, help, fix })
}

/** Checks `metric name = value`. */
export function checkMetric(env: Env, { name, value }: MetricStatement): void {
  const inner = collecting(env, { defining: name.text })
  const tensor = asTensor(inner, value, infer(inner, value))
  if (tensor && !(isSingle(tensor) && tensor.element.kind !== 'labels')) {
    reportDeclared(env, name.text, value, numbers(), tensor)
  }
  const meaning = { kind: 'metric', name: name.text, span: name.span, reads: inner.reads } as const
  declareTop(env, { ...meaning, type: numbers() })
}
