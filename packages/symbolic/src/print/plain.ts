import type { ElementwiseName } from '@gradus/ops'
import type { Expr } from '../expr.ts'
import { notation } from '../op-table.ts'
import { joined, type Laid, layOut, precedences, type Style, writeSum } from './lay-out.ts'

/** How formulas are typed; {@link parseExpression} reads it back. */
export const plain: Style<string> = {
  number: (digits) => digits,
  constant: (name) => name,
  symbol: (name) => name,
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
  call: writeCall,
  group: (body) => `(${body})`,
  fractionEncloses: false,
  powerEncloses: false,
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

function writeCall(op: ElementwiseName, args: readonly Laid<string>[]): Laid<string> {
  const form = notation[op].plain
  const infix = /^#0 (\S+) #1$/.exec(form)
  if (infix) {
    const precedence = notation[op].precedence
    const sides = args.map((arg) => (arg.precedence > precedence ? arg.body : `(${arg.body})`))
    return { body: joined(sides, ` ${infix[1]} `), precedence }
  }
  const prefix = /^(\w+) #0$/.exec(form)
  if (prefix) {
    const { precedence } = notation[op]
    const [arg] = args
    const body = arg!.precedence > precedence ? arg!.body : `(${arg!.body})`
    return { body: `${prefix[1]} ${body}`, precedence }
  }
  // `select` is the one op whose place in a formula is a call of another name.
  const name = /^if /.test(form) ? 'if' : op
  return {
    body: `${name}(${joined(
      args.map(({ body }) => body),
      ', ',
    )})`,
    precedence: precedences.atom,
  }
}
