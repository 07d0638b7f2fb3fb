import { isBuiltinName } from '../../builtins/table.ts'
import type { Env } from '../env.ts'
import type { Meaning } from '../scope.ts'
import { poison } from '../types.ts'

/** Gives a top-level name its meaning; a name that is taken keeps the first one. */
export function declareTop(env: Env, meaning: Meaning): boolean {
  const { name, span } = meaning
  if (name === '' || !span) return false
  if (isBuiltinName(name)) env.reporter.report('E0215', span, { name })
  const first = env.scope.findHere(name)
  if (first) {
    const secondary = first.span ? [{ span: first.span, text: 'first here' }] : []
    env.reporter.report('E0203', span, { name }, { secondary })
    return false
  }
  env.scope.declare(env.module.damage.covers(span) ? { ...meaning, type: poison } : meaning)
  return true
}
