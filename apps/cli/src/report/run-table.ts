import type { RunResult } from '@gradus/training'
import { sparkline } from '../chart/sparkline.ts'
import type { Wrapped } from '../terminal/labelled.ts'
import { showNumber, showSeconds } from '../terminal/numbers.ts'
import { fitColumns, layOutTable, type TableColumn } from '../terminal/table.ts'

/** The most single numbers among the parameters that get a column. */
const mostParameters = 3
const sparklineWidth = 10

/** A table of the runs of a sweep: settings, what they came to, and how the loss went. */
export function tabulateRuns(runs: readonly RunResult[], style: Wrapped): readonly string[] {
  const { paint, width, isUnicode } = style
  const settings = (runs[0]?.run.choices ?? []).map(({ name }, i) => ({
    heading: name,
    cells: runs.map(({ run }) => run.choices[i]?.text ?? ''),
    rank: 5,
  }))
  const columns: RankedColumn[] = [
    ...settings,
    ...parameterColumns(runs),
    numberColumn('loss', runs, ({ loss }) => loss, 4),
    ...metricColumns(runs),
    { heading: 'time', cells: runs.map(({ seconds }) => showSeconds(seconds)), rank: 0 },
    {
      heading: '',
      cells: sparklines(runs, isUnicode),
      rank: 3,
      paint: (text) => paint('accent', text),
    },
    ...endColumn(runs, (text) => paint('bad', text)),
  ]
  return layOutTable(fitColumns(columns, width - 3), (text) => paint('faint', text)).map(
    (line) => `   ${line}`,
  )
}

type RankedColumn = TableColumn & { readonly rank: number }

function numberColumn(
  heading: string,
  runs: readonly RunResult[],
  read: (run: RunResult) => number | undefined,
  rank: number,
): RankedColumn {
  const cells = runs.map((run) => {
    const value = read(run)
    return value === undefined ? '' : showNumber(value)
  })
  return { heading, cells, rank }
}

function parameterColumns(runs: readonly RunResult[]): readonly RankedColumn[] {
  const single = (runs[0]?.parameters ?? []).filter(({ data }) => data.length === 1)
  return single.slice(0, mostParameters).map(({ name }) => {
    const read = ({ parameters }: RunResult): number | undefined =>
      parameters.find((parameter) => parameter.name === name)?.data[0]
    return numberColumn(name, runs, read, 2)
  })
}

function metricColumns(runs: readonly RunResult[]): readonly RankedColumn[] {
  const { metrics = {}, validation } = runs[0] ?? {}
  const names = Object.keys(metrics)
  const columns = names.map((name) => numberColumn(name, runs, (run) => run.metrics[name], 2))
  if (!validation) return columns
  const shown = names[0] ?? 'loss'
  return [...columns, numberColumn(`val ${shown}`, runs, (run) => run.validation?.[shown], 3)]
}

/** Sparklines on one scale for all runs, so that they can be compared. */
function sparklines(runs: readonly RunResult[], isUnicode: boolean): readonly string[] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { losses } of runs) {
    for (const loss of losses) {
      if (!Number.isFinite(loss)) continue
      low = Math.min(low, loss)
      high = Math.max(high, loss)
    }
  }
  const isLog = low > 0 && high >= 100 * low
  return runs.map(({ losses }) =>
    sparkline(losses, { low, high, isLog }, { width: sparklineWidth, isUnicode }),
  )
}

/** Says which runs did not reach their length, where any did not. */
function endColumn(
  runs: readonly RunResult[],
  paint: (text: string) => string,
): readonly RankedColumn[] {
  const cells = runs.map(({ stopped, steps }) => {
    if (stopped === 'not-finite') return `diverged at step ${steps + 1}`
    return stopped === 'aborted' ? `interrupted at step ${steps}` : ''
  })
  return cells.some((cell) => cell !== '') ? [{ heading: '', cells, rank: 4, paint }] : []
}
