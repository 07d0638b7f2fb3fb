import type { Curve } from './race-messages.ts'

/** The numbers of a race as a table: a row for each curve, a column for each step. */
export interface RaceTable {
  /** What the numbers are: the one number that the model plots by its name, or the objective. */
  readonly quantity: string
  readonly steps: readonly number[]
  readonly rows: readonly { readonly label: string; readonly numbers: readonly number[] }[]
}

/** Tabulates a race after 1, 10, 100 and all steps, and after `step`. */
export function tabulate(curves: readonly Curve[], step: number): RaceTable {
  const last = lastStepOf(curves)
  const steps = [...new Set([1, 10, 100, last, step])].filter((at) => at >= 1 && at <= last)
  steps.sort((a, b) => a - b)
  const name = solePlotted(curves)
  const rows = curves.map((curve) => {
    const history = name === undefined ? curve.values : (curve.parameters[name] ?? [])
    return { label: curve.label, numbers: steps.map((at) => history[at] ?? Number.NaN) }
  })
  return { quantity: name ?? 'objective', steps, rows }
}

/** The number of steps of the longest descent. */
export function lastStepOf(curves: readonly Curve[]): number {
  return Math.max(0, ...curves.map(({ values }) => values.length - 1))
}

/** Says in words what the chart shows, for those who do not see it. */
export function describeRace(curves: readonly Curve[]): string {
  const lines = curves.map(({ label, values }) => {
    const [first = Number.NaN, last = Number.NaN] = [values[0], values.at(-1)]
    const verb = last < first ? 'falls' : last > first ? 'rises' : 'stays'
    const steps = values.length - 1
    return `${label}: ${verb} from ${formatNumber(first)} to ${formatNumber(last)} in ${steps} steps`
  })
  return `The objective over the steps of ${curves.length} descents. ${lines.join('; ')}.`
}

/** Six significant digits, without trailing zeros. */
export function formatNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : 'not finite'
}

function solePlotted(curves: readonly Curve[]): string | undefined {
  const names = Object.keys(curves[0]?.parameters ?? {})
  return names.length === 1 ? names[0] : undefined
}
