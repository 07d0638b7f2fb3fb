import type { ElementwiseName } from '@gradus/ops'
import { negate } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { run } from './double.ts'
import type { CallExpr, Expr, PowerExpr } from './expr.ts'
import {
  areDisjoint,
  clip,
  everything,
  type Interval,
  isKnown,
  point,
} from './interval/interval.ts'
import { definedOn, intervals, positiveOps } from './interval/intervals.ts'
import { lower } from './lower.ts'
import { isInteger, signOf, toDouble } from './number/numeral.ts'
import { hasTrait } from './op-table.ts'
import { foldRemembered } from './remembered-fold.ts'

/** What is known of one variable, in words or as bounds. */
export type Assumption =
  | 'real'
  | 'positive'
  | 'nonnegative'
  | 'negative'
  | 'nonpositive'
  | 'nonzero'
  | 'integer'
  | {
      /** Both ends belong to the interval; infinite ends are no bounds. */
      readonly interval?: readonly [low: number, high: number]
      readonly integer?: boolean
      readonly nonzero?: boolean
    }

/** What is known of variables, by name; of others, that they are real. */
export type Assumptions = Readonly<Record<string, Assumption>>

interface Known {
  readonly range: Interval
  readonly integer: boolean
  readonly nonzero: boolean
}

const infinity = Infinity
const words: Readonly<Record<Assumption & string, Exclude<Assumption, string>>> = {
  real: {},
  positive: { interval: [0, infinity], nonzero: true },
  nonnegative: { interval: [0, infinity] },
  negative: { interval: [-infinity, 0], nonzero: true },
  nonpositive: { interval: [-infinity, 0] },
  nonzero: { nonzero: true },
  integer: { integer: true },
}

/**
 * What follows from assumptions about the values of formulas, wherever those are defined.
 * Answers are proofs: `false` means "not known", never "no".
 */
export class Facts {
  readonly #assumptions: Assumptions
  readonly #known = new Map<Expr, Known>()

  constructor(assumptions: Assumptions = {}) {
    this.#assumptions = assumptions
  }

  isPositive(expr: Expr): boolean {
    const { range, nonzero } = this.#of(expr)
    return range.low > 0 || (range.low >= 0 && nonzero)
  }

  isNonnegative(expr: Expr): boolean {
    return this.#of(expr).range.low >= 0
  }

  isNegative(expr: Expr): boolean {
    const { range, nonzero } = this.#of(expr)
    return range.high < 0 || (range.high <= 0 && nonzero)
  }

  isNonpositive(expr: Expr): boolean {
    return this.#of(expr).range.high <= 0
  }

  isNonzero(expr: Expr): boolean {
    return this.#of(expr).nonzero
  }

  isInteger(expr: Expr): boolean {
    return this.#of(expr).integer
  }

  /** Whether a condition holds; `undefined` where that is not known. */
  truth(condition: Expr): boolean | undefined {
    const { low, high } = this.#of(condition).range
    return low === high ? low === 1 : undefined
  }

  /** An interval around all values that a formula can have. */
  range(expr: Expr): Interval {
    return this.#of(expr).range
  }

  #of(expr: Expr): Known {
    return foldRemembered(expr, this.#known, (node, operands) => this.#deduce(node, operands))
  }

  #deduce(node: Expr, operands: readonly Known[]): Known {
    if (node.kind === 'symbol') return this.#assumed(node.label)
    const isComparison = node.kind === 'call' && hasTrait(node.label, 'comparison')
    const range = isComparison ? this.#compare(node) : rangeOf(node, operands)
    const apart = areDisjoint(range, point(0))
    return {
      range,
      integer: isWhole(node, operands),
      nonzero: apart || isNeverZero(node, operands),
    }
  }

  /** What a comparison gives for each sign that the difference of its sides may have. */
  #compare({ label, operands: [a, b] }: CallExpr): Interval {
    const { range, nonzero } = this.#of(sum([a!, negate(b!)]))
    const values = [-1, 0, 1]
      .filter((sign) => (sign === 0 ? !nonzero : sign * (sign < 0 ? range.low : range.high) > 0))
      .map((sign) => run(label, [sign, 0]))
    return { low: Math.min(...values), high: Math.max(...values) }
  }

  #assumed(name: string): Known {
    const said = Object.hasOwn(this.#assumptions, name) ? this.#assumptions[name]! : 'real'
    const {
      interval: [low, high] = [-infinity, infinity],
      integer = false,
      nonzero = false,
    } = typeof said === 'string' ? words[said] : said
    return { range: { low, high }, integer, nonzero: nonzero || low > 0 || high < 0 }
  }
}

/** The range of a node whose operands have these, wherever it is defined. */
function rangeOf(node: Expr, operands: readonly Known[]): Interval {
  const ranges = operands.map(({ range }) => range)
  const found = encloseNode(node, ranges)
  return isKnown(found) ? found : everything
}

function encloseNode(node: Expr, ranges: readonly Interval[]): Interval {
  switch (node.kind) {
    case 'sum':
      return ranges.reduce((a, b) => intervals.add(a, b))
    case 'product':
      return ranges.reduce((a, b) => intervals.mul(a, { ...b }))
    case 'power':
      return raiseWhereDefined(node, ranges[0]!, ranges[1]!)
    case 'call':
      return encloseCall(node.label, ranges)
    default:
      return lower(intervals, [node], () => everything)[0]!
  }
}

function encloseCall(op: ElementwiseName, ranges: readonly Interval[]): Interval {
  const domain = definedOn[op]
  const inside = ranges.map((range) => (domain ? clip(range, ...domain) : range))
  const found = (intervals[op] as (...args: readonly Interval[]) => Interval)(...inside)
  return positiveOps.has(op) ? nonnegative(found) : found
}

function raiseWhereDefined(node: PowerExpr, base: Interval, exponent: Interval): Interval {
  const [, power] = node.operands
  if (power.kind === 'number' && isInteger(power.value)) {
    const found = intervals.pow(base, exponent)
    return toDouble(power.value) % 2 !== 0 ? found : nonnegative(found)
  }
  const found = intervals.pow(clip(base, 0, infinity), exponent)
  // Powers that are not whole are defined on bases from 0 up, where none is negative. For
  // whole values of a variable exponent, negative bases have powers too.
  if (power.kind !== 'number' && base.low < 0) return everything
  return nonnegative(found)
}

function nonnegative(found: Interval): Interval {
  return clip(isKnown(found) ? found : everything, 0, infinity)
}

function isWhole(node: Expr, operands: readonly Known[]): boolean {
  if (node.kind === 'number') return isInteger(node.value)
  const all = operands.length > 0 && operands.every(({ integer }) => integer)
  if (node.kind === 'sum' || node.kind === 'product') return all
  return node.kind === 'power' && all && operands[1]!.range.low >= 0
}

function isNeverZero(node: Expr, operands: readonly Known[]): boolean {
  switch (node.kind) {
    case 'number':
      return signOf(node.value) !== 0
    case 'product':
      return operands.every(({ nonzero }) => nonzero)
    case 'power':
      return operands[0]!.nonzero
    case 'sum':
      return (
        operands.some(({ nonzero }) => nonzero) &&
        (operands.every((one) => one.range.low >= 0) ||
          operands.every((one) => one.range.high <= 0))
      )
    case 'call':
      return positiveOps.has(node.label)
    default:
      return false
  }
}
