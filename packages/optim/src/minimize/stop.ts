/**
 * Why a solver ended, with the numbers that decided it. The codes of {@link isConverged}
 * are the only ones that claim a minimum.
 */
export type Stop =
  /** The next Newton step would change nothing that matters. */
  | { readonly code: 'minimum'; readonly relativeStep: number; readonly decrease: number }
  /** A minimum under constraints: they are met, and multipliers balance the slopes. */
  | { readonly code: 'constrained'; readonly violation: number; readonly slack: number }
  /** Residuals that are linear in all variables are solved at once. */
  | { readonly code: 'linear' }
  /** The gradient is smaller than the tolerance that was asked for. */
  | { readonly code: 'gradient-tolerance'; readonly gradient: number; readonly tolerance: number }
  /** Nothing is left but rounding errors of the gradient. */
  | { readonly code: 'rounding'; readonly gradient: number; readonly roundingError: number }
  /** All trial points have met, and their values too. */
  | { readonly code: 'collapsed'; readonly spread: number; readonly tolerance: number }
  /** A value at or below the one that was asked for. */
  | { readonly code: 'target'; readonly value: number; readonly target: number }
  /** A global search has ended; its best point is a local minimum that no start improved. */
  | { readonly code: 'searched'; readonly starts: number; readonly hits: number }
  /** Derivatives by differences are too rough to tell: what they may hide of a decrease. */
  | {
      readonly code: 'uncertain'
      readonly decrease: number
      readonly hidden: number
      /** Present where derivatives are exact, and the value itself is too rough. */
      readonly isRounding?: true
    }
  /** No step lowers the value, and the tests of a minimum are not met. */
  | { readonly code: 'stalled'; readonly gradient: number; readonly step: number }
  /** No step lowers the value, as the gradient is not that of the objective. */
  | { readonly code: 'wrong-gradient'; readonly slope: number; readonly difference: number }
  /** The value settles while a variable runs away: the infimum is not attained. */
  | { readonly code: 'runaway'; readonly variable: number; readonly at: number }
  /** The value does not depend on a variable here, though it does elsewhere, or on none. */
  | { readonly code: 'plateau'; readonly variable: number }
  | { readonly code: 'unbounded'; readonly value: number }
  /** A fixed learning rate above the limit of stability has led to values beyond all numbers. */
  | {
      readonly code: 'diverged'
      readonly value: number
      readonly rate: number
      readonly limit: number
    }
  /** Constraints cannot be met from here. */
  | { readonly code: 'infeasible'; readonly violation: number; readonly tolerance: number }
  /** Constraints are met, but no multipliers balance the slopes: theirs depend on each other. */
  | { readonly code: 'degenerate'; readonly violation: number }
  /** Values that are not finite all around; the first of them, and where. */
  | { readonly code: 'not-finite'; readonly value: number; readonly point: readonly number[] }
  /** The objective threw; what it said, and where. */
  | { readonly code: 'failed'; readonly message: string; readonly point: readonly number[] }
  | { readonly code: 'iteration-limit'; readonly limit: number }
  | { readonly code: 'evaluation-limit'; readonly limit: number }
  | { readonly code: 'aborted'; readonly why: string }
  | { readonly code: 'stopped'; readonly iteration: number }

const converged: ReadonlySet<Stop['code']> = new Set([
  'minimum',
  'constrained',
  'linear',
  'gradient-tolerance',
  'rounding',
  'collapsed',
  'target',
  'searched',
])

/** Whether a reason claims a minimum. */
export function isConverged({ code }: Stop): boolean {
  return converged.has(code)
}

/** The reason as a sentence with its numbers. */
export function describeStop(stop: Stop, names?: readonly string[]): string {
  return sentences[stop.code](stop as never, names)
}

type Sentences = {
  readonly [C in Stop['code']]: (
    stop: Extract<Stop, { code: C }>,
    names?: readonly string[],
  ) => string
}

const sentences: Sentences = {
  minimum: ({ relativeStep, decrease }) =>
    `a further Newton step would move no variable by more than ${short(relativeStep)} of its size and lower the value by ${short(decrease)}`,
  constrained: ({ violation, slack }) =>
    `the constraints are met to ${short(violation)}, their multipliers balance the slopes, and no more than ${short(slack)} is lost on inequalities that are not tight`,
  linear: () => 'the residuals are linear in all parameters, and were solved at once',
  'gradient-tolerance': ({ gradient, tolerance }) =>
    `the largest slope ${short(gradient)} is below the tolerance ${short(tolerance)}`,
  rounding: ({ gradient, roundingError }) =>
    `the gradient norm ${short(gradient)} is no larger than its rounding errors, about ${short(roundingError)}`,
  collapsed: ({ spread, tolerance }) =>
    `all trial points lie within ${short(spread)} of the best one, relative to its size, below the tolerance ${short(tolerance)}`,
  target: ({ value, target }) => `the value ${short(value)} reached the target ${short(target)}`,
  searched: ({ starts, hits }) =>
    `of ${starts} local searches ${hits} ended at the best value, and none below it`,
  uncertain: ({ decrease, hidden, isRounding }) =>
    isRounding
      ? `no step is seen to lower the value, but its rounding errors may hide a decrease of ${short(hidden)}`
      : `differences show no decrease above ${short(decrease)}, but their errors may hide one of ${short(hidden)}: give derivatives to be sure`,
  stalled: ({ gradient, step }) =>
    `no step longer than ${short(step)} lowers the value, though the gradient norm is still ${short(gradient)}`,
  'wrong-gradient': ({ slope, difference }) =>
    `the slope along the gradient is ${short(difference)} by differences of the value, and ${short(slope)} by the gradient, which is not that of the objective: \`checkGradient\` tells where`,
  runaway: ({ variable, at }, names) =>
    `the value no longer changes while ${names?.[variable] ?? `variable ${variable}`} runs away (it is at ${short(at)}): no minimum is attained`,
  plateau: ({ variable }, names) =>
    `the value does not depend on ${names?.[variable] ?? `variable ${variable}`} around this point, so nothing shows the way to a minimum`,
  unbounded: ({ value }) =>
    value === Number.NEGATIVE_INFINITY
      ? 'the value is -Infinity there: it has no minimum'
      : `the value fell to ${short(value)} and still falls: it has no minimum`,
  diverged: ({ value, rate, limit }) =>
    `the value became ${value}: the learning rate ${rate} is above 2/curvature ≈ ${short(limit)}`,
  infeasible: ({ violation, tolerance }) =>
    `the constraints are still violated by ${short(violation)}, more than the tolerance ${short(tolerance)}`,
  degenerate: ({ violation }) =>
    `the constraints are met to ${short(violation)} at the best point, but no multipliers balance the slopes there: where slopes of constraints depend on each other, nothing tells a minimum`,
  'not-finite': ({ value, point }) =>
    `the objective is ${value} at (${point.map(short).join(', ')}), and no finite value lower than the best was found near it`,
  failed: ({ message, point }) =>
    `the objective failed at (${point.map(short).join(', ')}): ${message}`,
  'iteration-limit': ({ limit }) => `all ${limit} iterations are used`,
  'evaluation-limit': ({ limit }) => `all ${limit} evaluations are used`,
  aborted: ({ why }) => `aborted: ${why}`,
  stopped: ({ iteration }) => `stopped by onIteration after iteration ${iteration}`,
}

/** Three digits are enough for a sentence. */
function short(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || value === 0) return String(value)
  if (Number.isInteger(value) && size < 1e6) return String(value)
  if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(3)))
  return value
    .toExponential(2)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e')
}
