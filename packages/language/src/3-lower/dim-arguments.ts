import type { Expr } from '../1-syntax/ast.ts'
import { baseDim, type Dims } from '../2-check/dims.ts'
import type { Scope } from './scope.ts'

/** The dims that an argument names: a dim, a number that is one, or a list of them. */
export function dimNames(scope: Scope, expr: Expr): Dims {
  if (expr.kind === 'list') return expr.items.flatMap((item) => dimNames(scope, item))
  if (expr.kind === 'number') return [String(expr.value)]
  if (expr.kind !== 'name') return []
  const base = baseDim(expr.name)
  const primes = expr.name.slice(base.length)
  const given = scope.around.formalDims.get(base) ?? [base]
  return given.map((dim) => dim + primes)
}
