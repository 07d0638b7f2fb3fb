import * as Plot from '@observablehq/plot'
import type { Curve } from './race-messages.ts'

/** At most this many points are drawn for a curve; more would not be seen. */
const pointLimit = 600

// A curve is told apart by its dashes as well as by its colour.
const dashes = ['none', '7 4', '2 3', '10 3 2 3']

interface Point {
  readonly label: string
  readonly step: number
  readonly value: number
}

/** Draws the objective of each curve over the steps, with a mark at `step`. */
export function drawRace(
  curves: readonly Curve[],
  step: number,
  width: number,
): SVGSVGElement | HTMLElement {
  const isPositive = curves.every(({ values }) => values.every((value) => !(value <= 0)))
  const last = Math.max(...curves.map(({ values }) => values.length - 1))
  const marked = curves.flatMap((curve, index) => markCurve(curve, index, step))
  return Plot.plot({
    width,
    height: Math.max(260, Math.min(360, width * 0.6)),
    marginLeft: 56,
    marginRight: 72,
    style: { background: 'transparent', color: 'var(--vp-c-text-1)' },
    x: { label: 'step', domain: [0, last] },
    y: { label: 'objective', type: isPositive ? 'log' : 'linear', grid: true, ticks: 6 },
    marks: [Plot.ruleX([step], { strokeOpacity: 0.3 }), ...marked],
  })
}

function markCurve(curve: Curve, index: number, step: number): readonly Plot.Markish[] {
  const points = pointsOf(curve)
  const end = points.at(-1)
  const here = points.filter((point) => point.step === step)
  const stroke = colorOf(index)
  const places = { x: 'step', y: 'value' }
  return [
    Plot.lineY(points, {
      ...places,
      stroke,
      strokeWidth: 2,
      strokeDasharray: dashes[index % dashes.length] ?? 'none',
    }),
    Plot.dot(here, { ...places, fill: stroke, r: 4 }),
    Plot.text(end ? [end] : [], {
      ...places,
      text: 'label',
      fill: stroke,
      textAnchor: 'start',
      dx: 8,
    }),
  ]
}

/** The colour of a curve, as a custom property that follows the page's light or dark mode. */
export function colorOf(index: number): string {
  return `var(--curve-${(index % dashes.length) + 1})`
}

function pointsOf({ label, values }: Curve): readonly Point[] {
  const stride = Math.ceil(values.length / pointLimit)
  return values
    .map((value, step) => ({ label, step, value }))
    .filter(({ step, value }) => step % stride === 0 && Number.isFinite(value))
}
