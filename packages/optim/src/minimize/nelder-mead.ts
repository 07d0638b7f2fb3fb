import { addScaled, subtract, type Vector } from '../linear-algebra/vector.ts'
import { project } from '../objective/bounds.ts'
import { sizeAt } from '../objective/size-at.ts'
import type { Evaluator } from './evaluator.ts'
import { stuckFor } from './settle.ts'
import type { Iterate, Settings, Solver } from './solver.ts'
import { exactStep } from './subproblem/exact.ts'
import { type TrustRegionState, trustRegion } from './trust-region.ts'

/** The first simplex reaches this far along each axis, relative to the size of the variable. */
const firstReach = 0.05
/** A simplex ends when it is this small, relative to the size of each variable. */
const smallest = 1e-9
const reaches = [0.05, 0.01]
/** Values that differ by less than this, relative to their size, are no progress. */
const progress = 1e-9

interface Vertex {
  readonly x: Vector
  readonly value: number
}

interface SimplexState extends Iterate {
  /** From the best to the worst. */
  readonly vertices: readonly Vertex[]
  /** How often in a row a new simplex has come back to the same value. */
  readonly returns: number
  /** The value that the current simplex began with. */
  readonly origin: number
  readonly polish?: TrustRegionState
}

const newton = trustRegion(exactStep)

/**
 * The simplex method of Nelder and Mead, with coefficients for the number of variables, in a
 * box by projection. A simplex that has become small is begun anew about its best vertex, as
 * simplices get stuck; when that changes nothing, differences of values tell whether it is a
 * minimum.
 *
 * Source: Nelder and Mead 1965; the coefficients are those of Gao and Han, "Implementing the
 * Nelder-Mead simplex algorithm with adaptive parameters" (2012).
 */
export function nelderMead(): Solver<SimplexState> {
  return {
    start: (evaluator, x) => {
      const first = { x, value: evaluator.value(x) }
      if (!Number.isFinite(first.value)) {
        const stop = stuckFor(evaluator, Number.NaN, 0)
        return {
          ...first,
          vertices: [first],
          returns: 0,
          origin: first.value,
          action: 'start',
          stop,
        }
      }
      return simplexAbout(first, firstReach, 0, evaluator, 'start')
    },
    step: (state, evaluator, settings) => {
      if (state.polish) return goOn(state, evaluator, settings)
      return isSmall(state, evaluator)
        ? beginAnew(state, evaluator, settings)
        : move(state, evaluator)
    },
  }
}

function simplexAbout(
  first: Vertex,
  reach: number,
  returns: number,
  evaluator: Evaluator,
  action: string,
): SimplexState {
  const { typical, box } = evaluator
  const others = Array.from(first.x, (entry, i) => {
    const moved = new Float64Array(first.x)
    const length = reach * sizeAt(first.x, i, typical)
    const isOutside = box && entry + length > box.upper[i]!
    moved[i] = isOutside ? entry - length : entry + length
    const x = project(moved, box)
    return { x, value: evaluator.value(x) }
  })
  return sorted([first, ...others], { returns, origin: first.value }, action)
}

/** NaN is worse than any number; of equal vertices the earlier one comes first. */
function sorted(
  vertices: readonly Vertex[],
  rest: Pick<SimplexState, 'returns' | 'origin'>,
  action: string,
): SimplexState {
  const rank = ({ value }: Vertex): number =>
    Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
  const ordered = [...vertices].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
  const { x, value } = ordered[0]!
  return { ...rest, x, value, vertices: ordered, action }
}

function isSmall({ vertices, x, value }: SimplexState, { typical }: Evaluator): boolean {
  const worst = vertices.at(-1)!.value
  const isLevel = worst - value <= Number.EPSILON * Math.abs(value)
  return (
    isLevel ||
    vertices.every((vertex) =>
      vertex.x.every((entry, i) => {
        const size = sizeAt(x, i, typical)
        return Math.abs(entry - x[i]!) <= smallest * size
      }),
    )
  )
}

function move(state: SimplexState, evaluator: Evaluator): SimplexState {
  const { vertices } = state
  const n = vertices.length - 1
  const worst = vertices[n]!
  const centre = centreOf(vertices.slice(0, n))
  const away = subtract(centre, worst.x)
  const at = (share: number): Vertex => {
    const x = project(addScaled(centre, share, away), evaluator.box)
    return { x, value: evaluator.value(x) }
  }
  const replace = (vertex: Vertex, action: string): SimplexState =>
    sorted([...vertices.slice(0, n), vertex], state, action)
  const reflected = at(1)
  if (reflected.value < vertices[0]!.value) {
    const expanded = at(1 + 2 / n)
    return expanded.value < reflected.value
      ? replace(expanded, 'expand')
      : replace(reflected, 'reflect')
  }
  if (reflected.value < vertices[n - 1]!.value) return replace(reflected, 'reflect')
  const inward = 0.75 - 1 / (2 * n)
  const isOutside = reflected.value < worst.value
  const contracted = at(isOutside ? inward : -inward)
  const limit = isOutside ? reflected.value : worst.value
  // Written so that a limit of NaN is above all numbers.
  const isLower = !(contracted.value > limit)
  if (isLower && contracted.value < Number.POSITIVE_INFINITY) return replace(contracted, 'contract')
  return shrink(state, 1 - 1 / Math.max(n, 2), evaluator)
}

function centreOf(vertices: readonly Vertex[]): Vector {
  let centre: Vector = new Float64Array(vertices[0]!.x.length)
  for (const { x } of vertices) centre = addScaled(centre, 1 / vertices.length, x)
  return centre
}

function shrink(state: SimplexState, share: number, evaluator: Evaluator): SimplexState {
  const [best, ...others] = state.vertices as [Vertex, ...Vertex[]]
  const moved = others.map((vertex) => {
    const x = addScaled(best.x, share, subtract(vertex.x, best.x))
    return { x, value: evaluator.value(x) }
  })
  return sorted([best, ...moved], state, 'shrink')
}

function beginAnew(state: SimplexState, evaluator: Evaluator, settings: Settings): SimplexState {
  const { vertices, origin, value, returns } = state
  const isBack = origin - value <= progress * Math.abs(value)
  const next = isBack ? returns + 1 : 0
  if (next < 2) {
    const reach = reaches[next % reaches.length]!
    return simplexAbout(vertices[0]!, reach, next, evaluator, 'new simplex')
  }
  const gradient = evaluator.gradient(state.x)
  return follow(state, newton.start(evaluator, state.x, settings, { value, gradient }))
}

function goOn(state: SimplexState, evaluator: Evaluator, settings: Settings): SimplexState {
  return follow(state, newton.step(state.polish!, evaluator, settings))
}

function follow(state: SimplexState, polish: TrustRegionState): SimplexState {
  const { x, value, stop, action } = polish
  return { ...state, x, value, polish, action: `differences: ${action}`, ...(stop && { stop }) }
}
