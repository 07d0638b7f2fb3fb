import type { Expr } from '../../1-syntax/ast.ts'
import { type Env, infer } from '../env.ts'
import { showType } from '../show-type.ts'
import { isBool, isSingle, type TensorType, type Type } from '../types.ts'

/** Types an expression that must be a tensor; none when it is poison or was reported. */
export function inferTensor(env: Env, expr: Expr): TensorType | undefined {
  return asTensor(env, expr, infer(env, expr))
}

/** The tensor type of an expression, or a report that it is not a value. */
export function asTensor(env: Env, expr: Expr, type: Type): TensorType | undefined {
  if (type.kind === 'tensor') return type
  if (type.kind === 'poison') return undefined
  env.reporter.report('E0317', expr.span, { found: nounOf(type), expected: 'a value' })
  return undefined
}

/** Types an expression that must be a single number. */
export function inferNumber(env: Env, expr: Expr, expected = 'a single number'): boolean {
  const type = inferTensor(env, expr)
  if (!type) return false
  if (isSingle(type) && type.element.kind !== 'labels') return true
  env.reporter.report('E0317', expr.span, { found: showType(type), expected })
  return false
}

/** Reports a value that is not made of truth values, where a condition is needed. */
export function requireCondition(env: Env, expr: Expr, type: TensorType): boolean {
  if (isBool(type)) return true
  const found = type.element.kind === 'labels' ? 'a label' : 'a number'
  const help = 'compare it, for example `x > 0`'
  env.reporter.report('E0317', expr.span, { found, expected: 'a condition' }, { help })
  return false
}

/** What a type is, with its article. */
export function nounOf(type: Type): string {
  if (type.kind === 'setting') return /^[aeiou]/.test(type.of) ? `an ${type.of}` : `a ${type.of}`
  return showType(type)
}

/** Reports something where another kind of thing is needed. */
export function reportKind(env: Env, { span }: Expr, found: string, expected: string): undefined {
  env.reporter.report('E0317', span, { found, expected })
  return undefined
}
