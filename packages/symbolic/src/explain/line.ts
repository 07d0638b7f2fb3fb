import { call } from '../canonical/call.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { whole } from '../leaves.ts'
import { signOf } from '../number/numeral.ts'
import { latex } from '../print/latex.ts'
import {
  atLeast,
  atom,
  type Laid,
  layOutCall,
  layOutParts,
  precedences,
  quotient,
  type SignedTerm,
  type Style,
} from '../print/lay-out.ts'
import { plain } from '../print/plain.ts'
import { composition } from '../sharing/composition.ts'

/**
 * What stands on one line of a blackboard: formulas and derivatives that are not known yet,
 * in the order in which a rule puts them. Canonical form would sort them.
 */
export type Line =
  | { readonly kind: 'formula' | 'derivative'; readonly expr: Expr; readonly parts: readonly [] }
  | {
      readonly kind: 'negative' | 'sum' | 'product' | 'quotient'
      readonly parts: readonly Line[]
    }
  /** The branches of a choice. */
  | { readonly kind: 'branches'; readonly expr: Expr; readonly parts: readonly Line[] }

export function formula(expr: Expr): Line {
  return { kind: 'formula', expr, parts: [] }
}

/** A derivative that a later line finds. */
export function derivativeOf(expr: Expr): Line {
  return { kind: 'derivative', expr, parts: [] }
}

export function quotientOf(above: Line, below: Expr): Line {
  return { kind: 'quotient', parts: [above, formula(below)] }
}

export const nothing: Line = formula(whole(0))

/**
 * A product: numbers and their signs stand in front, a factor of 1 is not written, nor
 * anything beside a factor of 0.
 */
export function productOf(factors: readonly Line[]): Line {
  if (factors.some((factor) => isNumber(factor, 0))) return nothing
  const parts = factors.flatMap(factorsOf)
  const isNegative = parts.filter(({ sign }) => sign < 0).length % 2 === 1
  const shown = parts.map(({ factor }) => factor).filter((factor) => !isNumber(factor, 1))
  const numbers = shown.filter(isNumeric)
  const ordered = [...numbers, ...shown.filter((factor) => !isNumeric(factor))]
  const body: Line =
    ordered.length === 0
      ? formula(whole(1))
      : ordered.length === 1
        ? ordered[0]!
        : { kind: 'product', parts: ordered }
  return isNegative ? negativeOf(body) : body
}

interface Factor {
  readonly sign: 1 | -1
  readonly factor: Line
}

/** A factor that is itself a product, taken apart where nothing stands below the line. */
function factorsOf(line: Line): readonly Factor[] {
  if (line.kind !== 'formula') return [{ sign: 1, factor: line }]
  const { expr } = line
  if (expr.kind === 'number') {
    const isNegative = signOf(expr.value) < 0
    return [{ sign: isNegative ? -1 : 1, factor: isNegative ? formula(negate(expr)) : line }]
  }
  const parts = composition(expr)
  if (parts?.kind !== 'product' || parts.minus.length > 0) return [{ sign: 1, factor: line }]
  const [first, ...others] = parts.plus.map((part): Factor => ({ sign: 1, factor: formula(part) }))
  return [{ sign: parts.isNegative ? -1 : 1, factor: first!.factor }, ...others]
}

function isNumeric(line: Line): boolean {
  return line.kind === 'formula' && line.expr.kind === 'number'
}

/** A sum; terms of 0 are not written. */
export function sumOf(terms: readonly Line[]): Line {
  const shown = terms.filter((term) => !isNumber(term, 0))
  if (shown.length === 0) return nothing
  return shown.length === 1 ? shown[0]! : { kind: 'sum', parts: shown }
}

export function negativeOf(line: Line): Line {
  return isNumber(line, 0) ? line : { kind: 'negative', parts: [line] }
}

function isNumber(line: Line, value: number): boolean {
  return line.kind === 'formula' && line.expr === whole(value)
}

/** The formula that a line stands for, with the derivatives that it asks for. */
export function formulaOf(line: Line, derivative: (of: Expr) => Expr): Expr {
  const parts = line.parts.map((part) => formulaOf(part, derivative))
  switch (line.kind) {
    case 'formula':
      return line.expr
    case 'derivative':
      return derivative(line.expr)
    case 'negative':
      return negate(parts[0]!)
    case 'sum':
      return sum(parts)
    case 'product':
      return product(parts)
    case 'quotient':
      return parts[0]!.div(parts[1]!)
    case 'branches':
      return call('select', [line.expr.operands[0]!, ...parts])
  }
}

/** The derivatives that a line asks for, in its order. */
export function asksOf(line: Line): readonly Expr[] {
  return line.kind === 'derivative' ? [line.expr] : line.parts.flatMap(asksOf)
}

/** A way to write lines: a style, formulas in it, and what stands for a derivative. */
export interface Notation {
  readonly style: Style<string>
  write(formula: Expr): Laid<string>
  derivative(body: string): string
}

/** As it is typed; `variable` is what derivatives are by, `most` as {@link layOutParts} has it. */
export function textNotation(variable: Expr, most: number): Notation {
  return {
    style: plain,
    write: layOutParts(plain, '…', most),
    derivative: (body) => `d/d${variable.label}[${body}]`,
  }
}

/** In LaTeX, for math mode. */
export function latexNotation(variable: Expr, most: number): Notation {
  return {
    style: latex,
    write: layOutParts(latex, '\\ldots', most),
    derivative: (body) => `\\frac{d}{d${latex.symbol(variable.label)}}\\left[${body}\\right]`,
  }
}

/** A line in a notation. */
export function write(notation: Notation, line: Line): string {
  return layOutLine(notation, line).body
}

/** The derivative of a formula, as it is written while it is not known. */
export function writeDerivative(notation: Notation, of: Expr): string {
  return notation.derivative(notation.write(of).body)
}

function layOutLine(notation: Notation, line: Line): Laid<string> {
  const { style } = notation
  const parts = line.parts.map((part) => layOutLine(notation, part))
  switch (line.kind) {
    case 'formula':
      return notation.write(line.expr)
    case 'derivative':
      return atom(writeDerivative(notation, line.expr))
    case 'negative':
      return {
        body: style.negative(atLeast(style, parts[0]!, precedences.product).body),
        precedence: precedences.negative,
      }
    case 'sum': {
      const terms = line.parts.map((term, i) => layOutTerm(notation, term, parts[i]!))
      return { body: style.sum(terms), precedence: precedences.sum }
    }
    case 'product': {
      const factors = parts.map((factor) => atLeast(style, factor, precedences.power))
      return { body: style.product(factors), precedence: precedences.product }
    }
    case 'quotient':
      return quotient(style, parts[0]!, parts[1]!)
    case 'branches':
      return layOutCall(style, 'select', [notation.write(line.expr.operands[0]!), ...parts])
  }
}

/** The sign of a negative term is the operator before it. */
function layOutTerm(notation: Notation, term: Line, laid: Laid<string>): SignedTerm<string> {
  const isNegative = term.kind === 'negative'
  const shown = isNegative ? layOutLine(notation, term.parts[0]!) : laid
  return { isNegative, body: atLeast(notation.style, shown, precedences.product).body }
}
