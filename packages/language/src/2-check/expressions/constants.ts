import type { BinaryOperator, Expr } from '../../1-syntax/ast.ts'
import type { Env } from '../env.ts'

type Fold = (left: number, right: number) => number

const folds: Readonly<Partial<Record<BinaryOperator, Fold>>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
}

/** Notes the value of an expression whose parts are known before anything runs. */
export function foldConstant({ constants }: Env, expr: Expr): void {
  const value = constantValue(constants, expr)
  if (value !== undefined && !Number.isNaN(value)) constants.set(expr, value)
}

function constantValue(known: ReadonlyMap<Expr, number>, expr: Expr): number | undefined {
  if (expr.kind === 'number') return expr.value
  if (expr.kind === 'unary' && expr.operator !== 'not') {
    const operand = known.get(expr.operand)
    return operand !== undefined && expr.operator === '-' ? -operand : operand
  }
  if (expr.kind !== 'binary') return undefined
  const left = known.get(expr.left)
  const right = known.get(expr.right)
  const fold = folds[expr.operator]
  return left === undefined || right === undefined || !fold ? undefined : fold(left, right)
}
