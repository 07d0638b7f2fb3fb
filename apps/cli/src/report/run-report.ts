import type { GradientReport, Model, RunResult, TrainResult } from '@gradus/training'
import { labelled, type Wrapped } from '../terminal/labelled.ts'
import { showNumber } from '../terminal/numbers.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { drawFigures, groupByBlock } from './figures.ts'
import { printGradients } from './gradients.ts'
import { describeData, describeTraining } from './heading.ts'
import { printShown } from './matrix.ts'
import { describeOrigins, summarizeRun } from './run-summary.ts'
import { tabulateRuns } from './run-table.ts'

/** What a call of `run` came to. */
export interface RunOutcome {
  readonly result: TrainResult
  readonly gradients: GradientReport | undefined
  /** True when everything was prepared but no step taken. */
  readonly isDryRun: boolean
  /** Whether to say what makes the run again. */
  readonly isVerbose: boolean
}

/** The widest that charts and tables get: beyond it the eye loses the line. */
const widest = 100

/** Prints what a run came to: data, runs, values, charts, the gradient check. */
export function printRun(terminal: Terminal, { checked }: Model, outcome: RunOutcome): void {
  if (!checked) return
  const { result, gradients, isDryRun, isVerbose } = outcome
  const { out, isUnicode } = terminal
  const style = { width: Math.min(out.width, widest), paint: out.paint, isUnicode }
  const groups = groupByBlock(result.runs).map((runs) =>
    isDryRun ? describeDryRun(runs, style) : describeRuns(runs, style),
  )
  const [first = [], ...rest] = groups
  if (isVerbose) rest.push(describeOrigins(result.runs, style))
  const parts: (readonly string[])[] = [[...describeData(checked, style), ...first], ...rest]
  if (!isDryRun) {
    parts.push(result.shows.flatMap((shown) => printShown(shown, style)))
    parts.push(...drawFigures(checked, result, style))
  }
  if (gradients) parts.push(printGradients(gradients, style))
  printParts(terminal, parts)
}

function describeRuns(runs: readonly RunResult[], style: Wrapped): readonly string[] {
  const heading = describeTraining(
    runs.map(({ run }) => run),
    style,
  )
  const [only] = runs
  if (runs.length === 1 && only) return [...heading, ...summarizeRun(only, style)]
  return [...heading, ...tabulateRuns(runs, style)]
}

function describeDryRun(runs: readonly RunResult[], style: Wrapped): readonly string[] {
  const [first] = runs
  if (!first) return []
  const { total } = first.run
  const notes = [`loss ${showNumber(first.loss)} at the start`]
  if (total > 1) notes.unshift(`${total} runs, this is the first`)
  return [...describeTraining([first.run], style), ...labelled('ready', notes, style)]
}

/** Prints parts with a blank line between them. */
function printParts({ out }: Terminal, parts: readonly (readonly string[])[]): void {
  const filled = parts.filter(({ length }) => length > 0)
  out.write(filled.map((lines) => `${lines.join('\n')}\n`).join('\n'))
}
