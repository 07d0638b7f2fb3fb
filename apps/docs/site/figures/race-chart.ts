import * as Plot from '@observablehq/plot'
import { lookOf } from './race-look.ts'
import type { Curve } from './race-messages.ts'
import { lastStepOf } from './race-table.ts'

/** At most this many points are drawn for a curve; more would not be seen. */
const pointLimit = 600

interface Point {
  readonly step: number
  readonly value: number
}

/** How a race is drawn: the step that is marked, the scale of the objective, the width. */
export interface RaceView {
  readonly step: number
  /** On this scale only positive values are drawn. */
  readonly isLogarithmic: boolean
  /** In CSS pixels. */
  readonly width: number
}

/** Draws the objective of each curve over the steps, with a mark at one of them. */
export function drawRace(curves: readonly Curve[], view: RaceView): SVGSVGElement | HTMLElement {
  const { step, isLogarithmic, width } = view
  const points = curves.map((curve) => pointsOf(curve, isLogarithmic))
  const marked = points.flatMap((drawn, index) => markCurve(drawn, index, step))
  return Plot.plot({
    width,
    height: Math.max(260, Math.min(360, width * 0.6)),
    marginLeft: 56,
    marginRight: 24,
    marginBottom: 36,
    style: { background: 'transparent', color: 'var(--vp-c-text-1)' },
    x: { label: 'step', domain: [0, lastStepOf(curves)] },
    y: isLogarithmic
      ? { label: 'objective', type: 'log', grid: true, ticks: 6, tickFormat: '.0e' }
      : { label: 'objective', grid: true, ticks: 6 },
    marks: [Plot.ruleX([step], { strokeOpacity: 0.3 }), ...marked],
  })
}

function markCurve(points: readonly Point[], index: number, step: number): readonly Plot.Markish[] {
  const here = points.filter((point) => point.step === step)
  const { color, dashes } = lookOf(index)
  const places = { x: 'step', y: 'value' }
  return [
    Plot.lineY(points, { ...places, stroke: color, strokeWidth: 2, strokeDasharray: dashes }),
    Plot.dot(here, { ...places, fill: color, r: 4 }),
  ]
}

function pointsOf({ values }: Curve, isLogarithmic: boolean): readonly Point[] {
  const stride = Math.ceil(values.length / pointLimit)
  const lowest = isLogarithmic ? Number.MIN_VALUE : Number.NEGATIVE_INFINITY
  return values
    .map((value, step) => ({ step, value }))
    .filter(({ step, value }) => step % stride === 0 && Number.isFinite(value) && value >= lowest)
}
