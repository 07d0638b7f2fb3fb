import type { Algebra, ElementwiseName } from '@gradus/ops'
import { coefficientPart, unscaledFactors } from './canonical/parts.ts'
import type { Expr, PowerExpr, ProductExpr, SumExpr } from './expr.ts'
import { isBelow, isNegative } from './factors.ts'
import {
  isInteger,
  isOne,
  makeRational,
  type Numeral,
  negateNumeral,
  signOf,
  toDouble,
  toExactDouble,
} from './number/numeral.ts'
import { mapOps } from './op-table.ts'
import { numberNodes } from './traverse.ts'

/**
 * Reads formulas with another carrier: sums, products and powers become the table's `add`,
 * `sub`, `mul`, `div`, `neg`, `sqrt`, `pow`, and calls stay calls. Shared nodes are computed
 * once. This is how formulas are evaluated, compiled and handed to other engines.
 *
 * @param symbol What a variable becomes.
 */
export function lower<T>($: Algebra<T>, roots: readonly Expr[], symbol: (name: string) => T): T[] {
  const numbered = numberNodes(roots, readBy)
  const { operands } = numbered
  const values: T[] = []
  // Lowering a node reads the same parts in the same order as the walk did.
  let next = 0
  const read = (): T => values[operands[next++]!]!
  for (const node of numbered.nodes) values.push(lowerNode($, node, read, symbol))
  return numbered.roots.map((root) => values[root]!)
}

/**
 * What lowering a node reads, in this order: not simply its operands, because a quotient
 * reads the base of a negative power, and a difference the factors of what it subtracts.
 */
function readBy(expr: Expr): readonly Expr[] {
  const read: Expr[] = []
  if (expr.operands.length > 0) {
    lowerNode(
      nothing,
      expr,
      (operand) => {
        read.push(operand)
        return undefined
      },
      () => undefined,
    )
  }
  return read
}

// The carrier that computes nothing.
const nothing: Algebra<undefined> = {
  ...mapOps(() => () => undefined),
  constant: () => undefined,
}

function lowerNode<T>(
  $: Algebra<T>,
  expr: Expr,
  read: (expr: Expr) => T,
  symbol: (name: string) => T,
): T {
  switch (expr.kind) {
    case 'number':
      return lowerNumber($, expr.value)
    case 'constant':
      return lowerConstant($, expr.label)
    case 'symbol':
      return symbol(expr.label)
    case 'sum':
      return lowerSum($, expr, read)
    case 'product':
      return lowerProduct($, expr, read)
    case 'power':
      return lowerPower($, expr, read)
    case 'call':
      return lowerCall($, expr.label, expr.operands.map(read))
  }
}

function lowerCall<T>($: Algebra<T>, op: ElementwiseName, args: readonly T[]): T {
  return ($[op] as (...values: readonly T[]) => T)(...args)
}

function lowerConstant<T>($: Algebra<T>, name: string): T {
  if (name === 'pi') return $.constant(Math.PI)
  if (name === 'e') return $.constant(Math.E)
  const zero = $.constant(0)
  return name === 'true' ? $.eq(zero, zero) : $.ne(zero, zero)
}

function lowerNumber<T>($: Algebra<T>, value: Numeral): T {
  return $.constant(toDouble(value))
}

/** Terms in their order, so that high powers cancel first; but no sum starts with a negation. */
function lowerSum<T>($: Algebra<T>, { operands }: SumExpr, read: (expr: Expr) => T): T {
  const first = operands.find((term) => !isNegative(term)) ?? operands[0]!
  let total = read(first)
  for (const term of operands) {
    if (term === first) continue
    const isSubtracted = isNegative(term)
    total = isSubtracted ? $.sub(total, readNegated($, term, read)) : $.add(total, read(term))
  }
  return total
}

function readNegated<T>($: Algebra<T>, term: Expr, read: (expr: Expr) => T): T {
  if (term.kind === 'number') return lowerNumber($, negateNumeral(term.value))
  const coefficient = negateNumeral(coefficientPart(term))
  return lowerFraction($, coefficient, unscaledFactors(term), read)
}

function lowerProduct<T>($: Algebra<T>, expr: ProductExpr, read: (expr: Expr) => T): T {
  const coefficient = coefficientPart(expr)
  const factors = unscaledFactors(expr)
  if (signOf(coefficient) < 0) {
    return $.neg(lowerFraction($, negateNumeral(coefficient), factors, read))
  }
  return lowerFraction($, coefficient, factors, read)
}

