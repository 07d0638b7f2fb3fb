import type { OptimizeResult, TracePoint } from '@gradus/optim'
import type { Values } from '../commands/parse-values.ts'
import { labelled, type Wrapped } from '../terminal/labelled.ts'
import { plural, showNumber } from '../terminal/numbers.ts'
import { fitColumns, layOutTable, type TableColumn } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { wrap } from '../terminal/wrap.ts'

/** The most iterations that a trace prints at its beginning, and at its end. */
const mostRows = 20
const digits = 10

/** What a minimization came to. */
export interface ShownMinimum {
  readonly formula: string
  readonly result: OptimizeResult<Values>
  readonly isTraced: boolean
}

/** Prints a minimum: how it was found, the value, the point, and the way there if asked for. */
export function printMinimum({ out, isUnicode }: Terminal, shown: ShownMinimum): void {
  const { result, isTraced } = shown
  const style = { width: out.width, paint: out.paint, isUnicode }
  const { value, x, evaluations, iterations, method, converged } = result
  const counts = [plural(iterations, 'iteration'), plural(evaluations.value, 'evaluation')]
  const mark = converged ? out.paint('good', 'minimum') : out.paint('bad', 'no minimum')
  const found = Object.entries(x).map(([name, entry]) => `${name} = ${showNumber(entry, digits)}`)
  const lines = [
    ...(isTraced ? [...traceTable(result.trace ?? [], style), ''] : []),
    ...labelled('method', [method, ...counts], style),
    ...labelled('ended', [mark], style),
    ...wrap(result.reason, out.width - 8).map((line) => `        ${line}`),
    ...labelled('value', [showNumber(value, digits)], style),
    ...labelled('at', found, style),
    ...constraintLines(result, style),
  ]
  for (const line of lines) out.print(line)
}

function constraintLines(
  { constraints }: OptimizeResult<Values>,
  style: Wrapped,
): readonly string[] {
  if (!constraints) return []
  const { violation, multipliers } = constraints
  const costs = multipliers.map((cost) => showNumber(cost, 6)).join(', ')
  return labelled('under', [`violated by ${showNumber(violation)}`, `multipliers ${costs}`], style)
}

/** One line for each iteration, with as many columns as fit. */
export function traceTable(
  trace: readonly TracePoint<Values>[],
  style: Wrapped,
): readonly string[] {
  const isLong = trace.length > 2 * mostRows + 1
  const shown = isLong ? [...trace.slice(0, mostRows), ...trace.slice(-mostRows)] : trace
  const rank = (column: TableColumn, value: number) => ({ ...column, rank: value })
  const numbers = (
    heading: string,
    read: (point: TracePoint<Values>) => number | undefined,
    place: number,
  ) => {
    const cells = shown.map((point) => {
      const value = read(point)
      return value === undefined ? '' : showNumber(value, 6)
    })
    return rank({ heading, cells, side: 'right' }, place)
  }
  const names = Object.keys(trace[0]?.x ?? {})
  const columns = [
    rank(
      { heading: 'step', cells: shown.map(({ iteration }) => String(iteration)), side: 'right' },
      9,
    ),
    numbers('value', ({ value }) => value, 8),
    numbers('slope', ({ gradientNorm }) => gradientNorm, 4),
    numbers('moved', ({ step }) => step, 3),
    ...names.map((name) => numbers(name, ({ x }) => x[name], 5)),
    rank({ heading: 'what', cells: shown.map(({ action }) => action) }, 2),
  ]
  const fitting = fitColumns(columns, style.width - 1)
  const lines = layOutTable(fitting, (text) => style.paint('faint', text)).map((line) => ` ${line}`)
  if (!isLong) return lines
  const gap = style.paint(
    'faint',
    ` and ${plural(trace.length - 2 * mostRows, 'iteration')} between`,
  )
  return [...lines.slice(0, mostRows + 1), gap, ...lines.slice(mostRows + 1)]
}

/** The same for programs. */
export function minimumJson({ formula, result, isTraced }: ShownMinimum): object {
  const { x, value, gradient, hessian, constraints, trace, ...rest } = result
  const { iterations, evaluations, converged, reason, stop, method } = rest
  return {
    schema: 1,
    formula,
    method,
    converged,
    reason,
    stop,
    value,
    x,
    ...(gradient && { gradient }),
    ...(hessian && { hessian }),
    ...(constraints && { constraints }),
    iterations,
    evaluations,
    ...(isTraced && { trace }),
  }
}
