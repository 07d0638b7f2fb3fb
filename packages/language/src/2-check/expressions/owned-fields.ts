import type { Expr } from '../../1-syntax/ast.ts'
import type { Env } from '../env.ts'
import type { Owned } from '../scope.ts'

/** The parameters that an expression such as `h` or `block.first` owns, if it names a layer's value. */
export function ownedAt(env: Env, expr: Expr): Owned | undefined {
  return expr.kind === 'name' ? env.scope.find(expr.name)?.owned : env.owned.get(expr)
}
