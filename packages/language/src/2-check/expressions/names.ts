import type { Span } from '@gradus/diagnostics'
import { suggest } from '@gradus/diagnostics'
import type { NameExpr } from '../../1-syntax/ast.ts'
import { builtinNames, findBuiltin, findConstant } from '../../builtins/table.ts'
import { declaredNames } from '../declared-names.ts'
import type { Env } from '../env.ts'
import { didYouMean } from '../reporter.ts'
import type { Meaning } from '../scope.ts'
import { bools, numbers, poison, type Type } from '../types.ts'

/** Types a name: what the file says it is, else a built-in. */
export function inferName(env: Env, expr: NameExpr): Type {
  const meaning = readMeaning(env, expr.name)
  if (meaning) {
    if (meaning.constant !== undefined) env.constants.set(expr, meaning.constant)
    return meaning.type
  }
  const constant = findConstant(expr.name)
  if (constant !== undefined) {
    env.constants.set(expr, constant)
    return expr.name === 'true' || expr.name === 'false' ? bools() : numbers()
  }
  if (findBuiltin(expr.name)) return { kind: 'function', name: expr.name }
  return reportUnknownName(env, expr.name, expr.span)
}

/** What a name means here, noted as read. A formal dim counts, and so does a declared one. */
export function readMeaning(env: Env, name: string): Meaning | undefined {
  const meaning = env.scope.find(name)
  if (!meaning) return undefined
  env.reads.add(meaning)
  env.session.read.add(meaning)
  if (meaning.kind === 'dim') env.session.usedDims.add(name)
  return meaning
}

/**
 * Reports a name that nothing declares, once; says so when it is declared further down. In
 * a damaged file, a name that is no slip of another may be what was lost.
 */
export function reportUnknownName(
  env: Env,
  name: string,
  span: Span,
  others: readonly string[] = [],
): Type {
  const { module, reporter } = env
  if (name === '' || module.reportedNames.has(name)) return poison
  module.reportedNames.add(name)
  if (name === env.defining) return reporter.report('E0202', span, { name })
  const later = declaredNames(module.file).get(name)
  if (later) {
    const secondary = [{ span: later, text: 'it is defined later, here' }]
    return reporter.report('E0201', span, { name }, { secondary, label: 'used before that' })
  }
  const better = suggest(name, [...env.scope.visible(), ...others, ...builtinNames()])
  if (module.isBroken && (better === undefined || module.damage.mayName(name))) return poison
  return reporter.report('E0201', span, { name }, didYouMean(span, better))
}
