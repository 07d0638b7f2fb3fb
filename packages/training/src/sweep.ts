import type { Arg, CallExpr, Expr, TrainStatement } from '@gradus/language'

/** One value of a `sweep` in one run: which setting it is for, and what it is there. */
export interface Choice {
  readonly name: string
  readonly value: Expr
}

/** A train block with every `sweep` replaced by one of its values. */
export interface SweptBlock {
  readonly statement: TrainStatement
  readonly choices: readonly Choice[]
}

interface Sweep {
  readonly name: string
  readonly call: CallExpr
}

/** The grid of a block: one entry for each combination, the last sweep varying fastest. */
export function expandSweeps(statement: TrainStatement): readonly SweptBlock[] {
  const sweeps = statement.settings.flatMap(({ name, value }) => findSweeps(name.text, value))
  let grid: readonly (readonly Expr[])[] = [[]]
  for (const { call } of sweeps) {
    grid = grid.flatMap((row) => call.args.map(({ value }) => [...row, value]))
  }
  return grid.map((values) => ({
    statement: chooseValues(statement, new Map(sweeps.map(({ call }, i) => [call, values[i]!]))),
    choices: sweeps.map(({ name }, i) => ({ name, value: values[i]! })),
  }))
}

function findSweeps(name: string, expr: Expr): readonly Sweep[] {
  const call = asSweep(expr)
  if (call) return [{ name, call }]
  if (expr.kind === 'call') {
    return expr.args.flatMap((arg) => findSweeps(arg.name?.text ?? name, arg.value))
  }
  return childrenOf(expr).flatMap((child) => findSweeps(name, child))
}

function asSweep(expr: Expr): CallExpr | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'name') return undefined
  return expr.callee.name === 'sweep' ? expr : undefined
}

function childrenOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'binary') return [expr.left, expr.right]
  if (expr.kind === 'unary') return [expr.operand]
  return expr.kind === 'list' ? expr.items : []
}

function chooseValues(statement: TrainStatement, chosen: ReadonlyMap<Expr, Expr>): TrainStatement {
  const settings = statement.settings.map((setting) => ({
    ...setting,
    value: replace(setting.value, chosen),
  }))
  return { ...statement, settings }
}

function replace(expr: Expr, chosen: ReadonlyMap<Expr, Expr>): Expr {
  const value = chosen.get(expr)
  if (value) return value
  const inner = (each: Expr): Expr => replace(each, chosen)
  if (expr.kind === 'call') {
    const args = expr.args.map((arg): Arg => ({ ...arg, value: inner(arg.value) }))
    return { ...expr, args }
  }
  if (expr.kind === 'binary') return { ...expr, left: inner(expr.left), right: inner(expr.right) }
  if (expr.kind === 'unary') return { ...expr, operand: inner(expr.operand) }
  return expr.kind === 'list' ? { ...expr, items: expr.items.map(inner) } : expr
}
