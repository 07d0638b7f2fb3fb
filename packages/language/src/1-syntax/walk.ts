import type { BlockStatement, Expr, Statement } from './ast.ts'

/** The expressions directly inside an expression. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'list':
      return expr.items
    case 'unary':
      return [expr.operand]
    case 'binary':
      return [expr.left, expr.right]
    case 'pipe':
      return [expr.value, expr.target]
    case 'if':
      return [expr.condition, expr.then, expr.otherwise]
    case 'call':
      return [expr.callee, ...expr.args.map(({ value }) => value)]
    case 'index':
      return [expr.value, ...expr.indices.map(({ value }) => value)]
    case 'field':
      return [expr.value]
    default:
      return []
  }
}

/** All expressions inside some, themselves included, without recursion. */
export function* walkExpressions(roots: readonly Expr[]): Generator<Expr> {
  const open = roots.toReversed()
  for (let expr = open.pop(); expr; expr = open.pop()) {
    yield expr
    open.push(...partsOf(expr).toReversed())
  }
}

/** The expressions directly inside a statement, those of its block included. */
export function expressionsOf(statement: Statement | BlockStatement): readonly Expr[] {
  switch (statement.kind) {
    case 'param':
      return present(statement.range, statement.start, statement.belief)
    case 'data':
      return present(statement.value)
    case 'binding':
    case 'metric':
    case 'objective':
    case 'show':
    case 'return':
      return [statement.value]
    case 'function':
      return statement.body.kind === 'block'
        ? statement.body.statements.flatMap(expressionsOf)
        : [statement.body]
    case 'layer':
    case 'repeat':
      return statement.body.statements.flatMap(expressionsOf)
    case 'optimizer':
      return statement.rules.map(({ value }) => value)
    case 'train':
      return statement.settings.map(({ value }) => value)
    case 'test':
      return statement.items.map(({ value }) => value)
    case 'plot':
      return statement.args.map(({ value }) => value)
    default:
      return []
  }
}

function present(...values: readonly (Expr | undefined)[]): Expr[] {
  return values.filter((value) => value !== undefined)
}
