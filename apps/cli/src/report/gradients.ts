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
    ...describeDerivation(report, style),
    ...report.left.map((reason) => paint('faint', `   ${reason}`)),
  ]
}

/** What the symbolic engine derived, and the formulas themselves where they are short. */
function describeDerivation(
  { symbolic, formulas, tolerance }: GradientReport,
  { paint, isUnicode }: Wrapped,
): readonly string[] {
  const lines: string[] = []
  if (symbolic) {
    const { rows, slopes, nodes, worst } = symbolic
    const entries = slopes.length === 1 ? '1 slope' : `${showCount(slopes.length)} slopes`
    const over = rows ? ` over ${describeRows(rows)}` : ''
    const error = paint(worst.error <= tolerance ? 'good' : 'bad', showNumber(worst.error, 3))
    const dot = isUnicode ? ' · ' : ', '
    const byDifferences = Math.max(...slopes.map(({ differenceError }) => differenceError))
    const parts = [
      `${entries} derived as formulas${over}`,
      `${showCount(nodes)} nodes`,
      `off the gradient by ${error}${worst.error > 0 ? ` at ${entryName(worst)}` : ''}`,
      `off finite differences by ${showNumber(byDifferences, 3)}`,
    ]
    lines.push(`   ${paint('faint', 'symbolic')}  ${parts.slice(0, 2).join(dot)}`)
    lines.push(`             ${parts.slice(2).join(dot)}`)
  }
  if (formulas) {
    const { isOfRow, value, slopes } = formulas
    const d = isUnicode ? '∂' : 'd'
    const names = [isOfRow ? 'one row' : 'value', ...slopes.map(({ name }) => `${d}/${d}${name}`)]
    const width = Math.max(...names.map(({ length }) => length))
    for (const [i, text] of [value, ...slopes.map((each) => each.text)].entries()) {
      lines.push(`   ${paint('faint', names[i]!.padEnd(width))}  ${text}`)
    }
  }
  return lines
}

function describeRows({ used, of }: { readonly used: number; readonly of: number }): string {
  if (used === of) return of === 1 ? 'the one row' : `all ${showCount(of)} rows`
  return `${showCount(used)} of ${showCount(of)} rows`
}
