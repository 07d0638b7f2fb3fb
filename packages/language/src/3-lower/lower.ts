import { internalError } from '@gradus/diagnostics'
import type { Expr } from '../1-syntax/ast.ts'
import { joinValues } from './align.ts'
import { constantValue, type Lowering } from './lowering.ts'
import type { Scope } from './scope.ts'
import type { Lowered, Value } from './value.ts'

/** Lowers an expression; what it makes is recorded as coming from it. */
export function lower(lowering: Lowering, scope: Scope, expr: Expr): Value {
  return lowering.lower(lowering, scope, expr)
}

/** Lowers an expression that is a tensor; a list becomes one with a dim of its length. */
export function lowerTensor(lowering: Lowering, scope: Scope, expr: Expr): Lowered {
  return asTensor(lowering, lower(lowering, scope, expr))
}

/** A value that is a tensor; a list becomes one with a dim of its length. */
export function asTensor(lowering: Lowering, value: Value): Lowered {
  if (value.kind === 'tensor') return value
  if (value.kind === 'list') {
    return joinValues(lowering, value.items, String(value.items.length), 'first')
  }
  throw internalError(`a ${value.kind} was let through where a value is due`)
}

/** The number that an expression is before anything runs. */
export function numberOf(lowering: Lowering, scope: Scope, expr: Expr): number {
  const value = constantValue(lowerTensor(lowering, scope, expr).node)
  if (value === undefined) throw internalError('a value was let through where a number is due')
  return value
}
