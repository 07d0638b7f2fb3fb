import type { RunResult, StopReason } from '@gradus/training'
import { labelled, type Wrapped } from '../terminal/labelled.ts'
import { plural, showCount, showNumber, showSeconds } from '../terminal/numbers.ts'
import { layOutTable } from '../terminal/table.ts'

/** The most numbers of a model whose parameters are printed one by one. */
const mostNumbers = 8

/** How a single run ended: its length, the loss and metrics, the parameters if they are few. */
export function summarizeRun(result: RunResult, style: Wrapped): readonly string[] {
  return [
    ...labelled('ended', [describeEnd(result), showSeconds(result.seconds)], style),
    ...describeValues(result, style),
    ...describeParameters(result, style),
  ]
}

/** What it takes to make runs again, and to see that they are the same. */
export function describeOrigins(results: readonly RunResult[], style: Wrapped): readonly string[] {
  return results.flatMap(({ run, settings, weightsHash }, i) => {
    const parts = [`seed ${run.seed}`, settings.precision, `weights ${weightsHash}`]
    return labelled(i === 0 ? 'made' : '', parts, style)
  })
}

function describeEnd({ stopped, steps, epochs, run }: RunResult): string {
  const { plannedEpochs } = run
  const isInEpochs = plannedEpochs !== undefined && epochs !== undefined
  const length = isInEpochs ? plural(epochs, 'epoch') : plural(steps, 'step')
  const planned = isInEpochs ? plannedEpochs : run.plannedSteps
  const isShort = (isInEpochs ? epochs : steps) < planned
  return endings[stopped](isShort ? `${length} of ${showCount(planned)}` : length)
}

const endings: Readonly<Record<StopReason, (length: string) => string>> = {
  steps: (length) => `after ${length}`,
  epochs: (length) => `after ${length}`,
  early: (length) => `early, after ${length}, and went back to the best`,
  condition: (length) => `by its stop condition, after ${length}`,
  'not-finite': (length) => `after ${length}, where the loss is not finite`,
  aborted: (length) => `interrupted, after ${length}`,
}

/** The loss and metrics over the training rows, and over those held back. */
function describeValues({ loss, metrics, validation }: RunResult, style: Wrapped) {
  const trained: Readonly<Record<string, number>> = { loss, ...metrics }
  const names = Object.keys(trained)
  if (!validation) {
    return names.flatMap((name) => labelled(name, [showNumber(trained[name]!)], style))
  }
  const cell = (value: number | undefined): string => (value === undefined ? '' : showNumber(value))
  const columns = [
    { heading: '', cells: ['trained on', 'held back'] },
    ...names.map((name) => ({
      heading: name,
      cells: [cell(trained[name]), cell(validation[name])],
    })),
  ]
  const lines = layOutTable(columns, (text) => style.paint('faint', text))
  return ['', ...lines.map((line) => ` ${line}`)]
}

function describeParameters({ parameters }: RunResult, style: Wrapped): readonly string[] {
  const count = parameters.reduce((sum, { data }) => sum + data.length, 0)
  if (count === 0 || count > mostNumbers) return []
  const parts = parameters.map(({ name, shape, data }) => {
    const numbers = Array.from(data, (value) => showNumber(value, 6))
    return `${name} = ${shape.length === 0 ? numbers[0] : `[${numbers.join(', ')}]`}`
  })
  return labelled('found', parts, style)
}