/** `coefficient · factors` with one division: negative powers go below the line. */
function lowerFraction<T>(
  $: Algebra<T>,
  coefficient: Numeral,
  factors: readonly Expr[],
  read: (expr: Expr) => T,
): T {
  const above: T[] = []
  const below: T[] = []
  const { numerator, denominator } = splitCoefficient(coefficient)
  if (!isOne(numerator)) above.push(lowerNumber($, numerator))
  if (!isOne(denominator)) below.push(lowerNumber($, denominator))
  for (const factor of factors) {
    if (factor.kind === 'power' && isBelow(factor)) {
      below.push(lowerPowerTo($, factor, read, -1))
    } else above.push(read(factor))
  }
  const top = above.length > 0 ? multiplyAll($, above) : $.constant(1)
  const quotient = below.length > 0 ? $.div(top, multiplyAll($, below)) : top
  return zerosOf(factors).reduce(
    (value, at) => $.select($.eq(read(at), $.constant(0)), $.constant(0), value),
    quotient,
  )
}

/** What makes a product zero where it is zero: see Note [Powers at single points]. */
function zerosOf(factors: readonly Expr[]): readonly Expr[] {
  return factors.flatMap((power) => {
    if (power.kind !== 'power' || power.operands[1].kind === 'number') return []
    const [base, exponent] = power.operands
    const hasLogarithm = factors.some(({ kind, label, operands }) => {
      return kind === 'call' && label === logarithm && operands[0] === base
    })
    const isLowered = exponent.kind === 'sum' && isNegative(exponent.operands.at(-1)!)
    const rest = isLowered
      ? factors.filter(({ kind }) => kind !== 'number' && kind !== 'power')
      : []
    return hasLogarithm ? [base, ...rest] : rest
  })
}

const logarithm = 'log' satisfies ElementwiseName

// A fraction that is a double multiplies; others divide once, which rounds once.
function splitCoefficient(value: Numeral): { numerator: Numeral; denominator: Numeral } {
  const isDouble = value.kind === 'decimal' || toExactDouble(value) !== undefined
  if (isDouble) return { numerator: value, denominator: makeRational(1) }
  return {
    numerator: makeRational(value.numerator),
    denominator: makeRational(value.denominator),
  }
}

function multiplyAll<T>($: Algebra<T>, values: readonly T[]): T {
  return values.reduce((left, right) => $.mul(left, right))
}

function lowerPower<T>($: Algebra<T>, expr: PowerExpr, read: (expr: Expr) => T): T {
  if (!isBelow(expr)) return lowerPowerTo($, expr, read, 1)
  return $.div($.constant(1), lowerPowerTo($, expr, read, -1))
}

/** `base ^ (sign · exponent)`; small whole and half exponents are multiplications and roots. */
function lowerPowerTo<T>(
  $: Algebra<T>,
  { operands: [base, exponent] }: PowerExpr,
  read: (expr: Expr) => T,
  sign: 1 | -1,
): T {
  if (exponent.kind !== 'number') return $.pow(read(base), read(exponent))
  const value = sign < 0 ? negateNumeral(exponent.value) : exponent.value
  const twice = 2 * toDouble(value)
  const isSmall = value.kind === 'rational' && Number.isInteger(twice) && twice <= 2 * mostRepeats
  if (!isSmall) return $.pow(read(base), lowerNumber($, value))
  const x = read(base)
  if (isInteger(value)) return repeat($, x, twice / 2)
  const root = $.sqrt(x)
  return twice === 1 ? root : $.mul(repeat($, x, (twice - 1) / 2), root)
}

// Beyond this the table's `pow` is as quick, and more accurate.
const mostRepeats = 4

function repeat<T>($: Algebra<T>, x: T, count: number): T {
  if (count === 1) return x
  const square = $.mul(x, x)
  if (count === 2) return square
  return count === 3 ? $.mul(square, x) : $.mul(square, square)
}

/*
Note [Powers at single points]

The slopes of xʸ are y·xʸ⁻¹ and xʸ·log x. At x = 0 they would be 0·∞ for y = 0 and for y > 0;
the op table guards these points, so that they are 0. People write the slopes without guards,
and so do formulas; the guards come back here, where numbers are put in. A product with a
power of variable exponent is 0 where the base is, if its logarithm is a factor too; and where
another factor is 0, if the exponent ends in a negative number.
*/
