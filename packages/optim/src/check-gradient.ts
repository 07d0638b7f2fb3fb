import type { Vector } from './linear-algebra/vector.ts'
import { formOf, type Point, type PointForm } from './objective/point.ts'
import { type Objective, type ObjectiveParts, problemOf } from './objective/problem-of.ts'

/** How {@link checkGradient} works. */
export interface CheckGradientOptions<P extends Point>
  extends Omit<ObjectiveParts<P>, 'constraints'> {
  readonly variables?: readonly string[]
  /** The largest error of an entry, relative to the largest slope, that is no mistake. */
  readonly tolerance?: number
}

/** One slope, as it is given and as differences of values have it. */
export interface GradientEntry {
  /** The name of the variable, or its place. */
  readonly variable: string | number
  readonly given: number
  readonly measured: number
  /** Relative to the largest slope. */
  readonly error: number
}

/** What {@link checkGradient} found. */
export interface GradientCheck {
  readonly isRight: boolean
  /** The entry with the largest error. */
  readonly worst: GradientEntry
  readonly entries: readonly GradientEntry[]
}

/**
 * Compares a gradient with differences of values at four distances, extrapolated to none: an
 * error of 1e-6 of the largest slope is a mistake, not a rounding error.
 *
 * Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)" (Adv. Eng. Softw. 4, 1982).
 *
 * Throws a RangeError for an objective without a gradient.
 */
export function checkGradient<P extends Point>(
  objective: Objective<P>,
  at: P,
  { variables, tolerance = 1e-6, ...parts }: CheckGradientOptions<P> = {},
): GradientCheck {
  const form = formOf(at, variables)
  const problem = problemOf(objective, form, parts)
  const x = form.read(at)
  const given = problem.gradient?.(x) ?? problem.valueAndGradient?.(x).gradient
  if (!given) throw new RangeError('there is no gradient to check')
  const measured = x.map((_, i) => extrapolate((entry) => problem.value(moved(x, i, entry)), x[i]!))
  const largest = Math.max(...given.map(Math.abs), ...measured.map(Math.abs), Number.MIN_VALUE)
  const entries = Array.from(
    given,
    (slope, i): GradientEntry => ({
      variable: nameOf(form, i),
      given: slope,
      measured: measured[i]!,
      error: Math.abs(slope - measured[i]!) / largest,
    }),
  )
  // An error that is NaN is the worst of all.
  const worst = entries.reduce((a, b) => (b.error <= a.error || Number.isNaN(a.error) ? a : b))
  return { isRight: worst.error <= tolerance, worst, entries }
}

function nameOf<P extends Point>({ names }: PointForm<P>, i: number): string | number {
  return names?.[i] ?? i
}

function moved(x: Vector, i: number, entry: number): Vector {
  const next = Float64Array.from(x)
  next[i] = entry
  return next
}

/** A hundredth of the entry, or less where values beside it are not finite: a domain ends near. */
function firstStep(value: (entry: number) => number, at: number): number {
  let step = 0.01 * Math.max(Math.abs(at), 1e-2)
  for (let tries = 0; tries < 30; tries++) {
    if (Number.isFinite(value(at + step) - value(at - step))) return step
    step /= 4
  }
  return step
}

/** Neville's table of central differences at steps that halve; the entry that moves least. */
function extrapolate(value: (entry: number) => number, at: number): number {
  const first = firstStep(value, at)
  let row: number[] = []
  let best = Number.NaN
  let smallest = Number.POSITIVE_INFINITY
  for (let k = 0; k < 8; k++) {
    const step = first / 2 ** k
    const next = [(value(at + step) - value(at - step)) / (2 * step)]
    for (let j = 1; j <= k; j++) {
      next.push(next[j - 1]! + (next[j - 1]! - row[j - 1]!) / (4 ** j - 1))
      const change = Math.max(Math.abs(next[j]! - next[j - 1]!), Math.abs(next[j]! - row[j - 1]!))
      if (change > smallest) continue
      smallest = change
      best = next[j]!
    }
    row = next
  }
  return best
}
