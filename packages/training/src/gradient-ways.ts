import { gradient, interpret, jvp, type Node, topologicalOrder } from '@gradus/graph'
import { hasTrait, type TypedArray } from '@gradus/ops'
import type { Session } from '@gradus/runtime'
import type { Evaluator } from './evaluator.ts'

/** Elements of a graph beyond which forward mode is interpreted for directions alone. */
const HEAVY_GRAPH = 40_000
/** Central differences start from this step, times max(1, |w|). */
const FIRST_STEP = Number.EPSILON ** (1 / 3)
/** Differences cannot see slopes below this share of the value, for rounding. */
const DIFFERENCE_FLOOR = 1e-3
/** How far from the point slopes are looked at, for their usual size: this share of max(1, |w|). */
const NEARBY = 0.1
/** Central differences that are farther off are looked at from each side. */
const AGREEMENT = 1e-7
/** How often differences are taken closer to a point beside a kink. */
const CLOSER = 6

/** The ways to compute a directional derivative, over one session. */
export class GradientWays {
  readonly parameters: readonly { readonly name: string; readonly node: Node }[]
  /** The single number that is differentiated. */
  readonly node: Node
  /** By parameter, in reverse mode. */
  readonly gradients: readonly TypedArray[]
  readonly points: readonly TypedArray[]
  readonly value: number
  readonly largest: number
  /** The largest slope here or a little away: at a minimum, all slopes are rounding errors. */
  readonly usual: number
  readonly isHeavy: boolean
  readonly #session: Session
  readonly #tangent: Node
  readonly #tangents: readonly Node[]

