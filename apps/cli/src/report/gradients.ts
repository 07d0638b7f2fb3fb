import { entryName, type GradientReport } from '@gradus/training'
import type { Wrapped } from '../terminal/labelled.ts'
import { showCount, showNumber } from '../terminal/numbers.ts'
import { layOutTable } from '../terminal/table.ts'

/** A table of how well independent ways to compute the gradient agree, by parameter. */
export function printGradients(report: GradientReport, style: Wrapped): readonly string[] {
  const { paint, isUnicode } = style
  const { parameters, tolerance, passed } = report
  const isBad = (row: number): boolean => !(parameters[row]!.worst <= tolerance)
  const columns = [
    { heading: 'parameter', cells: parameters.map(({ name }) => name) },
    {
      heading: 'worst',
      cells: parameters.map(({ worst }) => showNumber(worst, 3)),
      paint: (text: string, row: number) => paint(isBad(row) ? 'bad' : 'good', text),
    },
    { heading: 'at', cells: parameters.map((each) => entryName(each).slice(each.name.length)) },
    { heading: 'gradient', cells: parameters.map(({ reverse }) => showNumber(reverse)) },
    {
      heading: 'entries',
      cells: parameters.map(({ checked, entries, kinks }) => {
        const sampled = checked < entries ? `${showCount(checked)} of ` : ''
        return `${sampled}${showCount(entries)}${kinks > 0 ? `, ${kinks} near a kink` : ''}`
      }),
    },
  ]
  const mark = passed
    ? paint('good', isUnicode ? '✓' : 'ok')
    : paint('bad', isUnicode ? '✗' : 'failed')
  const verdict = passed ? 'all ways agree' : 'the ways disagree'
  const note = paint('faint', `relative error, at most ${showNumber(tolerance)} allowed`)
  return [
    ` ${paint('strong', 'gradient check')}  ${mark} ${verdict}  ${note}`,
    ...layOutTable(columns, (text) => paint('faint', text)).map((line) => `   ${line}`),
    ...report.left.map((reason) => paint('faint', `   ${reason}`)),
  ]
}
