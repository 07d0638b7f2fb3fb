import type { Expr } from '../../1-syntax/ast.ts'
import { expressionsOf, walkExpressions } from '../../1-syntax/walk.ts'
import { findBuiltin } from '../../builtins/table.ts'
import type { DataColumn } from '../../host.ts'
import { baseDim } from '../dims.ts'
import type { Env } from '../env.ts'
import type { FileProgress } from '../file-progress.ts'
import { replaceFix } from '../reporter.ts'
import { isCallOf } from './formulas.ts'

/** One column this many times as large as another makes one learning rate fit neither. */
const WIDE_SPAN = 1000

/** Warns of columns of very different sizes that meet weights as they are, and of constant ones. */
export function lintInputs({ env, loss }: FileProgress): void {
  const said = new Set<string>()
  const roots = env.module.file.statements.flatMap((statement) => expressionsOf(statement))
  for (const expr of walkExpressions(roots)) {
    if (isCallOf(env, expr, 'standardize')) lintConstant(env, expr.args[0]?.value)
    if (expr.kind === 'pipe' && standardizes(env, expr.target)) lintConstant(env, expr.value)
    if (!loss) continue
    for (const given of weighed(env, expr)) {
      if (given.kind !== 'name' || said.has(given.name)) continue
      said.add(given.name)
      lintSpan(env, given)
    }
  }
}

/** What meets weights in an expression: a side of `@`, or what a layer is given. */
function weighed(env: Env, expr: Expr): readonly Expr[] {
  if (expr.kind === 'binary' && expr.operator === '@') return [expr.left, expr.right]
  if (expr.kind === 'pipe' && isLayer(env, expr.target)) return [expr.value]
  const [first] = expr.kind === 'call' ? expr.args : []
  return first && isLayer(env, expr) ? [first.value] : []
}

function isLayer(env: Env, expr: Expr): boolean {
  const callee = expr.kind === 'call' ? expr.callee : expr
  if (callee.kind !== 'name' || env.module.scope.findHere(callee.name)) return false
  return findBuiltin(callee.name)?.kind === 'layer'
}

function standardizes(env: Env, expr: Expr): boolean {
  return isCallOf(env, expr, 'standardize')
}

function columnsOf(env: Env, expr: Expr | undefined): readonly DataColumn[] {
  return (expr?.kind === 'name' && env.session.columns.get(expr.name)) || []
}

function lintSpan(env: Env, given: Extract<Expr, { kind: 'name' }>): void {
  const meaning = env.module.scope.findHere(given.name)
  const type = meaning?.kind === 'data' ? meaning.type : undefined
  if (type?.kind !== 'tensor' || type.element.kind !== 'number') return
  const sizes = columnsOf(env, given).flatMap(({ minimum, maximum }) => {
    const size = Math.max(Math.abs(minimum ?? 0), Math.abs(maximum ?? 0))
    return size > 0 ? [size] : []
  })
  const [minimum, maximum] = [Math.min(...sizes), Math.max(...sizes)]
  if (sizes.length < 2 || maximum / minimum < WIDE_SPAN) return
  const better = `standardize(${given.name}, over: ${baseDim(type.dims[0] ?? 'n')})`
  const fix = replaceFix(given.span, better, 'ask')
  env.reporter.report('W0708', given.span, { minimum, maximum }, { fix })
}

function lintConstant(env: Env, given: Expr | undefined): void {
  if (given?.kind !== 'name') return
  for (const { name, minimum, maximum } of columnsOf(env, given)) {
    if (minimum === undefined || minimum !== maximum) continue
    const help = 'leave the column out'
    env.reporter.report('W0714', given.span, { column: name, value: minimum }, { help })
  }
}
