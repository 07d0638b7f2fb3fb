import { type Assumptions, Facts } from '../assumptions.ts'
import type { Expr } from '../expr.ts'
import { contains } from '../interval/interval.ts'
import { sym } from '../leaves.ts'
import { freeVariables } from '../traverse.ts'

/** What points are drawn for. */
interface SampleOptions {
  readonly assume?: Assumptions
  readonly samples?: number
  readonly seed?: number
}

const DEFAULT_SAMPLES = 96

// Most formulas are interesting near 0; periods, signs and growth show further out.
const spreads = [3, 1, 3, 12, 1, 60]

/**
 * Points for formulas, with few bits after the binary point so that fractions can be
 * computed with them; inside the intervals that are assumed.
 */
export function samplePoints(
  exprs: readonly Expr[],
  { assume, samples = DEFAULT_SAMPLES, seed = 1 }: SampleOptions,
): Readonly<Record<string, number>>[] {
  const names = freeVariables(exprs)
  if (names.length === 0) return [{}]
  const facts = new Facts(assume)
  const at = (valueFor: (name: string) => number): Readonly<Record<string, number>> =>
    Object.fromEntries(names.map((name) => [name, valueFor(name)]))
  let state = seed | 0
  const draw = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const marked = special.filter((value) => names.every((name) => isInside(value, sym(name), facts)))
  const drawn = Array.from({ length: samples }, (_, i) =>
    at((name) => drawValue(sym(name), facts, spreads[i % spreads.length]!, draw)),
  )
  return [...marked.map((value) => at(() => value)), ...drawn]
}

// Where pieces of formulas begin, and far out; where this is inside what is assumed.
const special = [0, 1, -1, 128, -128, 4096, -4096]

function isInside(value: number, symbol: Expr, facts: Facts): boolean {
  return contains(facts.range(symbol), value) && (value !== 0 || !facts.isNonzero(symbol))
}

function drawValue(symbol: Expr, facts: Facts, spread: number, draw: () => number): number {
  const { low, high } = facts.range(symbol)
  const from = Math.max(low, Math.min(-spread, high - 2 * spread))
  const to = Math.min(high, from + (low > -spread ? spread : 2 * spread))
  const bits = facts.isInteger(symbol) ? 1 : 1024
  const steps = Math.floor((to - from) * bits)
  // The ends are left out where there is room: assumptions such as "positive" exclude them.
  const step = steps < 2 ? steps : 1 + Math.floor(draw() * (steps - 1))
  return Math.ceil(from * bits) / bits + step / bits
}
