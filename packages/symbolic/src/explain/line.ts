import { call } from '../canonical/call.ts'
import { power } from '../canonical/power.ts'
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
  layOutParts,
  precedences,
  quotient,
  type Style,
} from '../print/lay-out.ts'
import { plain } from '../print/plain.ts'
import { composition } from '../sharing/composition.ts'

/**
 * What stands on one line of a blackboard: formulas and derivatives that are not known yet,
 * in the order in which a rule puts them. Canonical form would sort them.
 */
export type Line =
  | { readonly kind: 'formula'; readonly expr: Expr }
  | { readonly kind: 'derivative'; readonly of: Expr }
  | { readonly kind: 'negative'; readonly of: Line }
  | { readonly kind: 'sum'; readonly terms: readonly Line[] }
  | { readonly kind: 'product'; readonly factors: readonly Line[] }
  | { readonly kind: 'quotient'; readonly above: Line; readonly below: Line }
  | { readonly kind: 'branches'; readonly node: Expr; readonly branches: readonly Line[] }

export function formula(expr: Expr): Line {
  return { kind: 'formula', expr }
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
        : { kind: 'product', factors: ordered }
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
  return shown.length === 1 ? shown[0]! : { kind: 'sum', terms: shown }
}

export function negativeOf(line: Line): Line {
  return isNumber(line, 0) ? line : { kind: 'negative', of: line }
}

function isNumber(line: Line, value: number): boolean {
  return line.kind === 'formula' && line.expr === whole(value)
}

/** The formula that a line stands for, with the derivatives that it asks for. */
export function formulaOf(line: Line, derivative: (of: Expr) => Expr): Expr {
  const read = (part: Line): Expr => formulaOf(part, derivative)
  switch (line.kind) {
    case 'formula':
      return line.expr
    case 'derivative':
      return derivative(line.of)
    case 'negative':
      return negate(read(line.of))
    case 'sum':
      return sum(line.terms.map(read))
    case 'product':
      return product(line.factors.map(read))
    case 'quotient':
      return product([read(line.above), power(read(line.below), whole(-1))])
    case 'branches':
      return call('select', [line.node.operands[0]!, ...line.branches.map(read)])
  }
}

/** The derivatives that a line asks for, in its order. */
export function asksOf(line: Line): readonly Expr[] {
  switch (line.kind) {
    case 'formula':
      return []
    case 'derivative':
      return [line.of]
    case 'negative':
      return asksOf(line.of)
    case 'sum':
      return line.terms.flatMap(asksOf)
    case 'product':
      return line.factors.flatMap(asksOf)
    case 'quotient':
      return [...asksOf(line.above), ...asksOf(line.below)]
    case 'branches':
      return line.branches.flatMap(asksOf)
  }
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
  const read = (part: Line): Laid<string> => layOutLine(notation, part)
  switch (line.kind) {
    case 'formula':
      return notation.write(line.expr)
    case 'derivative':
      return atom(writeDerivative(notation, line.of))
    case 'negative':
      return {
        body: style.negative(atLeast(style, read(line.of), precedences.product).body),
        precedence: precedences.negative,
      }
    case 'sum':
      return {
        body: style.sum(line.terms.map((term) => layOutTerm(read, style, term))),
        precedence: precedences.sum,
      }
    case 'product': {
      const parts = line.factors.map((factor) => atLeast(style, read(factor), precedences.power))
      return { body: style.product(parts), precedence: precedences.product }
    }
    case 'quotient':
      return quotient(style, read(line.above), read(line.below))
    case 'branches':
      return style.call('select', [
        notation.write(line.node.operands[0]!),
        ...line.branches.map(read),
      ])
  }
}

function layOutTerm(
  read: (part: Line) => Laid<string>,
  style: Style<string>,
  term: Line,
): { readonly isNegative: boolean; readonly body: string } {
  const isNegative = term.kind === 'negative'
  return {
    isNegative,
    body: atLeast(style, read(isNegative ? term.of : term), precedences.product).body,
  }
}
