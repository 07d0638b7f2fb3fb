import type { Algebra, ElementwiseName } from '@gradus/ops'
import { run } from '../double.ts'
import { hasTrait, mapOps } from '../op-table.ts'
import { add, divide, multiply, negative } from './arithmetic.ts'
import {
  around,
  clip,
  contains,
  everything,
  hull,
  type Interval,
  isKnown,
  outward,
  point,
  unknown,
} from './interval.ts'

const infinity = Infinity

type Rule = (...args: Interval[]) => Interval

/** An op that rises everywhere: its ends are the values at the ends. */
function rising(op: ElementwiseName): Rule {
  return ({ low, high }) => outward(valueAt(op, low), valueAt(op, high), roomFor(op))
}

function falling(op: ElementwiseName): Rule {
  return ({ low, high }) => outward(valueAt(op, high), valueAt(op, low), roomFor(op))
}

/** An op that falls up to `turn` and rises from there. */
function turning(op: ElementwiseName, turn: number): Rule {
  return (x) => {
    const ends = [valueAt(op, x.low), valueAt(op, x.high)]
    if (ends.some(Number.isNaN)) return unknown
    return around(contains(x, turn) ? [...ends, valueAt(op, turn)] : ends, roomFor(op))
  }
}

/** An op that changes no faster than its argument, between two bounds. */
function steady(op: ElementwiseName, low: number, high: number): Rule {
  return (x) => {
    const radius = (x.high - x.low) / 2
    if (!(radius < Math.PI)) return { low, high }
    const middle = x.low + radius
    // The middle may be off by half a unit in the last place of the argument.
    const room = radius + Math.abs(middle) * Number.EPSILON
    const value = valueAt(op, middle)
    return clip(outward(value - room, value + room, roomFor(op) + 1), low, high)
  }
}

/** A two-argument op that rises or falls in each argument on its own: corners decide. */
function cornered(op: ElementwiseName): Rule {
  return (a, b) => {
    const corners = [a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => run(op, [x, y])))
    return around(corners, roomFor(op))
  }
}

function onlyFrom(low: number, rule: Rule): Rule {
  return (x, ...others) => (x.low >= low ? rule(x, ...others) : unknown)
}

function valueAt(op: ElementwiseName, x: number): number {
  return run(op, [x])
}

// How many units in the last place a function may be off: more than the table states of its
// programs, and more than any engine's `Math` is.
const trusted = 5

function roomFor(op: ElementwiseName): number {
  return hasTrait(op, 'exact') ? 1 : trusted
}

function raise(base: Interval, exponent: Interval): Interval {
  if (base.low > 0) return cornered('pow')(base, exponent)
  if (exponent.low !== exponent.high || !Number.isInteger(exponent.low)) {
    const isRoot = base.low === 0 && exponent.low > 0
    return isRoot ? around([0, ...positiveCorners(base, exponent)], roomFor('pow')) : unknown
  }
  const count = exponent.low
  if (count < 0) return divide(point(1), raise(base, point(-count)))
  const ends = [run('pow', [base.low, count]), run('pow', [base.high, count])]
  const dips = count > 0 && count % 2 === 0 && contains(base, 0)
  return around(dips ? [...ends, 0] : ends, roomFor('pow'))
}

function positiveCorners(base: Interval, exponent: Interval): number[] {
  return [exponent.low, exponent.high].map((power) => run('pow', [base.high, power]))
}

function compare(isTrue: (a: Interval, b: Interval) => boolean, isFalse: typeof isTrue): Rule {
  return (a, b) => {
    if (isTrue(a, b)) return point(1)
    return isFalse(a, b) ? point(0) : { low: 0, high: 1 }
  }
}

const isBelow = (a: Interval, b: Interval): boolean => a.high < b.low
const isAtMost = (a: Interval, b: Interval): boolean => a.high <= b.low
const isSame = (a: Interval, b: Interval): boolean =>
  a.low === a.high && b.low === b.high && a.low === b.low
const isApart = (a: Interval, b: Interval): boolean => isBelow(a, b) || isBelow(b, a)

