import type { Node } from '@gradus/graph'
import type { LoweredModel } from '@gradus/language'
import { evaluateAll, gradient, nodesOf, sym } from '@gradus/symbolic'
import { entryName } from '../entry-name.ts'
import type { Evaluator } from '../evaluator.ts'
import { GradientWays, relative, slopeByDifferences, unitAlong } from '../gradient-ways.ts'
import type { SymbolicComparison, SymbolicSlope } from '../result.ts'
import type { Scalar } from './scalar-algebra.ts'
import { isFormula, type WrittenFormula, writeFormula } from './write-formula.ts'

/** Rows that are tried where all of them make a formula too large. */
const SAMPLES = [32, 4, 1] as const

/** An entry of a parameter whose slope is derived. */
export interface DerivedEntry {
  /** Its place among the parameters. */
  readonly parameter: number
  readonly entry: number
  readonly at: readonly number[]
}

/** The comparison with the symbolic engine, or why there is none. */
export type Derived = SymbolicComparison | { readonly left: string }

/**
 * Derives the slopes of a single number along some entries as formulas, and compares them
 * with the gradient of the backend and with finite differences. Where the formula of an
 * objective is too large, some rows are taken alone.
 *
 * @param floor  Slopes have to agree down to this share of the usual one.
 */
export function deriveGradient(
  evaluator: Evaluator,
  ways: GradientWays,
  entries: readonly DerivedEntry[],
  floor: number,
): Derived {
  const { rows, lowered } = evaluator
  const variables = entries.map((entry) => {
    const { name } = ways.parameters[entry.parameter]!
    return { ...entry, name: entryName({ name, at: entry.at }) }
  })
  const written = writeIn(evaluator, ways, variables)
  if (written.kind === 'left') return { left: written.reason }
  const all = rows === undefined ? undefined : { used: rows, of: rows }
  if (written.kind === 'formula') return compare(ways, variables, written.value, all, floor)
  const canSample = ways.node === lowered.objective && rows !== undefined && !hasRows(lowered)
  for (const count of canSample ? SAMPLES.filter((each) => each < rows) : []) {
    const { objective, lowering } = evaluator.sample(count)
    if (!objective || lowering.problems.length > 0) break
    const sampled = new GradientWays(evaluator, objective)
    const ofSample = writeIn(evaluator, sampled, variables)
    if (ofSample.kind === 'formula') {
      const some = { used: count, of: rows! }
      return compare(sampled, variables, ofSample.value, some, floor)
    }
  }
  const size = `it takes more than ${written.operations} operations`
  return { left: `the formula is too large: ${size}${canSample ? ', for one row too' : ''}` }
}

interface Variable extends DerivedEntry {
  /** `w[3, 1]`. */
  readonly name: string
}

/** Whether a parameter has a value for each row, so that no row can be looked at alone. */
export function hasRows({ parameters, lowering: { batchDim } }: LoweredModel): boolean {
  return parameters.some(({ dims }) => batchDim !== undefined && dims.includes(batchDim))
}

/** The value of the ways as a formula in the variables; all other entries are numbers. */
function writeIn(
  evaluator: Evaluator,
  { node, parameters, points }: GradientWays,
  variables: readonly Variable[],
): WrittenFormula {
  const elements = points.map((point): Scalar[] => Array.from(point))
  const at: Record<string, number> = {}
  for (const { parameter, entry, name } of variables) {
    at[name] = points[parameter]![entry]!
    elements[parameter]![entry] = sym(name)
  }
  const given = new Map<Node, readonly Scalar[]>(
    parameters.map((parameter, i) => [parameter.node, elements[i]!]),
  )
  return writeFormula(node, { given, at, evaluate: (nodes) => evaluator.evaluate(nodes) })
}

/** Slopes of the formula beside those of the other ways; reports the worst of them. */
function compare(
  ways: GradientWays,
  variables: readonly Variable[],
  value: Scalar,
  rows: SymbolicComparison['rows'],
  floor: number,
): Derived {
  const names = variables.map(({ name }) => name)
  const slopes = isFormula(value) ? gradient(value, names) : []
  const at = variables.map(({ name, parameter, entry }) => [name, ways.points[parameter]![entry]!])
  const values = evaluateAll(slopes, Object.fromEntries(at))
  if (values.some((slope) => !Number.isFinite(slope)) && Number.isFinite(ways.largest)) {
    return { left: 'the derived formula has no finite value in doubles at this point' }
  }
  const compared = variables.map(({ parameter, entry, at }, i): SymbolicSlope => {
    const symbolic = values[i] ?? 0
    const reverse = ways.gradients[parameter]![entry]!
    const direction = unitAlong(ways.points[parameter]!, entry)
    const found = slopeByDifferences(ways, parameter, direction, entry)
    const { name } = ways.parameters[parameter]!
    return {
      name,
      at,
      error: relative(symbolic, reverse, floor * ways.usual),
      differenceError: found.error,
      symbolic,
      reverse,
      differences: found.slope,
    }
  })
  const [first, ...others] = compared
  if (!first) return { left: 'no parameter has entries' }
  const nodes = isFormula(value) ? nodesOf([value, ...slopes]).length : 0
  const worst = others.reduce((most, each) => (each.error > most.error ? each : most), first)
  return { rows, nodes, slopes: compared, worst }
}
