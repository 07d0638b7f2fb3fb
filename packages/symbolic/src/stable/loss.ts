import type { Expr } from '../expr.ts'
import { foldRemembered } from '../remembered-fold.ts'
import { type Place, type Reading, SeriesReader } from './laurent.ts'
import { whereSeries } from './series.ts'

// Enough to see most cancellations; what vanishes to this order counts as lost.
const shortTerms = 8

/** What was read of nodes at places, `null` where there is no series. */
export type Readings = Map<string, Map<Expr, Reading | null>>

/**
 * The largest parts of a formula in one variable that have a series at a place, and whose
 * value, as they are written, is lost near it, or missing at the place itself.
 *
 * @param known  What is found of a node is put here, and not asked again.
 */
export function lossyParts(part: Expr, place: Place, known: Readings): Expr[] {
  const key = Object.values(place).join()
  const readings = known.get(key) ?? new Map<Expr, Reading | null>()
  known.set(key, readings)
  const reader = new SeriesReader(shortTerms, place)
  foldRemembered<Reading | null>(part, readings, (node, operands) =>
    operands.includes(null)
      ? null
      : whereSeries(() => reader.read(node, operands as readonly Reading[])),
  )
  const lossy: Expr[] = []
  const seen = new Set<Expr>([part])
  for (const node of seen) {
    const reading = readings.get(node)!
    if (reading === null) for (const operand of node.operands) seen.add(operand)
    else if (typeof reading === 'object' && reading.logs === 0) {
      const isHole = reading.hasPole && place.order > 0 && reading.order >= 0
      if (reading.noise < reading.order || isHole) lossy.push(node)
    }
  }
  return lossy
}
