import { suggest } from '@gradus/diagnostics'
import type { OptimizerRule, OptimizerStatement } from '../../1-syntax/ast.ts'
import { fitsInside } from '../dims.ts'
import { type Env, infer } from '../env.ts'
import { readKnown } from '../expressions/known-before.ts'
import { asTensor } from '../expressions/values.ts'
import { didYouMean } from '../reporter.ts'
import { Scope } from '../scope.ts'
import { numbers, poison, type TensorType, type Type } from '../types.ts'
import { reportDeclared } from './value-types.ts'

// Rules hold for a parameter of any shape, so its dims have a name that no file can write.
const parameter: TensorType = numbers(['any dims'])

/** Checks the rules of `optimizer name(settings) { … }` for a parameter of any shape. */
export function checkOptimizer(outer: Env, { name, formals, rules }: OptimizerStatement): void {
  const scope = new Scope(outer.scope)
  // The types of rules belong to no model: they hold for every parameter.
  const env: Env = { ...outer, scope, types: new Map(), inside: 'optimizer' }
  const declare = (text: string, type: Type, kind: 'argument' | 'state' = 'argument') =>
    env.scope.declare({ kind, name: text, type, reads: new Set() })
  declare('w', parameter)
  declare('g', parameter)
  declare('t', numbers())
  for (const { name: formal, start } of formals) {
    if (start) readKnown(outer, start, (inner) => infer(inner, start))
    declare(formal.text, numbers())
  }
  for (const rule of rules) if (rule.kind === 'state') declare(rule.name.text, parameter, 'state')
  for (const rule of rules) checkRule(env, rule)
  const moves = rules.some((rule) => rule.kind === 'update' && rule.name.text === 'w')
  if (moves || env.module.isBroken) return
  const help = 'write `w <- …` where the parameter moves'
  env.reporter.report('E0603', name.span, { optimizer: name.text }, { help })
}

function checkRule(env: Env, { kind, name, value }: OptimizerRule): void {
  const isMovable = name.text === 'w' || env.scope.find(name.text)?.kind === 'state'
  // Before the value is read: a name that is no state is then not unknown there as well.
  if (kind === 'update' && !isMovable) reportState(env, name)
  const inner = { ...env, defining: kind === 'value' ? name.text : '' }
  const isKnown = readKnown(inner, value, (own) => infer(own, value))
  const type = isKnown ? infer(inner, value) : poison
  const tensor = asTensor(env, value, type)
  if (kind === 'value') {
    const known = tensor ?? poison
    env.scope.declare({ kind: 'value', name: name.text, type: known, reads: new Set() })
    return
  }
  if (isMovable && tensor && !fitsInside(tensor.dims, parameter.dims)) {
    reportDeclared(env, name.text, value, parameter, tensor)
  }
}

function reportState(env: Env, { text: name, span }: OptimizerRule['name']): void {
  const { reportedNames, isBroken } = env.module
  if (name === '' || reportedNames.has(name)) return
  reportedNames.add(name)
  const states = env.scope.visible().filter((other) => env.scope.find(other)?.kind === 'state')
  const better = suggest(name, [...states, 'w'])
  if (isBroken && better === undefined) return
  const details = didYouMean(span, better)
  const help = states.length
    ? `its states are ${states.join(', ')}`
    : `declare it: \`state ${name} = 0\``
  env.reporter.report('E0604', span, { name }, { ...details, help })
}
