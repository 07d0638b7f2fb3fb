import { signatures } from '@gradus/ops'
import { type Assumptions, Facts } from './assumptions.ts'
import { isCondition } from './canonical/call.ts'
import { negate } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { everyPartMatters } from './equivalence/matters.ts'
import { numeratorOf } from './equivalence/normal-form.ts'
import { samplePoints } from './equivalence/sample-points.ts'
import type { Expr } from './expr.ts'
import { areDisjoint, type Interval, isKnown, point } from './interval/interval.ts'
import { intervals } from './interval/intervals.ts'
import { rational, whole } from './leaves.ts'
import { lower } from './lower.ts'
import { hasTrait } from './op-table.ts'
import { plainValues } from './plain-values.ts'
import { simplify } from './simplify/index.ts'
import { substitute } from './substitute.ts'
import { nodesOf } from './traverse.ts'

/** Whether two formulas have the same value wherever both are defined. */
export type Verdict = 'equal' | 'different' | 'unknown'

/**
 * How a verdict was found. The first four are proofs; sampling is strong evidence: formulas
 * without kinks whose values agree to the last digits at all points tried.
 */
export type Proof =
  | 'canonical'
  | 'expanded'
  | 'rational evidence'
  | 'interval evidence'
  | 'sampling'

/** A verdict with what supports it. */
export interface Equivalence {
  readonly verdict: Verdict
  readonly proof?: Proof
  /** A point at which the formulas differ, for the verdict "different". */
  readonly witness?: Readonly<Record<string, number>>
}

/** What {@link equivalence} is told. */
export interface EquivalenceOptions {
  /** What is known of the variables; the formulas are compared there alone. */
  readonly assume?: Assumptions
  /** How many points are tried; 96 unless told. */
  readonly samples?: number
  /** What the points are drawn from. */
  readonly seed?: number
}

/** The verdict of {@link equivalence} alone. */
export function equivalent(a: Expr, b: Expr, options?: EquivalenceOptions): Verdict {
  return equivalence(a, b, options).verdict
}

/**
 * Compares two formulas wherever both are defined, and says how it knows. "equal" is proved
 * by canonical form or by multiplying out in a normal form of trigonometric, exponential and
 * algebraic functions; "different" by a point where exact fractions, or intervals around
 * both values, lie apart.
 */
export function equivalence(a: Expr, b: Expr, options: EquivalenceOptions = {}): Equivalence {
  if (a === b) return { verdict: 'equal', proof: 'canonical' }
  const difference = sum([a, negate(b)])
  if (difference === whole(0)) return { verdict: 'equal', proof: 'canonical' }
  const numerator = numeratorOf(difference, new Facts(options.assume))
  if (numerator === whole(0)) return { verdict: 'equal', proof: 'expanded' }
  const points = samplePoints([a, b], options)
  const found = findFraction(a, b, points) ?? findApart(a, b, points)
  if (found?.verdict === 'different') return found
  // Signs and ranges that are assumed settle more than the normal form asks for.
  const simpler = simplify(difference, options)
  if (simpler !== difference && numeratorOf(simpler, new Facts(options.assume)) === whole(0)) {
    return { verdict: 'equal', proof: 'expanded' }
  }
  return found ?? { verdict: 'unknown' }
}

// Where a part is infinite or none, the real formula is not defined.
function isDefined(exprs: readonly Expr[], at: Readonly<Record<string, number>>): boolean {
  const parts = nodesOf(exprs).filter((node) => !isCondition(node))
  return plainValues(parts, at).every(Number.isFinite)
}

/** A point where the difference is a fraction other than 0. */
function findFraction(
  a: Expr,
  b: Expr,
  points: readonly Readonly<Record<string, number>>[],
): Equivalence | undefined {
  for (const witness of points.slice(0, mostFractions)) {
    const at = Object.fromEntries(
      Object.entries(witness).map(([name, value]) => [name, exactly(value)]),
    )
    const value = substitute(a, at).sub(substitute(b, at))
    if (value.kind !== 'number' || value.value.kind !== 'rational') continue
    if (value === whole(0) || !isDefined([a, b], witness)) continue
    return { verdict: 'different', proof: 'rational evidence', witness }
  }
  return undefined
}

const mostFractions = 8

// Sample points have few bits after the binary point.
function exactly(value: number): Expr {
  return rational(Math.round(value * 1024), 1024)
}

// So many points must agree, to within so much of their value, before that is evidence.
const leastPoints = 24
const sharp = 1e-10

function findApart(
  a: Expr,
  b: Expr,
  points: readonly Readonly<Record<string, number>>[],
): Equivalence | undefined {
  let agreeing = 0
  for (const witness of points) {
    const [x, y] = lower(intervals, [a, b], (name) => point(witness[name]!)) as [Interval, Interval]
    if (!isKnown(x) || !isKnown(y)) continue
    if (areDisjoint(x, y) && isDefined([a, b], witness)) {
      return { verdict: 'different', proof: 'interval evidence', witness }
    }
    if (isSharp(x) && isSharp(y)) agreeing++
  }
  const some = points.slice(0, leastPoints)
  const isEvidence =
    agreeing >= leastPoints && [a, b].every((expr) => isTame(expr) && everyPartMatters(expr, some))
  return isEvidence ? { verdict: 'equal', proof: 'sampling' } : undefined
}

function isSharp({ low, high }: Interval): boolean {
  return high - low <= sharp * Math.max(Math.abs(low), Math.abs(high))
}

// Agreement at points says nothing about functions that are pieced together.
function isTame(expr: Expr): boolean {
  return nodesOf([expr]).every(
    (node) =>
      node.kind !== 'call' ||
      !(
        signatures[node.label].includes('m') ||
        hasTrait(node.label, 'constant') ||
        hasTrait(node.label, 'associative') ||
        hasTrait(node.label, 'kinked')
      ),
  )
}
