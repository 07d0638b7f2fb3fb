import type { ElementwiseName } from '@gradus/ops'
import { joinedArguments } from '../canonical/call.ts'
import type { Expr, PowerExpr } from '../expr.ts'
import { absolute } from '../number/integer.ts'
import { isNotANumber, type Numeral, printNumeral, signOf, toDouble } from '../number/numeral.ts'
import { notation } from '../op-table.ts'
import { foldRemembered } from '../remembered-fold.ts'
import { foldExprs } from '../traverse.ts'

/** A form of writing: how it shows each part, parentheses included where it is asked for them. */
export interface Style<T> {
  /** Digits without a sign. */
  number(digits: string): T
  constant(name: string): T
  symbol(name: string): T
  /** The first term stands without a sign of its own unless it is negative. */
  sum(terms: readonly SignedTerm<T>[]): T
  negative(body: T): T
  product(factors: readonly Laid<T>[]): T
  fraction(above: T, below: T): T
  power(base: T, exponent: T): T
  root(radicand: T): T
  call(op: ElementwiseName, args: readonly T[]): T
  /** In parentheses. */
  group(body: T): T
  /** Whether parts of fractions and exponents show by their place, without parentheses. */
  readonly isSpatial: boolean
}

export interface SignedTerm<T> {
  readonly isNegative: boolean
  readonly body: T
}

/** A written part and how tightly it holds together. */
export interface Laid<T> {
  readonly body: T
  readonly precedence: number
  readonly isNumber?: true
  /** Whether it would be read as part of a number before it. */
  readonly startsWithDigit?: boolean | undefined
}

/** How tightly the forms hold together; calls and names most. */
export const precedences = { sum: 10, negative: 15, product: 20, power: 30, atom: 40 } as const

// A formula as a signed fraction of factors, written as `body` without its sign.
interface Piece<T> extends Laid<T> {
  readonly isNegative: boolean
  readonly above: readonly Laid<T>[]
  readonly below: readonly Laid<T>[]
}

/**
 * Writes formulas in a style: signs in front of terms, quotients as fractions, roots as
 * roots, parentheses only where they are needed. The text of a DAG is as long as its tree.
 */
export function layOut<T>(style: Style<T>, roots: readonly Expr[]): Laid<T>[] {
  // Nested calls of an associative op are written as one: max(max(a, b), c) as max(a, b, c).
  const pieces = foldExprs<Piece<T>>(
    roots,
    (node, operands) => layOutNode(style, node, operands),
    joinedArguments,
  )
  return pieces.map((piece) => withSign(style, piece))
}

/**
 * Writes formulas that are parts of each other, each part once. What is longer than `most`
 * characters is written as `ellipsis` inside another, so that a text is never longer than
 * that for each of its operands, however deep the formula.
 */
export function layOutParts(
  style: Style<string>,
  ellipsis: string,
  most: number,
): (expr: Expr) => Laid<string> {
  const known = new Map<Expr, Piece<string>>()
  const left = single(atom(ellipsis))
  const shorten = (piece: Piece<string>): Piece<string> =>
    piece.body.length <= most ? piece : { ...left, isNegative: piece.isNegative }
  const visit = (node: Expr, operands: readonly Piece<string>[]): Piece<string> =>
    layOutNode(style, node, operands.map(shorten))
  return (expr) => withSign(style, foldRemembered(expr, known, visit, joinedArguments))
}

function layOutNode<T>(style: Style<T>, node: Expr, operands: readonly Piece<T>[]): Piece<T> {
  switch (node.kind) {
    case 'number':
      return layOutNumber(style, node.value)
    case 'constant':
      return single(atom(style.constant(node.label)))
    case 'symbol':
      return single(atom(style.symbol(node.label)))
    case 'sum':
      return single({
        body: style.sum(inReadingOrder(termsOf(style, node, operands))),
        precedence: precedences.sum,
      })
    case 'product': {
      const factors = operands.map((operand, i) =>
        node.operands[i]!.kind === 'product' ? inGroup(style, operand) : operand,
      )
      return layOutFraction(
        style,
        factors.filter(({ isNegative }) => isNegative).length % 2 === 1,
        factors.flatMap(({ above }) => above),
        factors.flatMap(({ below }) => below),
      )
    }
    case 'power':
      return layOutPower(style, node, operands[0]!, operands[1]!)
    case 'call':
      return single(
        layOutCall(
          style,
          node.label,
          operands.map((operand) => withSign(style, operand)),
        ),
      )
  }
}

