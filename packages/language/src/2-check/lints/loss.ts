import type { CallExpr, Expr, TrainStatement } from '../../1-syntax/ast.ts'
import { expressionsOf, walkExpressions } from '../../1-syntax/walk.ts'
import { baseDim, reducedDims } from '../dims.ts'
import type { Env } from '../env.ts'
import type { FileProgress } from '../file-progress.ts'
import { type Meaning, reachedFrom } from '../scope.ts'
import { isCallOf } from './formulas.ts'

/** Warns of what the objective computes, through all names and functions that it reads. */
export function lintLoss({ env, loss, objective, trains, batchDims }: FileProgress): void {
  if (!loss || !objective) return
  const reached = reachedFrom([loss])
  const statements = env.module.file.statements.filter(
    (statement) =>
      (statement.kind === 'binding' || statement.kind === 'function') &&
      [...reached].some(({ span }) => span === statement.name.span),
  )
  const roots = [objective.value, ...statements.flatMap(expressionsOf)]
  const batchDim = trains.some(readsBatches) ? [...batchDims][0] : undefined
  for (const expr of walkExpressions(roots)) {
    if (isCallOf(env, expr, 'sqrt')) lintRoot(env, expr)
    if (batchDim !== undefined && isCallOf(env, expr, 'sum')) lintSum(env, expr, batchDim)
  }
}

function readsBatches({ settings }: TrainStatement): boolean {
  const batch = settings.find(({ name }) => name.text === 'batch')
  return batch !== undefined && !(batch.value.kind === 'name' && batch.value.name === 'all')
}

function lintRoot(env: Env, expr: CallExpr): void {
  const given = expr.args[0]?.value
  if (!given || !readsParameter(env, given) || hasPositiveTerm(env, given)) return
  const written = env.reporter.textOf(expr.span)
  const help = `add a small number inside, for example \`sqrt(${env.reporter.textOf(given.span)} + 1e-12)\``
  env.reporter.report('W0709', expr.span, { written }, { help })
}

function hasPositiveTerm(env: Env, expr: Expr): boolean {
  if (expr.kind !== 'binary' || expr.operator !== '+') return (env.constants.get(expr) ?? 0) > 0
  return [expr.left, expr.right].some((side) => (env.constants.get(side) ?? 0) > 0)
}

function lintSum(env: Env, expr: CallExpr, batchDim: string): void {
  const given = expr.args.find(({ name }) => !name)?.value
  const type = given && env.types.get(given)
  if (!given || type?.kind !== 'tensor' || !readsParameter(env, given)) return
  const over = namedDims(expr, 'over')
  const keep = namedDims(expr, 'keep')
  const gone = reducedDims(type.dims, { ...(over && { over }), ...(keep && { keep }) })
  if (!gone.some((dim) => baseDim(dim) === batchDim)) return
  const help = 'use `mean`, so that a batch of any size gives the same step'
  env.reporter.report('W0703', expr.span, { dim: batchDim }, { help })
}

function namedDims({ args }: CallExpr, name: string): string[] | undefined {
  const given = args.find((argument) => argument.name?.text === name)?.value
  if (!given) return undefined
  const items = given.kind === 'list' ? given.items : [given]
  return items.flatMap((item) => (item.kind === 'name' ? item.name : []))
}

function readsParameter(env: Env, expr: Expr): boolean {
  const names = [...walkExpressions([expr])].flatMap((part): (Meaning | undefined)[] =>
    part.kind === 'name' ? [env.module.scope.findHere(part.name)] : [],
  )
  const known = names.filter((meaning) => meaning !== undefined)
  return [...reachedFrom(known)].some(
    ({ kind, makesParameters }) => kind === 'parameter' || makesParameters,
  )
}