  constructor(evaluator: Evaluator, value: Node) {
    const { builder, lowered } = evaluator
    this.parameters = lowered.parameters
    this.node = value
    const nodes = this.parameters.map(({ node }) => node)
    const gradients = gradient(builder, value, nodes)
    this.#session = evaluator.start([value, ...gradients])
    this.#session.call('evaluate')
    this.value = this.#session.read('out 0')[0]!
    this.gradients = gradients.map((_, i) => this.#session.read(`out ${i + 1}`))
    this.points = this.parameters.map(({ name }) => this.#session.read(name))
    this.largest = this.gradients.reduce((most, g) => Math.max(most, largestOf(g)), 0)
    this.usual = Math.max(this.largest, this.#largestNearby())
    this.#tangents = this.parameters.map(({ name, node }) =>
      builder.input(`tangent/${name}`, node.shape, node.dtype),
    )
    this.#tangent = jvp(builder, [value], nodes, this.#tangents)[0]!
    this.isHeavy = workOf(this.#tangent) > HEAVY_GRAPH
  }

  #largestNearby(): number {
    for (const [i, { name }] of this.parameters.entries()) {
      const moved = this.points[i]!.map((w) => w + NEARBY * Math.max(1, Math.abs(w)))
      this.#session.write(name, moved)
    }
    this.#session.call('evaluate')
    const slopes = this.parameters.map((_, i) => largestOf(this.#session.read(`out ${i + 1}`)))
    for (const [i, { name }] of this.parameters.entries()) {
      this.#session.write(name, this.points[i]!)
    }
    return Math.max(0, ...slopes.filter(Number.isFinite))
  }

  reverse(parameter: number, direction: TypedArray): number {
    const gradients = Array.from(this.gradients[parameter]!)
    return gradients.reduce((sum, g, i) => sum + g * direction[i]!, 0)
  }

  forward(parameter: number, direction: TypedArray): number {
    const values = new Map<Node, TypedArray>()
    for (const node of topologicalOrder([this.#tangent])) {
      if (!hasTrait(node.op, 'fed')) continue
      const at = this.#tangents.indexOf(node)
      const { name } = node.attributes as { readonly name: string }
      if (at < 0) values.set(node, this.#session.read(name))
      else values.set(node, at === parameter ? direction : this.points[at]!.slice().fill(0))
    }
    return interpret([this.#tangent], { values })[0]!.data[0]!
  }

  /** The value with one parameter moved along a direction. */
  valueAt(parameter: number, direction: TypedArray, step: number): number {
    const { name } = this.parameters[parameter]!
    const moved = this.points[parameter]!.map((w, i) => w + step * direction[i]!)
    this.#session.write(name, moved)
    this.#session.call('evaluate')
    this.#session.write(name, this.points[parameter]!)
    return this.#session.read('out 0')[0]!
  }
}

function largestOf(values: TypedArray): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  return largest
}

/** How many elements a graph computes: what interpreting it costs. */
function workOf(node: Node): number {
  return topologicalOrder([node]).reduce(
    (sum, { shape }) => sum + shape.reduce((count, { size }) => count * size, 1),
    0,
  )
}

/** The direction that moves one entry of a parameter. */
export function unitAlong(point: TypedArray, entry: number): TypedArray {
  const direction = point.slice().fill(0)
  direction[entry] = 1
  return direction
}

/** A slope by finite differences, as near to `reverse` as what they cannot tell apart allows. */
export interface DifferenceSlope {
  readonly slope: number
  readonly step: number
  /** 1 beside a kink, or at one. */
  readonly kinks: number
  /** How far off `reverse` is, relatively. */
  readonly error: number
}

/**
 * The slope along a direction by extrapolated central differences. At a kink, every slope
 * between those of its sides is right.
 *
 * @param entry  The entry that moves; none where all do.
 */
export function slopeByDifferences(
  ways: GradientWays,
  parameter: number,
  direction: TypedArray,
  entry: number | undefined,
): DifferenceSlope {
  const reverse = ways.reverse(parameter, direction)
  const size = entry === undefined ? 1 : Math.abs(ways.points[parameter]![entry]!)
  const central = differentiate(ways, parameter, direction, size)
  const { step } = central
  const scale = DIFFERENCE_FLOOR * Math.max(Math.abs(ways.value), ways.usual)
  const isFar = relative(reverse, central.slope, scale) > AGREEMENT
  const ends = isFar ? slopesAtKink(ways, parameter, direction, step) : undefined
  const slope = ends ? Math.min(Math.max(reverse, ends[0]), ends[1]) : central.slope
  return {
    slope,
    step,
    kinks: ends ? 1 : central.kinks,
    error: relative(reverse, slope, scale),
  }
}

/** One extrapolation of central differences; beside a kink, again from closer to the point. */
function differentiate(
  ways: GradientWays,
  parameter: number,
  direction: TypedArray,
  size: number,
): { readonly slope: number; readonly step: number; readonly kinks: number } {
  let step = FIRST_STEP * Math.max(1, size)
  let kinks = 0
  for (let attempt = 0; ; attempt++) {
    const wide = centralDifference(ways, parameter, direction, step)
    const narrow = centralDifference(ways, parameter, direction, step / 2)
    const slope = (4 * narrow - wide) / 3
    const scale = DIFFERENCE_FLOOR * Math.max(Math.abs(ways.value), ways.usual)
    const isSmooth = relative(wide, narrow, scale) < 1e-5
    if (isSmooth || attempt === CLOSER || Number.isNaN(slope)) return { slope, step, kinks }
    kinks = 1
    step /= 4
  }
}

/**
 * The slopes on both sides of a point that is a kink itself, the smaller first; every slope
 * between them is as right as the other (Clarke 1983). Nothing where the value is smooth:
 * there the two sides come together as the step shrinks, and nothing at a jump: there they
 * part. The curvature within a step is allowed for.
 */
function slopesAtKink(
  ways: GradientWays,
  parameter: number,
  direction: TypedArray,
  step: number,
): readonly [number, number] | undefined {
  const sidesAt = (h: number): readonly [number, number] => [
    (ways.value - ways.valueAt(parameter, direction, -h)) / h,
    (ways.valueAt(parameter, direction, h) - ways.value) / h,
  ]
  const [wideLeft, wideRight] = sidesAt(step)
  const [left, right] = sidesAt(step / 4)
  const gap = Math.abs(right - left)
  const change = gap / Math.abs(wideRight - wideLeft)
  const isKink = gap > 1e-3 * ways.largest && change > 0.7 && change < 1.4
  const slack = 1e-3 * gap
  return isKink ? [Math.min(left, right) - slack, Math.max(left, right) + slack] : undefined
}

function centralDifference(
  ways: GradientWays,
  parameter: number,
  direction: TypedArray,
  step: number,
): number {
  const after = ways.valueAt(parameter, direction, step)
  const before = ways.valueAt(parameter, direction, -step)
  return (after - before) / (2 * step)
}

/** |a - b| over the larger of both and a floor; NaN on one side alone is infinitely wrong. */
export function relative(a: number, b: number, floor: number): number {
  if (a === b) return 0
  const scale = Math.max(Math.abs(a), Math.abs(b), floor)
  const error = Math.abs(a - b) / scale
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}
