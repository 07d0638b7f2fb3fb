import type { Arg, CallExpr, Expr, TrainStatement } from '@gradus/language'

/** One value of a `sweep` in one run: which setting it is for, and what it is there. */
export interface Choice {
  readonly name: string
  readonly value: Expr
  /** The `sweep`, and the formula of the setting that it stands in: itself, where it is all. */
  readonly call: CallExpr
  readonly formula: Expr
}

/** A train block with every `sweep` replaced by one of its values. */
export interface SweptBlock {
  readonly statement: TrainStatement
  readonly choices: readonly Choice[]
}

type Sweep = Omit<Choice, 'value'>

/** The grid of a block: one entry for each combination, the last sweep varying fastest. */
export function expandSweeps(statement: TrainStatement): readonly SweptBlock[] {
  const sweeps = statement.settings.flatMap(({ name, value }) => findSweeps(name.text, value))
  let grid: readonly (readonly Expr[])[] = [[]]
  for (const { call } of sweeps) {
    grid = grid.flatMap((row) => call.args.map(({ value }) => [...row, value]))
  }
  return grid.map((values) => ({
    statement: chooseValues(statement, new Map(sweeps.map(({ call }, i) => [call, values[i]!]))),
    choices: sweeps.map((sweep, i) => ({ ...sweep, value: values[i]! })),
  }))
}

/** The sweeps of a setting in the order of the text, each with the name that it is a value of. */
function findSweeps(setting: string, value: Expr): readonly Sweep[] {
  const sweeps: Sweep[] = []
  const open = [{ name: setting, expr: value, formula: value }]
  for (let each = open.pop(); each; each = open.pop()) {
    const { name, expr, formula } = each
    const call = asSweep(expr)
    if (call) sweeps.push({ name, call, formula })
    else if (expr.kind === 'call') {
      for (const arg of expr.args.toReversed()) {
        open.push({ name: arg.name?.text ?? name, expr: arg.value, formula: arg.value })
      }
    } else for (const part of partsOf(expr).toReversed()) open.push({ name, expr: part, formula })
  }
  return sweeps
}

/** A choice as written: `0.01`, or `0.1 * 2` where the sweep is part of a formula. */
export function textOfChoice({ value, call, formula }: Choice, text: string): string {
  const before = text.slice(formula.span.start, call.span.start)
  const after = text.slice(call.span.end, formula.span.end)
  return before + text.slice(value.span.start, value.span.end) + after
}

function asSweep(expr: Expr): CallExpr | undefined {
  if (expr.kind !== 'call' || expr.callee.kind !== 'name') return undefined
  return expr.callee.name === 'sweep' ? expr : undefined
}

function partsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'call') return expr.args.map(({ value }) => value)
  if (expr.kind === 'binary') return [expr.left, expr.right]
  if (expr.kind === 'unary') return [expr.operand]
  return expr.kind === 'list' ? expr.items : []
}

function chooseValues(statement: TrainStatement, chosen: ReadonlyMap<Expr, Expr>): TrainStatement {
  const settings = statement.settings.map((setting) => ({
    ...setting,
    value: replaceParts(setting.value, chosen),
  }))
  return { ...statement, settings }
}

/** The expression with some of its parts replaced; what holds none of them stays as it is. */
function replaceParts(expr: Expr, chosen: ReadonlyMap<Expr, Expr>): Expr {
  const order = [expr]
  // Every part comes after what it is a part of; so the parts are replaced from the end.
  for (let i = 0; i < order.length; i++) {
    for (const part of partsOf(order[i]!)) order.push(part)
  }
  const made = new Map(chosen)
  for (const each of order.toReversed()) {
    if (made.has(each) || !partsOf(each).some((part) => made.has(part))) continue
    made.set(
      each,
      withParts(each, (part) => made.get(part) ?? part),
    )
  }
  return made.get(expr) ?? expr
}

function withParts(expr: Expr, part: (old: Expr) => Expr): Expr {
  if (expr.kind === 'call') {
    const args = expr.args.map((arg): Arg => ({ ...arg, value: part(arg.value) }))
    return { ...expr, args }
  }
  if (expr.kind === 'binary') return { ...expr, left: part(expr.left), right: part(expr.right) }
  if (expr.kind === 'unary') return { ...expr, operand: part(expr.operand) }
  return expr.kind === 'list' ? { ...expr, items: expr.items.map(part) } : expr
}
