import { allocate, type DType, elementCount, type TypedArray } from '@gradus/ops'
import { type Backend, defaultBackend, type Session } from '@gradus/runtime'
import { buildDataset } from './dataset.ts'
import type { Model } from './load-model.ts'
import { PREDICTION_ROWS } from './prediction.ts'
import type { RunResult } from './result.ts'
import { feedSession } from './run.ts'
import { splitRows } from './split.ts'
import { buildTrainProgram } from './train-program.ts'

/** New rows: the elements of each data name, row after row. */
export type Rows = Readonly<Record<string, ArrayLike<number>>>

/** What a model gives for new rows. */
export interface Prediction {
  /** Elements by the name of the value, row after row. */
  readonly values: Readonly<Record<string, TypedArray>>
  readonly rows: number
}

/**
 * Computes the values that a trained model has for each row (`pred`, `logits`, …) for rows
 * that it has not seen. What was fitted on the training rows, such as a mean, is used as it
 * was. Any number of rows is taken, in chunks.
 *
 * @param data  Raw columns, as the file has them; names that only the objective and the
 *   metrics read may be left out.
 * @returns  `undefined` for a model that has errors or no rows.
 */
export function predict(
  model: Model,
  { settings, state }: RunResult,
  data: Rows,
  backend: Backend = defaultBackend,
): Prediction | undefined {
  const { checked } = model
  if (!checked) return undefined
  const sound = { ...model, checked }
  const dataset = buildDataset(sound, settings.seed)
  if (dataset.rows === undefined) return undefined
  const split = splitRows(dataset.rows, settings.validate, settings.seed)
  const counts = { train: split.train.length, validation: split.validation.length }
  const plan = buildTrainProgram(sound, settings, counts)
  const entry = plan.program.entries.find(({ name }) => name === 'predict')
  if (!entry) return undefined
  const session = backend.start(plan.program, plan.builder, { isDeterministic: true })
  feedSession({ session, plan, dataset, split, settings, from: undefined })
  for (const [name, values] of state) session.write(name, values)
  const widths = new Map(
    entry.writes.map(({ buffer, node }) => [buffer, elementCount(node.shape) / PREDICTION_ROWS]),
  )
  return runChunks(session, widths, rowsOf(data, dataset.columns))
}

interface Column {
  readonly elements: ArrayLike<number>
  readonly width: number
}

function rowsOf(
  data: Rows,
  columns: ReadonlyMap<string, { readonly width: number; readonly hasRows: boolean }>,
): ReadonlyMap<string, Column> {
  const found = new Map<string, Column>()
  for (const [name, elements] of Object.entries(data)) {
    const column = columns.get(name)
    if (column?.hasRows) found.set(name, { elements, width: column.width })
  }
  return found
}

function runChunks(
  session: Session,
  outputs: ReadonlyMap<string, number>,
  columns: ReadonlyMap<string, Column>,
): Prediction {
  const counts = Array.from(columns.values(), ({ elements, width }) => elements.length / width)
  const rows = Math.min(...counts)
  const values: Record<string, TypedArray> = {}
  for (let start = 0; start < rows; start += PREDICTION_ROWS) {
    const count = Math.min(PREDICTION_ROWS, rows - start)
    for (const [name, { elements, width }] of columns) {
      const chunk = new Float64Array(PREDICTION_ROWS * width)
      for (let i = 0; i < count * width; i++) chunk[i] = elements[start * width + i]!
      session.write(`predict/${name}`, chunk)
    }
    session.call('predict', count)
    for (const [buffer, width] of outputs) {
      const part = session.read(buffer).subarray(0, count * width)
      const name = buffer.slice(buffer.indexOf('/') + 1)
      const whole = values[name] ?? allocate(dtypeOf(part), rows * width)
      whole.set(part, start * width)
      values[name] = whole
    }
  }
  return { values, rows }
}

function dtypeOf(elements: TypedArray): DType {
  if (elements instanceof Float64Array) return 'f64'
  return elements instanceof Float32Array ? 'f32' : 'i32'
}
