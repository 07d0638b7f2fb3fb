import type { ElementwiseName } from '@gradus/ops'
import { call } from './canonical/call.ts'
import { power } from './canonical/power.ts'
import { negate, product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { type ExprLike, toExpr } from './leaves.ts'
import type { Numeral } from './number/numeral.ts'

/**
 * A formula: an immutable node of one hash-consed DAG in canonical form. Equal formulas are
 * the same object, so `===` compares them. See Note [Canonical form].
 */
export type Expr =
  | NumberExpr
  | ConstantExpr
  | SymbolExpr
  | SumExpr
  | ProductExpr
  | PowerExpr
  | CallExpr

/** A number: an exact fraction, or a decimal. */
export interface NumberExpr extends ExprBase {
  readonly kind: 'number'
  readonly value: Numeral
}

/** A number with a name, or a truth value. */
export interface ConstantExpr extends ExprBase {
  readonly kind: 'constant'
  readonly label: ConstantName
}

/** The names of constants; truth values only stand where a condition does. */
export type ConstantName = 'pi' | 'e' | 'true' | 'false'

/** A variable; `label` is its name. */
export interface SymbolExpr extends ExprBase {
  readonly kind: 'symbol'
}

/**
 * A sum of two terms or more. Terms are products with their coefficient in front where it
 * is not 1, highest degree first; numbers stand last.
 */
export interface SumExpr extends ExprBase {
  readonly kind: 'sum'
}

/** A product of two factors or more: numbers first, then factors by complexity. */
export interface ProductExpr extends ExprBase {
  readonly kind: 'product'
}

/** `base ^ exponent`; square roots and quotients too: `√x = x^(1/2)`, `1/x = x^-1`. */
export interface PowerExpr extends ExprBase {
  readonly kind: 'power'
  readonly operands: readonly [base: Expr, exponent: Expr]
}

/** Any other elementwise op of the table, comparisons and `select` (`if`) among them. */
export interface CallExpr extends ExprBase {
  readonly kind: 'call'
  readonly label: ElementwiseName
}

/** What all nodes have. */
interface ExprBase extends ExprMethods {
  readonly operands: readonly Expr[]
  /** The name of a symbol or constant, the op of a call, the digits of a number. */
  readonly label: string
  /** Depends on the structure alone. */
  readonly hash: number
  /** The longest way down to a leaf. */
  readonly height: number
  /** The total degree in all symbols as far as sums, products and powers show it. */
  readonly degree: number
}

/** The builders that can be chained: `x.mul(y).add(1)`. Numbers are taken as {@link num} does. */
export interface ExprMethods {
  add(other: ExprLike): Expr
  sub(other: ExprLike): Expr
  mul(other: ExprLike): Expr
  div(other: ExprLike): Expr
  pow(exponent: ExprLike): Expr
  neg(): Expr
  lt(other: ExprLike): Expr
  le(other: ExprLike): Expr
  gt(other: ExprLike): Expr
  ge(other: ExprLike): Expr
  eq(other: ExprLike): Expr
  ne(other: ExprLike): Expr
}

export type ExprKind = Expr['kind']

/** The one class of nodes: one shape of object for all kinds keeps property reads fast. */
export class ExprNode implements ExprMethods {
  readonly kind: ExprKind
  readonly label: string
  readonly value: Numeral | undefined
  readonly operands: readonly Expr[]
  readonly hash: number
  readonly height: number
  readonly degree: number
  /** The number that the latest walk over this node gave it: see Note [Numbered nodes]. */
  index: number
  /** When it was last put into a table: see Note [Generations]. */
  generation: number

  constructor(
    kind: ExprKind,
    label: string,
    value: Numeral | undefined,
    operands: readonly Expr[],
    hash: number,
    height: number,
    degree: number,
  ) {
    this.kind = kind
    this.label = label
    this.value = value
    this.operands = operands
    this.hash = hash
    this.height = height
    this.degree = degree
    this.index = 0
    this.generation = 0
  }

  add(other: ExprLike): Expr {
    return sum([asExpr(this), toExpr(other)])
  }

  sub(other: ExprLike): Expr {
    return sum([asExpr(this), negate(toExpr(other))])
  }

  mul(other: ExprLike): Expr {
    return product([asExpr(this), toExpr(other)])
  }

  div(other: ExprLike): Expr {
    return product([asExpr(this), power(toExpr(other), toExpr(-1))])
  }

  pow(exponent: ExprLike): Expr {
    return power(asExpr(this), toExpr(exponent))
  }

  neg(): Expr {
    return negate(asExpr(this))
  }

  lt(other: ExprLike): Expr {
    return call('lt', [asExpr(this), toExpr(other)])
  }

  le(other: ExprLike): Expr {
    return call('le', [asExpr(this), toExpr(other)])
  }

  gt(other: ExprLike): Expr {
    return call('gt', [asExpr(this), toExpr(other)])
  }

  ge(other: ExprLike): Expr {
    return call('ge', [asExpr(this), toExpr(other)])
  }

  eq(other: ExprLike): Expr {
    return call('eq', [asExpr(this), toExpr(other)])
  }

  ne(other: ExprLike): Expr {
    return call('ne', [asExpr(this), toExpr(other)])
  }
}

// A function and not a private accessor, which would cost every node a field.
function asExpr(node: ExprNode): Expr {
  return node as unknown as Expr
}

/*
Note [Canonical form]

Constructors choose one spelling and never change a value: wherever a formula is defined,
its canonical form is defined and equal. They may widen the domain, because removable
singularities are filled (x/x is 1, √x·√x is x). They never narrow it, and never take a
step that needs a sign: √(x²) stays, log(x·y) stays, (xᵃ)ᵇ joins only for whole b.

- Sums and products are flat, sorted, and hold no two terms that differ in their numeric
  coefficient only, no two powers of one base. e^u·e^v joins where u and v are multiples of
  one term.
- Fractions are computed; decimals are joined only where the result is exactly a double,
  so 0.1 + 0.2 stays as it is.
- -(a + b) is -a - b; other coefficients stay in front of a sum, so 2·(x + y) keeps its form.
- (x·y)ⁿ is xⁿ·yⁿ for whole n, and numeric coefficients leave every power where that is exact.
- max and min are flat and sorted, without repetitions.
- The order is total, and depends on structure alone: never on creation order.

Note [Long sums and products]

What is built is kept for long, so n steps of e = e·f that each copy all factors would take n²
memory. A sum of more than 256 terms or a product of more than 64 factors is therefore not
taken apart when it becomes part of another: the chain is cut into pieces and stays linear.
Sums and products that are made at once, as by the parser, are flat whatever their length.
*/
