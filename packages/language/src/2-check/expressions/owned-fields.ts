import type { Expr } from '../../1-syntax/ast.ts'
import type { Env } from '../env.ts'
import type { Owned } from '../scope.ts'

/** The parameters that an expression such as `h` or `block.first` owns, if it names a layer's value. */
export function ownedAt(env: Env, expr: Expr): Owned | undefined {
  const path: string[] = []
  let at = expr
  while (at.kind === 'field') {
    path.unshift(at.field.text)
    at = at.value
  }
  if (at.kind !== 'name') return undefined
  let owned = env.scope.find(at.name)?.owned
  for (const part of path) owned = owned?.parts.get(part)
  return owned
}