// The branch that is not taken may be undefined.
function choose(condition: Interval, a: Interval, b: Interval): Interval {
  if (condition.low === 1) return a
  if (condition.high === 0) return b
  return isKnown(condition) ? hull(a, b) : unknown
}

// Where Γ is least on the positive reals, between two doubles.
const gammaTurn = 1.4616321449683622

const risingOps: readonly ElementwiseName[] = [
  'exp',
  'expm1',
  'exp2',
  'log',
  'log1p',
  'log2',
  'log10',
  'sqrt',
  'cbrt',
  'asin',
  'atan',
  'sinh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'sigmoid',
  'softplus',
  'relu',
  'erf',
  'sign',
  'floor',
  'ceil',
  'round',
]

const least: Rule = (a, b) => ({ low: Math.min(a.low, b.low), high: Math.min(a.high, b.high) })
const most: Rule = (a, b) => ({ low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) })
const sin = steady('sin', -1, 1)
const cos = steady('cos', -1, 1)
const one = point(1)

const rules: Partial<Record<ElementwiseName, Rule>> = {
  ...Object.fromEntries(risingOps.map((op) => [op, rising(op)])),
  add,
  sub: (a, b) => add(a, negative(b)),
  mul: multiply,
  div: divide,
  neg: negative,
  pow: raise,
  rsqrt: onlyFrom(0, falling('rsqrt')),
  acos: falling('acos'),
  erfc: falling('erfc'),
  abs: turning('abs', 0),
  cosh: turning('cosh', 0),
  hypot: (a, b) => rising('sqrt')(clip(add(multiply(a, a), multiply(b, b)), 0, infinity)),
  min: least,
  max: most,
  sin,
  cos,
  tan: (x) => divide(sin(x), cos(x)),
  cot: (x) => divide(cos(x), sin(x)),
  sec: (x) => divide(one, cos(x)),
  csc: (x) => divide(one, sin(x)),
  atan2: (y, x) => (x.low > 0 || y.low > 0 || y.high < 0 ? cornered('atan2')(y, x) : everything),
  gamma: onlyFrom(Number.MIN_VALUE, turning('gamma', gammaTurn)),
  lgamma: onlyFrom(Number.MIN_VALUE, turning('lgamma', gammaTurn)),
  digamma: onlyFrom(Number.MIN_VALUE, rising('digamma')),
  trigamma: onlyFrom(Number.MIN_VALUE, falling('trigamma')),
  stop_gradient: (x) => x,
  lt: compare(isBelow, (a, b) => isAtMost(b, a)),
  le: compare(isAtMost, (a, b) => isBelow(b, a)),
  gt: compare((a, b) => isBelow(b, a), isAtMost),
  ge: compare((a, b) => isAtMost(b, a), isBelow),
  eq: compare(isSame, isApart),
  ne: compare(isApart, isSame),
  and: least,
  or: most,
  not: (x) => ({ low: 1 - x.high, high: 1 - x.low }),
}

/**
 * The carrier of intervals: a formula read with it encloses every value that the formula
 * has where its variables range over theirs. Truth values are parts of {0, 1}. Ops without
 * a rule enclose nothing, which is always right.
 */
export const intervals: Algebra<Interval> = {
  ...mapOps(ruleFor),
  select: choose,
  // Numbers that are not whole may stand for fractions or for pi, rounded once.
  constant: (value) => (Number.isSafeInteger(value) ? point(value) : outward(value, value)),
}

function ruleFor(op: ElementwiseName): Rule {
  const rule = rules[op]
  if (!rule) return () => unknown
  return (...args) => (args.every(isKnown) ? rule(...args) : unknown)
}

/** Where ops are defined whose domain is not all of the reals. */
export const definedOn: Partial<Record<ElementwiseName, readonly [low: number, high: number]>> = {
  log: [0, infinity],
  log2: [0, infinity],
  log10: [0, infinity],
  log1p: [-1, infinity],
  asin: [-1, 1],
  acos: [-1, 1],
  acosh: [1, infinity],
  atanh: [-1, 1],
}

/** Ops that are positive wherever they are defined. */
export const positiveOps: ReadonlySet<string> = new Set<ElementwiseName>([
  'exp',
  'exp2',
  'cosh',
  'sigmoid',
  'softplus',
  'erfc',
])
