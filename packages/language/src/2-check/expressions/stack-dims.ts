import type { Expr } from '../../1-syntax/ast.ts'
import type { Dims } from '../dims.ts'
import type { Env } from '../env.ts'
import { numbers } from '../types.ts'

/** Declares the dim of `stack(list, as: dim)`, or holds a declared one to the length of the list. */
export function declareStackDim(env: Env, expr: Expr, count: number): Dims | undefined {
  if (expr.kind === 'missing') return undefined
  if (expr.kind !== 'name') {
    const values = { found: `\`${env.reporter.textOf(expr.span)}\``, expected: 'a new dim name' }
    env.reporter.report('E0317', expr.span, values)
    return undefined
  }
  const { name, span } = expr
  const known = env.session.dims.get(name)
  if (!known) {
    const { source } = env.reporter
    const origin = 'stack'
    env.session.dims.set(name, { name, size: count, origin, isBound: true, span, source })
    env.session.usedDims.add(name)
    env.module.visibleDims.add(name)
    const meaning = { kind: 'dim', name, span, type: numbers(), constant: count } as const
    if (!env.module.scope.findHere(name)) {
      env.module.scope.declare({ ...meaning, reads: new Set() })
    }
    return [name]
  }
  env.module.visibleDims.add(name)
  env.session.usedDims.add(name)
  if (known.size === undefined) {
    known.size = count
    known.sizedBy = 'this list'
    known.isBound = true
  }
  if (known.size === count) return [name]
  const values = { dim: name, size: known.size, file: known.sizedBy ?? known.source.file }
  const other = { otherSize: count, otherFile: 'this list' }
  env.reporter.report('E0403', span, { ...values, ...other })
  return undefined
}
