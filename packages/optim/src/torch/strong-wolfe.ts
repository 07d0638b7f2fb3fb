/** A point of a line: how far along it is, with the objective and its slope there. */
export interface LinePoint {
  readonly length: number
  readonly value: number
  readonly gradient: readonly number[]
  readonly slope: number
}

/** The constants of both Wolfe conditions. */
const DECREASE = 1e-4
const CURVATURE = 0.9

/** When a search gives up. */
export interface Limits {
  /** Whether a bracket is too short to be searched further. */
  readonly isShort: (bracket: number) => boolean
  /** How many points are tried after the first. */
  readonly most: number
}

/**
 * PyTorch's line search for the strong Wolfe conditions, by cubic interpolation.
 *
 * @param evaluate The objective at a length along the direction.
 * @param start The point at length 0.
 * @param length The first length that is tried.
 */
export function findWolfePoint(
  evaluate: (length: number) => LinePoint,
  start: LinePoint,
  length: number,
  limits: Limits,
): LinePoint & { readonly evaluations: number } {
  const { bracket, isDone, tried } = findBracket(evaluate, start, length, limits.most)
  if (isDone || bracket.length === 1) return { ...bracket[0]!, evaluations: tried + 1 }
  return zoom(evaluate, start, bracket as readonly [LinePoint, LinePoint], { ...limits, tried })
}

function isTooHigh(point: LinePoint, start: LinePoint): boolean {
  return point.value > start.value + DECREASE * point.length * start.slope
}

function isFlat(point: LinePoint, start: LinePoint): boolean {
  return Math.abs(point.slope) <= -CURVATURE * start.slope
}

function findBracket(
  evaluate: (length: number) => LinePoint,
  start: LinePoint,
  length: number,
  most: number,
): { bracket: readonly LinePoint[]; isDone: boolean; tried: number } {
  let before = start
  let point = evaluate(length)
  for (let tried = 0; tried < most; tried++) {
    if (isTooHigh(point, start) || (tried > 1 && point.value >= before.value)) {
      return { bracket: [before, point], isDone: false, tried }
    }
    if (isFlat(point, start)) return { bracket: [point], isDone: true, tried }
    if (point.slope >= 0) return { bracket: [before, point], isDone: false, tried }
    const least = point.length + 0.01 * (point.length - before.length)
    const next = interpolate(before, point, [least, point.length * 10])
    before = point
    point = evaluate(next)
  }
  return { bracket: [start, point], isDone: false, tried: most }
}

function zoom(
  evaluate: (length: number) => LinePoint,
  start: LinePoint,
  ends: readonly [LinePoint, LinePoint],
  { isShort, most, tried: already }: Limits & { readonly tried: number },
): LinePoint & { readonly evaluations: number } {
  const bracket = [...ends] as [LinePoint, LinePoint]
  const order = (): readonly [0 | 1, 0 | 1] =>
    bracket[0].value <= bracket[1].value ? [0, 1] : [1, 0]
  let [low, high] = order()
  let tried = already
  let isStuck = false
  while (tried < most && !isShort(Math.abs(bracket[1].length - bracket[0].length))) {
    const guess = interpolate(bracket[0], bracket[1])
    const trial = awayFromEnds(bracket, guess, isStuck)
    isStuck = trial.isStuck
    const point = evaluate(trial.length)
    tried++
    if (isTooHigh(point, start) || point.value >= bracket[low].value) {
      bracket[high] = point
      ;[low, high] = order()
      continue
    }
    const isDone = isFlat(point, start)
    if (!isDone && point.slope * (bracket[high].length - bracket[low].length) >= 0) {
      bracket[high] = bracket[low]
    }
    bracket[low] = point
    if (isDone) break
  }
  return { ...bracket[low], evaluations: tried + 1 }
}

/** Keeps a trial a tenth of the bracket away from its ends, the second time it comes close. */
function awayFromEnds(
  bracket: readonly [LinePoint, LinePoint],
  length: number,
  wasStuck: boolean,
): { readonly length: number; readonly isStuck: boolean } {
  const lengths = bracket.map((point) => point.length)
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)]
  const margin = 0.1 * (most - least)
  if (Math.min(most - length, length - least) >= margin) return { length, isStuck: false }
  if (!wasStuck && length < most && length > least) return { length, isStuck: true }
  const isNearMost = Math.abs(length - most) < Math.abs(length - least)
  return { length: isNearMost ? most - margin : least + margin, isStuck: false }
}

/** The minimum of the cubic through two points and their slopes, inside bounds. */
function interpolate(a: LinePoint, b: LinePoint, bounds?: readonly [number, number]): number {
  const [first, second] = a.length <= b.length ? [a, b] : [b, a]
  const [least, most] = bounds ?? [first.length, second.length]
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.length - b.length)
  const square = d1 ** 2 - a.slope * b.slope
  if (!(square >= 0)) return (least + most) / 2
  const d2 = Math.sqrt(square)
  const share = (second.slope + d2 - d1) / (second.slope - first.slope + 2 * d2)
  const best = second.length - (second.length - first.length) * share
  return Math.min(Math.max(best, least), most)
}
