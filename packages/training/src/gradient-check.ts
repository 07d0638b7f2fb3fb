import type { Node } from '@gradus/graph'
import { randomStream, type TypedArray, uniformBlock } from '@gradus/ops'
import { indicesOf } from './entry-name.ts'
import type { Evaluator } from './evaluator.ts'
import { GradientWays, relative, slopeByDifferences, unitAlong } from './gradient-ways.ts'
import type { GradientComparison, GradientReport } from './result.ts'
import { type DerivedEntry, deriveGradient } from './symbolic/derive-gradient.ts'
import { readableFormulas } from './symbolic/readable-formulas.ts'

/** Entries of one parameter that are checked one by one; larger tensors are sampled. */
const MOST_ENTRIES = 8
/** Directions through all entries of a sampled tensor, each entry moved by 1 or -1. */
const DIRECTIONS = 2
/** Two exact ways have to agree down to this share of the usual slope. */
const EXACT_FLOOR = 1e-7

/**
 * Computes the gradient of a single number in independent ways: reverse mode by the
 * evaluator's backend, forward mode by the interpreter, extrapolated central differences, and
 * formulas that are derived symbolically; and compares them along entries of each parameter.
 */
export function checkGradient(
  evaluator: Evaluator,
  value: Node,
  tolerance: number,
): GradientReport {
  const ways = new GradientWays(evaluator, value)
  const lines = ways.parameters.map((_, i) => linesThrough(ways, i))
  const parameters = lines.map((each, i) => compareParameter(ways, i, each))
  const derived = deriveGradient(evaluator, ways, entriesOf(ways, lines), EXACT_FLOOR)
  const formulas = readableFormulas(evaluator, value)
  const worst = 'left' in derived ? 0 : derived.worst.error
  return {
    passed: [...parameters, { worst }].every((each) => each.worst <= tolerance),
    tolerance,
    parameters,
    ...(!('left' in derived) && { symbolic: derived }),
    ...(formulas && { formulas }),
    left: 'left' in derived ? [`symbolic: ${derived.left}`] : [],
  }
}

/** The entries that are looked at one by one. */
function entriesOf(
  { parameters }: GradientWays,
  lines: readonly (readonly Line[])[],
): readonly DerivedEntry[] {
  return lines.flatMap((each, parameter) =>
    each.flatMap(({ entry }) => {
      if (entry === undefined) return []
      return [{ parameter, entry, at: indicesOf(parameters[parameter]!.node.shape, entry) }]
    }),
  )
}

interface Line {
  readonly direction: TypedArray
  /** The entry that moves; none when all do. */
  readonly entry: number | undefined
}

function compareParameter(
  ways: GradientWays,
  parameter: number,
  lines: readonly Line[],
): GradientComparison {
  const { name, node } = ways.parameters[parameter]!
  const entries = ways.points[parameter]!.length
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
      at: line.entry === undefined ? [] : indicesOf(node.shape, line.entry),
      ...found,
    }
  }
  const none = { at: [], worst: 0, reverse: 0, forward: 0, differences: 0, step: 0 }
  return { ...(worst ?? { name, entries, checked: 0, ...none }), kinks }
}

function linesThrough({ points }: GradientWays, parameter: number): readonly Line[] {
  const point = points[parameter]!
  const unit = (entry: number): Line => ({ direction: unitAlong(point, entry), entry })
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
  const { slope, step, kinks, error } = slopeByDifferences(ways, parameter, direction, entry)
  const byForward = relative(reverse, forward, EXACT_FLOOR * ways.usual)
  return { worst: Math.max(error, byForward), reverse, forward, differences: slope, step, kinks }
}
