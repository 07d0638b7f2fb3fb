import type { Expr } from '../expr.ts'
import { notation } from '../op-table.ts'
import { writeName } from '../parse/tokens.ts'
import { fillForm, joined, layOut, type Style, writeSum } from './lay-out.ts'

/** How formulas are typed; {@link parseExpression} reads it back. */
export const plain: Style<string> = {
  number: (digits) => digits,
  constant: (name) => name,
  symbol: writeName,
  sum: writeSum,
  negative: (body) => `-${body}`,
  product: (factors) =>
    joined(
      factors.map(({ body }) => body),
      '*',
    ),
  fraction: (above, below) => `${above}/${below}`,
  power: (base, exponent) => `${base}^${exponent}`,
  root: (radicand) => `sqrt(${radicand})`,
  // `select` is the one op whose place in a formula is a call of another name.
  call: (op, args) => fillForm(notation[op].plain.replace(/^if .*/, 'if(#)'), args),
  group: (body) => `(${body})`,
  isSpatial: false,
}

/**
 * A formula as text, which reads back as the same formula.
 *
 * Shared parts are written out wherever they stand, so the text is as long as the formula
 * is as a tree.
 */
export function toText(expr: Expr): string {
  return layOut(plain, [expr])[0]!.body
}
