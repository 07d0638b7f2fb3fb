import type { Span } from '@gradus/diagnostics'
import type { BindingStatement, Expr } from '../../1-syntax/ast.ts'
import { fitsInside } from '../dims.ts'
import { collecting, type Env, infer } from '../env.ts'
import { readMeaning } from '../expressions/names.ts'
import { nounOf } from '../expressions/values.ts'
import { resolveType } from '../resolve-type.ts'
import { gatherOwned, type Meaning } from '../scope.ts'
import { showType } from '../show-type.ts'
import { numbers, poison, type TensorType, type Type } from '../types.ts'

/** Checks `name = value` and says what the name means from then on. */
export function bindingType(env: Env, statement: BindingStatement): Meaning {
  const { name, value, relation } = statement
  const inner = collecting(env, { defining: name.text })
  const found = relation === '~' ? believedType(inner, statement) : infer(inner, value)
  const type = declaredType(inner, statement, usableType(inner, value, found))
  const constant = inner.constants.get(value)
  const owned = gatherOwned(inner.made)
  return {
    kind: 'value',
    name: name.text,
    span: name.span,
    type,
    reads: inner.reads,
    ...(constant === undefined ? {} : { constant }),
    ...(owned ? { owned, makesParameters: true } : {}),
    ...(type.kind === 'function' && type.definition ? { definition: type.definition } : {}),
  }
}

// A belief draws its value, so that random draws are what stands on its right.
function believedType(env: Env, { value, name }: BindingStatement): Type {
  warnOfBelief(env, name.span, value)
  const known = readMeaning(env, name.text)
  const draws = known ? (known.type.kind === 'tensor' ? known.type : 'unknown') : numbers()
  infer({ ...env, draws }, value)
  return poison
}

/** Warns that the `~` between a name and its belief is not available yet. */
export function warnOfBelief(env: Env, after: Span, belief: Expr): void {
  const between = env.reporter.textOf({ start: after.end, end: belief.span.start })
  const start = after.end + Math.max(0, between.lastIndexOf('~'))
  env.reporter.unavailable('~', { start, end: start + 1 })
}

function usableType(env: Env, value: Expr, type: Type): Type {
  if (type.kind === 'tensor' || type.kind === 'function' || type.kind === 'poison') return type
  return env.reporter.report('E0317', value.span, { found: nounOf(type), expected: 'a value' })
}

function declaredType(
  env: Env,
  { name, type: declared, value }: BindingStatement,
  type: Type,
): Type {
  if (!declared) return type
  const promised = resolveType(env, declared)
  if (!promised || type.kind === 'poison') return promised ?? type
  if (type.kind === 'tensor' && sameType(promised, type)) return promised
  reportDeclared(env, name.text, value, promised, type)
  return promised
}

/** Tells whether a value is what a declaration says; numbers may be held in any number kind. */
export function sameType(declared: TensorType, found: TensorType): boolean {
  return sameShape(declared, found) && sameElement(declared, found)
}

/** Tells whether a value can start or fill what is declared: its dims occur there. */
export function fillsType(declared: TensorType, found: TensorType): boolean {
  return fitsInside(found.dims, declared.dims) && sameElement(declared, found)
}

function sameShape(left: TensorType, right: TensorType): boolean {
  return left.dims.length === right.dims.length && fitsInside(left.dims, right.dims)
}

function sameElement({ element }: TensorType, found: TensorType): boolean {
  if (element.kind !== 'labels') {
    return (
      found.element.kind !== 'labels' && (element.kind !== 'bool' || found.element.kind === 'bool')
    )
  }
  return found.element.kind === 'labels' && found.element.dim === element.dim
}

/** Reports a value that is not what its name was declared to be. */
export function reportDeclared(
  env: Env,
  name: string,
  value: Expr,
  declared: TensorType,
  found: Type,
): void {
  const values = { name, declared: showType(declared), found: showType(found) }
  env.reporter.report('E0307', value.span, values, { label: showType(found) })
}
