import { describe, expect, it } from 'vitest'
import { drawBars, drawHistogram } from '../src/chart/bars.ts'
import { dotsAcross, makeCanvas } from '../src/chart/canvas.ts'
import type { ChartStyle } from '../src/chart/frame.ts'
import { drawLineChart, type LineChart } from '../src/chart/line-chart.ts'
import { linearScale, roundTicks, scaleOf } from '../src/chart/scale.ts'
import { drawScatter } from '../src/chart/scatter.ts'
import { sparkline } from '../src/chart/sparkline.ts'
import { colored, uncolored } from '../src/terminal/paint.ts'

const style = (width: number, isUnicode = true): ChartStyle => ({
  width,
  isUnicode,
  paint: uncolored,
})

const decay = Float64Array.from({ length: 151 }, (_, i) => 500 * Math.exp(-i / 12) + 0.3)
const falling: LineChart = { title: 'loss', lines: [{ label: '', values: decay }], per: 'step' }
const sweep: LineChart = {
  title: 'estimate of w',
  block: 'minibatch',
  lines: [0.001, 0.01, 0.1].map((rate) => ({
    label: `lr = ${rate}`,
    values: Float64Array.from({ length: 101 }, (_, i) => 3.2 + 6.8 * Math.exp(-i * rate)),
  })),
  per: 'step',
  reference: 3.2,
}
const points = Array.from({ length: 40 }, (_, i) => i / 4)
const scatter = {
  title: 'points',
  x: points,
  y: points.map((x, i) => 3.2 * x + 3 * Math.sin(i * 12.9898)),
  line: points.map((x) => 3.2 * x),
}
const layers = {
  title: 'gradient by layer',
  values: [1.3e-12, 4e-9, 2.1e-6, 0.0017, 0.9],
  labels: ['0', '1', '2', '3', '4'],
  scale: 'log' as const,
}
const draws = Array.from({ length: 200 }, (_, i) => Math.sin(i * 12.9) + Math.sin(i * 7.1))

describe('a drawn chart', () => {
  it.each([
    ...[60, 80, 120].map((width) => ({
      name: `loss-${width}`,
      draw: drawLineChart(falling, style(width)),
    })),
    { name: 'loss-ascii', draw: drawLineChart(falling, style(60, false)) },
    { name: 'sweep', draw: drawLineChart(sweep, style(80)) },
    { name: 'sweep-ascii', draw: drawLineChart(sweep, style(60, false)) },
    { name: 'scatter', draw: drawScatter(scatter, style(60)) },
    { name: 'bars-log', draw: drawBars(layers, style(60)) },
    {
      name: 'bars-linear',
      draw: drawBars(
        { ...layers, values: [-1, 2, 0.5, 3, Number.NaN], scale: 'linear' },
        style(60),
      ),
    },
    { name: 'bars-ascii', draw: drawBars(layers, style(60, false)) },
    { name: 'histogram', draw: drawHistogram({ title: 'draws', values: draws }, style(60)) },
  ])('looks like $name', async ({ name, draw }) => {
    await expect(`${draw.join('\n')}\n`).toMatchFileSnapshot(`goldens/${name}.txt`)
  })

  it.each([60, 80, 120])('is at most %i columns wide', (width) => {
    const lines = [
      ...drawLineChart(sweep, style(width)),
      ...drawScatter(scatter, style(width)),
      ...drawBars(layers, style(width)),
      ...drawHistogram({ title: 'draws', values: draws }, style(width)),
    ]
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
  })

  it('tells lines apart by colour, and leaves the frame faint', () => {
    const text = drawLineChart(sweep, { ...style(60), paint: colored }).join('\n')
    for (const code of ['\u001b[36m', '\u001b[35m', '\u001b[33m', '\u001b[2m']) {
      expect(text).toContain(code)
    }
  })

  it.each([
    { what: 'nothing', values: [] },
    { what: 'one value', values: [2] },
    { what: 'equal values', values: [3, 3, 3] },
    { what: 'zeros', values: [0, 0] },
    { what: 'no finite value', values: [Number.NaN, Number.POSITIVE_INFINITY] },
    { what: 'the largest numbers', values: [-Number.MAX_VALUE, Number.MAX_VALUE] },
    { what: 'the smallest numbers', values: [5e-324, 1e-323] },
    { what: 'neighbouring numbers', values: [1, 1 + 2 ** -52] },
  ])('stands up to $what', ({ values }) => {
    const chart = { ...falling, lines: [{ label: 'a', values }] }
    const drawn = [
      drawLineChart(chart, style(60)),
      drawScatter({ title: '', x: values, y: values }, style(60)),
      drawBars({ ...layers, values, labels: values.map(String) }, style(60)),
      drawHistogram({ title: '', values }, style(60)),
    ]
    for (const line of drawn.flat()) {
      expect(line.length).toBeLessThanOrEqual(60)
    }
  })

  it('leaves a gap where a value is not finite', () => {
    const values = [1, 1, 1, Number.NaN, Number.NaN, Number.NaN, 1, 1, 1]
    const chart = { ...falling, lines: [{ label: '', values }] }
    const drawn = drawLineChart(chart, style(60)).find((line) => /[\u2801-\u28ff]/.test(line))
    expect(drawn).toMatch(/[\u2801-\u28ff] +[\u2801-\u28ff]/)
  })

  it('takes means of many values rather than filling the chart', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => 1 + (i % 2))
    const text = drawLineChart({ ...falling, lines: [{ label: '', values }] }, style(60))
    expect(text[0]).toContain('means of 100')
    const filled = text.filter((line) => /[\u2801-\u28ff]{20}/.test(line))
    expect(filled).toHaveLength(1)
  })
})