/** What holds together whatever stands beside it. */
export function atom<T>(body: T): Laid<T> {
  return { body, precedence: precedences.atom }
}

function single<T>(laid: Laid<T>): Piece<T> {
  return { ...laid, isNegative: false, above: [laid], below: [] }
}

function withSign<T>(style: Style<T>, piece: Piece<T>): Laid<T> {
  if (!piece.isNegative) return piece
  return { body: style.negative(piece.body), precedence: precedences.negative }
}

/** A product inside a product or a sum inside a sum: they were not taken apart. */
function inGroup<T>(style: Style<T>, piece: Piece<T>): Piece<T> {
  return single(atom(style.group(withSign(style, piece).body)))
}

/** In parentheses unless it holds together at least as tightly as asked. */
export function atLeast<T>(style: Style<T>, laid: Laid<T>, precedence: number): Laid<T> {
  return laid.precedence >= precedence ? laid : atom(style.group(laid.body))
}

/** A quotient. */
export function quotient<T>(style: Style<T>, above: Laid<T>, below: Laid<T>): Laid<T> {
  const body = style.isSpatial
    ? style.fraction(above.body, below.body)
    : style.fraction(
        atLeast(style, above, precedences.product).body,
        atLeast(style, below, precedences.power).body,
      )
  return { body, precedence: precedences.product }
}

/** A sum with signs between its terms, as it is typed. */
export function writeSum(terms: readonly SignedTerm<string>[]): string {
  const [first, ...others] = terms
  const rest = others.map(({ isNegative, body }) => (isNegative ? ` - ${body}` : ` + ${body}`))
  return joined([first!.isNegative ? `-${first!.body}` : first!.body, ...rest])
}

/**
 * Texts one after the other. Unlike `join` and `replace` this keeps what it is given in one
 * piece, so that a formula of n nested parts takes memory for n texts and not for n².
 */
export function joined(texts: readonly string[], between = ''): string {
  return texts.reduce((before, text) => before + between + text)
}

function numeral<T>(style: Style<T>, digits: string): Laid<T> {
  return { ...atom(style.number(digits)), startsWithDigit: true }
}

function layOutNumber<T>(style: Style<T>, value: Numeral): Piece<T> {
  const isNegative = signOf(value) < 0
  if (isNotANumber(value)) {
    const none = numeral(style, '0')
    return single(quotient(style, none, none))
  }
  if (value.kind === 'decimal') {
    const digits = printNumeral({ kind: 'decimal', value: Math.abs(value.value) })
    return { ...single(numeral(style, digits)), isNegative }
  }
  const above = numeral(style, String(absolute(value.numerator)))
  const isOne = absolute(value.numerator) === 1
  const shown = isOne ? [] : [above]
  if (value.denominator === 1) return { ...single(above), isNegative, above: shown }
  const below = { ...numeral(style, String(value.denominator)), isNumber: true as const }
  return { ...layOutFraction(style, isNegative, [above], [below]), above: shown }
}

function layOutFraction<T>(
  style: Style<T>,
  isNegative: boolean,
  above: readonly Laid<T>[],
  below: readonly Laid<T>[],
): Piece<T> {
  const top = layOutProduct(style, above)
  if (below.length === 0) return { ...top, isNegative, above, below }
  const divisor = below.find(({ isNumber }) => isNumber)
  const dividesTwice = below.some((part) => part.isNumber && part !== divisor)
  if (!style.isSpatial && (dividesTwice || (below.length > 1 && isZeroText(divisor)))) {
    // Numbers in one product would be read as their product: 5/9/1.3 divides twice, x/0/y too.
    const first = layOutFraction(style, isNegative, above, [divisor!])
    const others = below.filter((part) => part !== divisor)
    return { ...layOutFraction(style, isNegative, [first], others), above, below }
  }
  return { ...quotient(style, top, layOutProduct(style, below)), isNegative, above, below }
}

