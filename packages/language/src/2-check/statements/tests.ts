import { suggest } from '@gradus/diagnostics'
import type { TestStatement, TrainStatement } from '../../1-syntax/ast.ts'
import { collecting, type Env, infer } from '../env.ts'
import { asTensor, inferTensor, requireCondition } from '../expressions/values.ts'
import { didYouMean } from '../reporter.ts'
import { Scope } from '../scope.ts'
import { isLabels, isSingle } from '../types.ts'
import { bindingType } from './value-types.ts'

/** Checks `test "…" { … }` and the train block that it waits for. */
export function checkTest(
  outer: Env,
  { items, title, after, span }: TestStatement,
  trains: readonly TrainStatement[],
): void {
  if (after) checkAfter(outer, after, trains)
  const env = collecting(outer, { scope: new Scope(outer.scope), inside: 'test' })
  let hasExpect = false
  for (const item of items) {
    if (item.kind === 'binding') {
      env.scope.declare(bindingType(env, item))
      continue
    }
    hasExpect = true
    const type = asTensor(env, item.value, infer(env, item.value))
    if (type) requireCondition(env, item.value, type)
    if (item.within) checkTolerance(env, item.within)
  }
  if (hasExpect || outer.module.isBroken) return
  const word = { start: span.start, end: span.start + 'test'.length }
  outer.reporter.report('W0712', title.span.end > 0 ? title.span : word, { name: title.value })
}

function checkTolerance(
  env: Env,
  within: NonNullable<TestStatement['items'][number] & { kind: 'expect' }>['within'],
): void {
  if (!within) return
  const type = inferTensor(env, within)
  if (!type || (isSingle(type) && !isLabels(type))) return
  const values = { found: 'a value for each element', expected: 'one tolerance' }
  env.reporter.report('E0317', within.span, values)
}

function checkAfter(
  env: Env,
  { train, span }: NonNullable<TestStatement['after']>,
  trains: readonly TrainStatement[],
): void {
  if (env.module.isBroken) return
  if (!train) {
    if (trains.length === 0)
      env.reporter.report('E0201', span, { name: 'train' }, { label: 'there is no train block' })
    return
  }
  const names = trains.flatMap(({ name }) => name?.text ?? [])
  if (train.text === '' || names.includes(train.text)) return
  const details = didYouMean(train.span, suggest(train.text, names), 'there is no such train block')
  env.reporter.report('E0201', train.span, { name: train.text }, details)
}
