import type { BinaryExpr, CallExpr, Expr, Statement } from '../../1-syntax/ast.ts'
import { expressionsOf, walkExpressions } from '../../1-syntax/walk.ts'
import type { Env } from '../env.ts'
import { editsFix, replaceFix } from '../reporter.ts'

/** Warns of formulas that a built-in computes more safely. */
export function lintFormulas(env: Env): void {
  const roots = env.module.file.statements.flatMap((statement) => expressionsOf(statement))
  for (const expr of walkExpressions(roots)) {
    if (expr.kind === 'call') {
      lintLogarithm(env, expr)
      lintCrossEntropy(env, expr)
    }
    if (expr.kind === 'binary') lintEquality(env, expr)
  }
}

/** A call of a built-in that the file does not hide. */
export function isCallOf(env: Env, expr: Expr | undefined, name: string): expr is CallExpr {
  return (
    expr?.kind === 'call' &&
    expr.callee.kind === 'name' &&
    expr.callee.name === name &&
    env.module.scope.findHere(name) === undefined
  )
}

function lintLogarithm(env: Env, expr: CallExpr): void {
  const inner = expr.args[0]?.value
  if (!isCallOf(env, expr, 'log') || expr.args.length !== 1) return
  if (!isCallOf(env, inner, 'softmax')) return
  const { reporter } = env
  const edits = [
    { span: { start: expr.span.start, end: inner.callee.span.end }, text: 'log_softmax' },
    { span: { start: inner.span.end, end: expr.span.end }, text: '' },
  ]
  const values = { written: reporter.textOf(expr.span), better: 'log_softmax' }
  const fix =
    expr.parenthesized || inner.parenthesized ? {} : { fix: editsFix('write `log_softmax`', edits) }
  reporter.report('W0704', expr.span, values, fix)
}

const entropies = [
  ['cross_entropy', 'softmax'],
  ['binary_cross_entropy', 'sigmoid'],
] as const

function lintCrossEntropy(env: Env, expr: CallExpr): void {
  const given = expr.args.find(({ name }) => !name || name.text === 'scores')?.value
  for (const [entropy, activation] of entropies) {
    if (!isCallOf(env, expr, entropy) || !given) continue
    const squashed = boundValue(env, given)
    if (!isCallOf(env, squashed, activation)) continue
    const scores = squashed.args[0]
    if (!scores) continue
    const better = replaceFix(given.span, env.reporter.textOf(scores.span))
    const values = { function: entropy, activation }
    env.reporter.report('W0705', given.span, values, { fix: better })
  }
}

// What a name of the file was bound to, or the expression itself.
function boundValue(env: Env, expr: Expr): Expr {
  if (expr.kind !== 'name') return expr
  const binding = env.module.file.statements.find(
    (statement: Statement) => statement.kind === 'binding' && statement.name.text === expr.name,
  )
  return binding?.kind === 'binding' ? binding.value : expr
}

// Whole numbers, labels and truth values compare exactly; so does a number with a literal
// that someone chose.
function lintEquality(env: Env, { operator, operatorSpan, left, right }: BinaryExpr): void {
  if (operator !== '==' && operator !== '!=') return
  if (!isComputed(env, left) || !isComputed(env, right)) return
  const fix = operator === '==' ? { fix: replaceFix(operatorSpan, '~=') } : {}
  env.reporter.report('W0711', operatorSpan, { operator }, fix)
}

function isComputed(env: Env, expr: Expr): boolean {
  const type = env.types.get(expr)
  const isNumber = type?.kind === 'tensor' && type.element.kind === 'number'
  return isNumber && expr.kind !== 'list' && !env.constants.has(expr) && !isData(env, expr)
}

function isData(env: Env, expr: Expr): boolean {
  return expr.kind === 'name' && env.module.scope.findHere(expr.name)?.kind === 'data'
}
