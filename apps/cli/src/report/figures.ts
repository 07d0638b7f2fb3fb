import type { CheckedModel } from '@gradus/language'
import type { PlotData, RunResult, TrainResult } from '@gradus/training'
import { drawBars, drawHistogram } from '../chart/bars.ts'
import type { ChartStyle } from '../chart/frame.ts'
import { type ChartLine, drawLineChart } from '../chart/line-chart.ts'
import { drawScatter } from '../chart/scatter.ts'

/** Epochs from which on a chart by epoch says more than one by step. */
const fewestEpochs = 4

/** The charts of a training: the loss, unless the model plots it, then what it plots. */
export function drawFigures(
  checked: CheckedModel,
  { runs, plots }: TrainResult,
  style: ChartStyle,
): readonly (readonly string[])[] {
  const losses = plotsLoss(checked) ? [] : groupByBlock(runs).map((group) => drawLoss(group, style))
  return [...losses, ...plots.flatMap((plot) => drawPlot(plot, runs, style))]
}

/** The runs of each train block, in the order of the text. */
export function groupByBlock(runs: readonly RunResult[]): readonly (readonly RunResult[])[] {
  const groups = new Map<string | undefined, RunResult[]>()
  for (const run of runs) {
    const group = groups.get(run.run.block)
    if (group) group.push(run)
    else groups.set(run.run.block, [run])
  }
  return [...groups.values()]
}

function plotsLoss({ plots }: CheckedModel): boolean {
  return plots.some(({ plot, args }) => {
    const value = args[0]?.value
    return plot.text === 'curve' && value?.kind === 'name' && value.name === 'loss'
  })
}

function drawLoss(runs: readonly RunResult[], style: ChartStyle): readonly string[] {
  const [first] = runs
  const isDrawable = runs.some(({ losses }) => losses.some(Number.isFinite))
  if (!first || !isDrawable) return []
  const common = { title: 'loss', block: first.run.block }
  if (runs.length === 1 && first.epochRecords.length >= fewestEpochs) {
    return drawLineChart({ ...common, lines: epochLines(first), per: 'epoch', first: 1 }, style)
  }
  const lines = runs.map((run) => ({ label: choicesOf(run), values: run.losses }))
  return drawLineChart({ ...common, lines, per: 'step' }, style)
}

/** The loss of each epoch, and beside it the loss over the rows held back. */
function epochLines({ epochRecords }: RunResult): readonly ChartLine[] {
  const trained = { label: 'trained on', values: epochRecords.map(({ loss }) => loss) }
  if (epochRecords[0]?.validation?.loss === undefined) return [trained]
  const held = epochRecords.map(({ validation }) => validation?.loss ?? Number.NaN)
  return [trained, { label: 'held back', values: held }]
}

function drawPlot(
  plot: PlotData,
  runs: readonly RunResult[],
  style: ChartStyle,
): readonly (readonly string[])[] {
  if (plot.kind === 'curve') return drawCurves(plot, runs, style)
  if (plot.kind === 'scatter') return [drawScatter(plot, style)]
  if (plot.kind === 'hist') return [drawHistogram(plot, style)]
  const labels = plot.values.map((_, i) => String(i))
  return [drawBars({ ...plot, labels }, style)]
}

/** One chart for each block, so that a chart holds the runs of one sweep. */
function drawCurves(
  { title, lines, reference }: Extract<PlotData, { kind: 'curve' }>,
  runs: readonly RunResult[],
  style: ChartStyle,
): readonly (readonly string[])[] {
  if (lines.length !== runs.length) {
    return [drawLineChart({ title, lines, per: 'step', reference }, style)]
  }
  return groupByBlock(runs).map((group) => {
    const own = group.map((run) => ({
      label: choicesOf(run),
      values: lines[runs.indexOf(run)]!.values,
    }))
    const block = group[0]?.run.block
    return drawLineChart({ title, block, lines: own, per: 'step', reference }, style)
  })
}

function choicesOf({ run: { choices, optimizer } }: RunResult): string {
  return choices.map(({ name, text }) => `${name} = ${text}`).join(', ') || optimizer
}