function isZeroText<T>(divisor: Laid<T> | undefined): boolean {
  return divisor?.body === '0'
}

function layOutProduct<T>(style: Style<T>, factors: readonly Laid<T>[]): Laid<T> {
  if (factors.length === 0) return numeral(style, '1')
  if (factors.length === 1) return factors[0]!
  const parts = factors.map((factor) => atLeast(style, factor, precedences.power))
  const { startsWithDigit } = parts[0]!
  return { body: style.product(parts), precedence: precedences.product, startsWithDigit }
}

function layOutPower<T>(
  style: Style<T>,
  node: PowerExpr,
  base: Piece<T>,
  exponent: Piece<T>,
): Piece<T> {
  const value = node.operands[1].kind === 'number' ? node.operands[1].value : undefined
  if (!value) return single(raise(style, base, withSign(style, exponent)))
  const size = Math.abs(toDouble(value))
  const power =
    size === 1
      ? withSign(style, base)
      : value.kind === 'rational' && size === 0.5
        ? atom(style.root(withSign(style, base).body))
        : raise(style, base, exponent)
  const isNumber = node.operands[0].kind === 'number' ? { isNumber: true as const } : {}
  return exponent.isNegative
    ? layOutFraction(style, false, [], [{ ...power, ...isNumber }])
    : single(power)
}

function raise<T>(style: Style<T>, base: Piece<T>, exponent: Laid<T>): Laid<T> {
  const below = atLeast(style, withSign(style, base), precedences.atom)
  const above = style.isSpatial ? exponent : atLeast(style, exponent, precedences.power)
  return {
    body: style.power(below.body, above.body),
    precedence: precedences.power,
    startsWithDigit: below.startsWithDigit,
  }
}

/** A call: arguments of operators get parentheses where they hold together less tightly. */
export function layOutCall<T>(
  style: Style<T>,
  op: ElementwiseName,
  args: readonly Laid<T>[],
): Laid<T> {
  const { latex, precedence } = notation[op]
  const isOperator = precedence > choice
  const bodies = args.map((arg) =>
    isOperator && arg.precedence <= precedence ? style.group(arg.body) : arg.body,
  )
  // What is set as a power, such as e^{#0}, may not carry a second exponent; nor may cases.
  const isRaised = style.isSpatial && (precedence === choice || /^\w\^/.test(latex))
  const strength = isRaised ? precedences.power : precedences.atom
  // An operator stands between any number of arguments, one after the other.
  const body =
    isOperator && bodies.length > 2
      ? bodies.reduce((left, right) => style.call(op, [left, right]))
      : style.call(op, bodies)
  return {
    body,
    precedence: isOperator ? precedence : strength,
    startsWithDigit: isRaised && /^\d/.test(latex),
  }
}

// How tightly `if` holds together: the least of all ops.
const choice = notation.select.precedence

/** A form of the table with its places filled: `#0`, `#1` …, or `#` for all arguments. */
export function fillForm(form: string, args: readonly string[]): string {
  const parts = form.split(/(#\d?)/).map((part) => {
    if (part === '#') return joined(args, ', ')
    return part.startsWith('#') ? args[Number(part[1])]! : part
  })
  return joined(parts)
}

function termsOf<T>(
  style: Style<T>,
  node: Expr,
  operands: readonly Piece<T>[],
): readonly Piece<T>[] {
  return operands.map((operand, i) =>
    node.operands[i]!.kind === 'sum' ? inGroup(style, operand) : operand,
  )
}

/** A positive term goes first, where there is one. */
function inReadingOrder<T>(terms: readonly Piece<T>[]): readonly Piece<T>[] {
  const first = terms.findIndex(({ isNegative }) => !isNegative)
  if (first <= 0) return terms
  return [terms[first]!, ...terms.slice(0, first), ...terms.slice(first + 1)]
}
