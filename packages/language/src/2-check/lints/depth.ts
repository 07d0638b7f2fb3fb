import type { BindingStatement, Expr, RepeatStatement } from '../../1-syntax/ast.ts'
import { walkExpressions } from '../../1-syntax/walk.ts'
import { constantOf, type Env } from '../env.ts'
import type { FileProgress } from '../file-progress.ts'
import { reachedFrom } from '../scope.ts'

/** Layers from which on a gradient is as good as gone: 4⁵ is a thousand. */
const FEWEST_LAYERS = 5

/** Warns of `sigmoid` after `sigmoid`, whose slope is a quarter at most, on the way to the loss. */
export function lintDepth({ env, loss }: FileProgress): void {
  if (!loss) return
  const reached = new Set(Array.from(reachedFrom([loss]), ({ name }) => name))
  for (const statement of env.module.file.statements) {
    if (statement.kind !== 'repeat') continue
    const depth = depthOf(env, statement)
    if (depth === undefined || depth < FEWEST_LAYERS) continue
    for (const inner of statement.body.statements) {
      if (inner.kind !== 'binding' || !reached.has(inner.name.text)) continue
      const activation = squashing(env, inner)
      const values = { activation: 'sigmoid', depth, factor: 4 }
      const help = 'use `relu` or `tanh`, or add the input of each layer to its output'
      if (activation) env.reporter.report('W0707', activation.span, values, { help })
    }
  }
}

function depthOf(env: Env, { count }: RepeatStatement): number | undefined {
  const dim = count.kind === 'name' ? env.session.dims.get(count.name) : undefined
  return dim?.size ?? constantOf(env, count)
}

/** The `sigmoid` that a carried name goes through in each turn; none where it is also added. */
function squashing(env: Env, { name, value }: BindingStatement): Expr | undefined {
  const isOwn = (expr: Expr): boolean => expr.kind === 'name' && expr.name === name.text
  const parts = [...walkExpressions([value])]
  if (!parts.some(isOwn)) return undefined
  const isAdded = value.kind === 'binary' && value.operator === '+'
  if (isAdded && (isOwn(value.left) || isOwn(value.right))) return undefined
  return parts.find((part) => part.kind === 'name' && isSigmoid(env, part.name))
}

/** Whether a name is the function itself, or stands for it. */
function isSigmoid({ module }: Env, name: string): boolean {
  const meaning = module.scope.findHere(name)
  if (!meaning) return name === 'sigmoid'
  const { type, definition } = meaning
  return type.kind === 'function' && type.name === 'sigmoid' && !definition
}
