import type { Arg, Expr } from '../../src/index.ts'

/** Writes an expression with a pair of parentheses for each operation, for tables. */
export function printExpression(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return String(expr.value)
    case 'text':
      return JSON.stringify(expr.value)
    case 'name':
      return expr.name
    case 'list':
      return `[${expr.items.map(printExpression).join(', ')}]`
    case 'unary':
      return `(${expr.operator} ${printExpression(expr.operand)})`
    case 'binary':
      return `(${printExpression(expr.left)} ${expr.operator} ${printExpression(expr.right)})`
    case 'pipe':
      return `(${printExpression(expr.value)} |> ${printExpression(expr.target)})`
    case 'if':
      return `(if ${[expr.condition, expr.then, expr.otherwise].map(printExpression).join(' ')})`
    case 'call':
      return `${printExpression(expr.callee)}(${printArgs(expr.args)})`
    case 'index':
      return `${printExpression(expr.value)}[${printArgs(expr.indices)}]`
    case 'field':
      return `${printExpression(expr.value)}.${expr.field.text}`
    case 'missing':
      return '?'
  }
}

function printArgs(args: readonly Arg[]): string {
  return args
    .map(({ name, value }) => `${name ? `${name.text}: ` : ''}${printExpression(value)}`)
    .join(', ')
}
