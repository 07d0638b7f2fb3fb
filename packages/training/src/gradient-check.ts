import { gradient, interpret, jvp, type Node, topologicalOrder } from '@gradus/graph'
import { hasTrait, randomStream, type TypedArray, uniformBlock } from '@gradus/ops'
import type { Session } from '@gradus/runtime'
import type { Evaluator } from './evaluator.ts'
import type { GradientComparison, GradientReport } from './result.ts'

/** Entries of one parameter that are checked one by one; larger tensors are sampled. */
const MOST_ENTRIES = 8
/** Directions through all entries of a sampled tensor, each entry moved by 1 or -1. */
const DIRECTIONS = 2
/** Elements of a graph beyond which forward mode is interpreted for directions alone. */
const HEAVY_GRAPH = 40_000
/** Central differences start from this step, times max(1, |w|). */
const FIRST_STEP = Number.EPSILON ** (1 / 3)
/** Differences cannot see slopes below this share of the value, for rounding. */
const DIFFERENCE_FLOOR = 1e-4
/** Two exact ways have to agree down to this share of the largest slope. */
const EXACT_FLOOR = 1e-9
/** Central differences that are farther off are looked at from each side. */
const AGREEMENT = 1e-7
/** How often differences are taken closer to a point beside a kink. */
const CLOSER = 6

/**
 * Computes the gradient of a single number in independent ways: reverse mode by the
 * evaluator's backend, forward mode by the interpreter, and extrapolated central
 * differences; and compares them along entries of each parameter.
 */
export function checkGradient(
  evaluator: Evaluator,
  value: Node,
  tolerance: number,
): GradientReport {
  const ways = new GradientWays(evaluator, value)
  const parameters = ways.parameters.map((_, i) => compareParameter(ways, i))
  return {
    passed: parameters.every(({ worst }) => worst <= tolerance),
    tolerance,
    parameters,
    left: ['symbolic: not available in this version'],
  }
}

/** The ways to compute a directional derivative, over one session. */
class GradientWays {
  readonly parameters: readonly { readonly name: string; readonly node: Node }[]
  /** By parameter, in reverse mode. */
  readonly gradients: readonly TypedArray[]
  readonly points: readonly TypedArray[]
  readonly value: number
  readonly largest: number
  readonly isHeavy: boolean
  readonly #session: Session
  readonly #tangent: Node
  readonly #tangents: readonly Node[]

  constructor(evaluator: Evaluator, value: Node) {
    const { builder, lowered } = evaluator
    this.parameters = lowered.parameters
    const nodes = this.parameters.map(({ node }) => node)
    const gradients = gradient(builder, value, nodes)
    this.#session = evaluator.start([value, ...gradients])
    this.#session.call('evaluate')
    this.value = this.#session.read('out 0')[0]!
    this.gradients = gradients.map((_, i) => this.#session.read(`out ${i + 1}`))
    this.points = this.parameters.map(({ name }) => this.#session.read(name))
    this.largest = this.gradients.reduce((most, g) => Math.max(most, largestOf(g)), 0)
    this.#tangents = this.parameters.map(({ name, node }) =>
      builder.input(`tangent/${name}`, node.shape, node.dtype),
    )
    this.#tangent = jvp(builder, [value], nodes, this.#tangents)[0]!
    this.isHeavy = workOf(this.#tangent) > HEAVY_GRAPH
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

interface Line {
  readonly direction: TypedArray
  /** The entry that moves; none when all do. */
  readonly entry: number | undefined
}

function compareParameter(ways: GradientWays, parameter: number): GradientComparison {
  const { name, node } = ways.parameters[parameter]!
  const entries = ways.points[parameter]!.length
  const lines = linesThrough(ways, parameter)
  let worst: GradientComparison | undefined
  let kinks = 0
  for (const line of lines) {
    const found = compareLine(ways, parameter, line)
    kinks += found.kinks
    if (worst && !(found.worst > worst.worst) && !Number.isNaN(found.worst)) continue
    worst = {
      name,
      entries,
      checked: lines.filter(({ entry }) => entry !== undefined).length,
      at: line.entry === undefined ? [] : indicesOf(node, line.entry),
      ...found,
    }
  }
  const none = { at: [], worst: 0, reverse: 0, forward: 0, differences: 0, step: 0 }
  return { ...(worst ?? { name, entries, checked: 0, ...none }), kinks }
}

function linesThrough({ points }: GradientWays, parameter: number): readonly Line[] {
  const point = points[parameter]!
  const unit = (entry: number): Line => {
    const direction = point.slice().fill(0)
    direction[entry] = 1
    return { direction, entry }
  }
  if (point.length <= MOST_ENTRIES) return Array.from(point, (_, entry) => unit(entry))
  const draw = uniformBlock(randomStream('', 'gradient check'), parameter, 0)
  const sampled = new Set<number>()
  for (let i = 0; sampled.size < MOST_ENTRIES; i++)
    sampled.add(Math.floor(draw(i)[0] * point.length))
  const mixed = Array.from(
    { length: DIRECTIONS },
    (_, k): Line => ({
      direction: point.map((_, i) => (draw((k + 1) * point.length + i)[1] < 0.5 ? -1 : 1)),
      entry: undefined,
    }),
  )
  return [...Array.from(sampled, unit), ...mixed]
}

type LineComparison = Pick<
  GradientComparison,
  'worst' | 'reverse' | 'forward' | 'differences' | 'step' | 'kinks'
>

function compareLine(ways: GradientWays, parameter: number, line: Line): LineComparison {
  const { direction, entry } = line
  const reverse = ways.reverse(parameter, direction)
  const skipsForward = ways.isHeavy && entry !== undefined
  const forward = skipsForward ? reverse : ways.forward(parameter, direction)
  const size = entry === undefined ? 1 : Math.abs(ways.points[parameter]![entry]!)
  const central = differentiate(ways, parameter, direction, size)
  const { step } = central
  const scale = DIFFERENCE_FLOOR * Math.max(Math.abs(ways.value), ways.largest)
  const isFar = relative(reverse, central.slope, scale) > AGREEMENT
  const ends = isFar ? slopesAtKink(ways, parameter, direction, step) : undefined
  const slope = ends ? Math.min(Math.max(reverse, ends[0]), ends[1]) : central.slope
  const kinks = ends ? 1 : central.kinks
  const byDifference = relative(reverse, slope, scale)
  const byForward = relative(reverse, forward, EXACT_FLOOR * ways.largest)
  const worst = Math.max(byDifference, byForward)
  return { worst, reverse, forward, differences: slope, step, kinks }
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
    const scale = DIFFERENCE_FLOOR * Math.max(Math.abs(ways.value), ways.largest)
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
function relative(a: number, b: number, floor: number): number {
  if (a === b) return 0
  const scale = Math.max(Math.abs(a), Math.abs(b), floor)
  const error = Math.abs(a - b) / scale
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
}

function indicesOf({ shape }: Node, entry: number): readonly number[] {
  const indices: number[] = []
  let rest = entry
  for (const { size } of shape.toReversed()) {
    indices.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return indices
}