describe('a canvas', () => {
  it('sets the dot of each place in a cell', () => {
    const texts = Array.from({ length: 8 }, (_, i) => {
      const canvas = makeCanvas(1, 1, true)
      canvas.set(i % dotsAcross, Math.floor(i / dotsAcross), 0)
      return canvas.row(0)[0]?.text
    })
    expect(texts.join('')).toBe('⠁⠈⠂⠐⠄⠠⡀⢀')
  })

  it('ignores dots outside', () => {
    const canvas = makeCanvas(1, 1, true)
    canvas.set(-1, 0, 0)
    canvas.set(0, 99, 0)
    expect(canvas.row(0)[0]?.text).toBe(' ')
  })
})

describe('a scale', () => {
  it('has round ticks inside its range', () => {
    expect(roundTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(roundTicks(-3.7, 12.2, 4)).toEqual([0, 5, 10])
    expect(roundTicks(0.1, 0.3, 4)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3])
  })

  it('has powers of ten where it is logarithmic', () => {
    expect(scaleOf([0.002, 5000], true).ticks(10)).toEqual([0.01, 0.1, 1, 10, 100, 1000])
  })

  it('takes its ends to 0 and 1, also at the ends of the numbers', () => {
    const scale = linearScale(-Number.MAX_VALUE, Number.MAX_VALUE)
    expect([scale.at(scale.low), scale.at(0), scale.at(scale.high)]).toEqual([0, 0.5, 1])
  })
})

describe('a sparkline', () => {
  const range = { low: 0, high: 6, isLog: false }

  it('has a block for each value, or for the mean of neighbours', () => {
    const values = [0, 1, 2, 3, 4, 5, 6]
    expect(sparkline(values, range, { width: 10, isUnicode: true })).toBe('▁▂▃▄▅▆▇')
    expect(sparkline([0, 0, 6, 6], range, { width: 2, isUnicode: true })).toBe('▁▇')
  })

  it('marks values that are not finite', () => {
    expect(sparkline([1, Number.NaN], range, { width: 9, isUnicode: true })).toBe('▂×')
    expect(sparkline([1, Number.NaN], range, { width: 9, isUnicode: false })).toBe('.x')
  })
})
