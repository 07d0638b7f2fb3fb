import type { CurveFitResult } from '@gradus/optim'
import { drawScatter } from '../chart/scatter.ts'
import type { Ranges, Values } from '../commands/parse-values.ts'
import { labelled, type Wrapped } from '../terminal/labelled.ts'
import { plural, showNumber } from '../terminal/numbers.ts'
import { fitColumns, layOutTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/wrap.ts'
import { traceTable } from './minimum.ts'

const digits = 8

/** What a fit came to. */
export interface ShownFit {
  readonly file: string
  readonly model: string
  readonly flags: {
    readonly y: string
    readonly level: number
    readonly bounds?: Ranges
    readonly trace?: true
  }
  readonly data: Readonly<Record<string, Float64Array>>
  readonly result: CurveFitResult<Values>
  /** The column to draw residuals over; the fitted values where there is not one. */
  readonly at: string | undefined
}

/** Prints a fit: how it ended, its parameters with errors, and a picture of the residuals. */
export function printFit({ out, isUnicode }: Terminal, shown: ShownFit): void {
  const style = { width: out.width, paint: out.paint, isUnicode }
  const { file, model, flags, result } = shown
  const { residuals, converged, reason, iterations, evaluations } = result
  const isFit = converged ? out.paint('good', 'fitted') : out.paint('bad', 'not fitted')
  const counts = [plural(iterations, 'iteration'), plural(evaluations.value, 'evaluation')]
  const lines = [
    ...(flags.trace ? [...traceTable(result.trace ?? [], style), ''] : []),
    ...labelled(
      'fit',
      [`${flags.y} = ${model}`, `${file}, ${plural(residuals.length, 'row')}`],
      style,
    ),
    ...labelled('ended', [isFit, ...counts], style),
    ...[reason, ...adviceFor(result)].flatMap((text) =>
      wrap(text, out.width - 8).map((line) => `        ${line}`),
    ),
    '',
    ...parameterTable(shown, style),
    '',
    ...goodness(result, style),
    ...residualPlot(shown, style),
  ]
  for (const line of lines) out.print(line)
}

/** What to try where the search had no way on from its start. */
function adviceFor({ stop }: CurveFitResult<Values>): readonly string[] {
  const isLost = stop.code === 'not-finite' || stop.code === 'plateau' || stop.code === 'runaway'
  return isLost ? ['try another --start, nearer to the data, or --bounds'] : []
}

function parameterTable(
  { result, flags: { level, bounds } }: ShownFit,
  style: Wrapped,
): readonly string[] {
  const { parameters, standardErrors } = result
  const names = Object.keys(parameters)
  const intervals = result.confidenceIntervals(level)
  const to = style.isUnicode ? ' … ' : ' .. '
  const columns = [
    {
      heading: 'parameter',
      cells: names,
      rank: 9,
      paint: (text: string) => style.paint('strong', text),
    },
    {
      heading: 'value',
      rank: 8,
      cells: names.map((name) => showNumber(parameters[name]!, digits)),
    },
    {
      heading: 'standard error',
      rank: 7,
      cells: names.map((name) => showError(standardErrors[name]!, bounds?.[name])),
    },
    {
      heading: `${showNumber(100 * level, 8)} % interval`,
      rank: 6,
      cells: names.map((name) => {
        const [low, high] = intervals[name]!
        return Number.isNaN(low) ? '' : `${showNumber(low, 6)}${to}${showNumber(high, 6)}`
      }),
    },
  ]
  const fitting = fitColumns(columns, style.width - 1)
  return layOutTable(fitting, (text) => style.paint('faint', text)).map((line) => ` ${line}`)
}

/** An error that is not known says why, and one that is 0 for a bound as well. */
function showError(error: number, bound: Ranges[string] | undefined): string {
  if (Number.isNaN(error)) return 'not determined'
  return error === 0 && bound ? 'held by its bound' : showNumber(error, 4)
}

function goodness(result: CurveFitResult<Values>, style: Wrapped): readonly string[] {
  const { residualSumOfSquares, degreesOfFreedom, rSquared } = result
  const deviation = Math.sqrt(residualSumOfSquares / degreesOfFreedom)
  const square = style.isUnicode ? '²' : '^2'
  const isFree = degreesOfFreedom > 0
  const parts = [
    `sum of squares ${showNumber(residualSumOfSquares, 6)}`,
    ...(isFree ? [`deviation ${showNumber(deviation, 5)}`] : []),
    `${isFree ? plural(degreesOfFreedom, 'degree') : 'no degrees'} of freedom`,
    ...(Number.isFinite(rSquared) ? [`R${square} ${showNumber(rSquared, 6)}`] : []),
  ]
  return labelled('errors', parts, style)
}

/** What is left, over the only column of the model or over the fitted values, around 0. */
function residualPlot({ result, data, at, flags }: ShownFit, style: Wrapped): readonly string[] {
  const { residuals, fitted } = result
  if (!residuals.some(Number.isFinite)) return []
  const x = at === undefined ? Float64Array.from(fitted) : data[at]!
  const line = new Float64Array(residuals.length)
  const over = at ?? `fitted ${flags.y}`
  return ['', ...drawScatter({ title: `residuals over ${over}`, x, y: residuals, line }, style)]
}

/** The same for programs. */
export function fitJson({ file, model, flags, result }: ShownFit): object {
  const { parameters, standardErrors, covariance, residualSumOfSquares, degreesOfFreedom } = result
  const { rSquared, iterations, evaluations, converged, reason, stop, residuals, trace } = result
  return {
    schema: 1,
    file,
    model,
    response: flags.y,
    converged,
    reason,
    stop,
    parameters,
    standardErrors,
    confidence: { level: flags.level, intervals: result.confidenceIntervals(flags.level) },
    covariance,
    residualSumOfSquares,
    degreesOfFreedom,
    rSquared,
    iterations,
    evaluations,
    residuals,
    ...(flags.trace && { trace }),
  }
}
