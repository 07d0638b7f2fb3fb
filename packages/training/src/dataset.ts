import type { Column, Table } from '@gradus/data'
import { internalError } from '@gradus/diagnostics'
import { interpret, type Node, OriginBuilder, topologicalOrder } from '@gradus/graph'
import {
  baseDim,
  type DataStatement,
  type Element,
  lowerGeneratedData,
  SEED_INPUT,
} from '@gradus/language'
import { allocate, type TypedArray } from '@gradus/ops'
import type { CheckedTrainingModel } from './load-model.ts'
import { demandMemory } from './memory.ts'

/** The elements of one data name, over all rows. */
export interface DataColumn {
  readonly name: string
  /** Elements in one row; 1 for single values. */
  readonly width: number
  /** Whether the first dim is the one that batches cut. */
  readonly hasRows: boolean
  readonly elements: TypedArray
}

/** All data of a model for one seed. */
export interface Dataset {
  readonly columns: ReadonlyMap<string, DataColumn>
  /** The size of the batch dim, when there is one. */
  readonly rows: number | undefined
  /** The names of labels by data name, as the file writes them. */
  readonly labels: ReadonlyMap<string, readonly string[]>
}

/** Binds data to the columns of tables, and draws what the model generates with the seed. */
export function buildDataset(model: CheckedTrainingModel, seed: number): Dataset {
  const { checked } = model
  const builder = new OriginBuilder()
  const generated = lowerGeneratedData(checked, builder)
  const columns = new Map<string, DataColumn>()
  const labels = new Map<string, readonly string[]>()
  const statements = checked.steps.filter((step) => step.kind === 'data')
  for (const statement of statements) {
    if (!statement.from) continue
    for (const [name, parts] of sourceColumns(model, statement)) {
      const type = checked.names.get(name)
      const element = type?.kind === 'tensor' ? type.element : { kind: 'number' as const }
      columns.set(name, { ...shapeOf(model, name), elements: interleave(parts, element) })
      const [only] = parts
      if (only?.kind === 'text') labels.set(name, only.labels)
    }
  }
  const seedInput = builder.input(SEED_INPUT, [], 'f64')
  for (const [name, elements] of generate(generated, seedInput, columns, seed)) {
    columns.set(name, { ...shapeOf(model, name), elements })
  }
  return { columns, rows: rowCount(model, columns), labels }
}

function rowCount(
  { checked }: CheckedTrainingModel,
  columns: ReadonlyMap<string, DataColumn>,
): number | undefined {
  const { batchDim } = checked
  if (batchDim === undefined) return undefined
  for (const { hasRows, elements, width } of columns.values()) {
    if (hasRows) return elements.length / width
  }
  return checked.dims.get(batchDim)?.size
}

function shapeOf(
  { checked }: CheckedTrainingModel,
  name: string,
): Pick<DataColumn, 'name' | 'width' | 'hasRows'> {
  const type = checked.names.get(name)
  const dims = type?.kind === 'tensor' ? type.dims.map(baseDim) : []
  const hasRows = checked.batchDim !== undefined && dims[0] === checked.batchDim
  const inner = hasRows ? dims.slice(1) : dims
  const sizeOf = (dim: string): number => checked.dims.get(dim)?.size ?? Number(dim)
  return { name, hasRows, width: inner.reduce((product, dim) => product * sizeOf(dim), 1) }
}

/** The table columns of each name of a statement, in the order of the last dim. */
function sourceColumns(
  { tables }: CheckedTrainingModel,
  { names, from, type }: DataStatement,
): readonly (readonly [string, readonly Column[]])[] {
  const table = tables.get(from!.path.value)
  if (!table) throw internalError(`the table ${from!.path.value} was never read`)
  const wanted = from!.columns.flatMap(({ first, last }) =>
    last ? between(table, first.text, last.text) : [find(table, first.text)],
  )
  if (wanted.length === 0) return names.map(({ text }) => [text, [find(table, text)]])
  if (names.length === 1 || (type?.dims.length ?? 0) > 1) return [[names[0]!.text, wanted]]
  return names.map(({ text }, i) => [text, [wanted[i]!]])
}

function find(table: Table, name: string): Column {
  const column = table.columns.find((each) => each.name === name)
  if (!column) throw internalError(`the column ${name} was let through`)
  return column
}

function between(table: Table, first: string, last: string): readonly Column[] {
  const ends = [first, last].map((name) => table.columns.indexOf(find(table, name)))
  return table.columns.slice(Math.min(...ends), Math.max(...ends) + 1)
}

/** Columns side by side, row after row. */
function interleave(parts: readonly Column[], element: Element): TypedArray {
  const codes = parts.map((part) => elementsOf(part, element))
  const rows = codes[0]?.length ?? 0
  const isFloat = element.kind === 'number' || element.kind === 'int'
  const out = allocate(isFloat ? 'f64' : 'i32', rows * parts.length)
  for (const [column, values] of codes.entries()) {
    for (let row = 0; row < rows; row++) out[row * parts.length + column] = values[row]!
  }
  return out
}

/** Labels are coded as the file names them first; numbers are labels as they stand. */
function elementsOf(column: Column, element: Element): ArrayLike<number> {
  if (column.kind === 'number') return column.values
  if (element.kind !== 'bool') return column.codes
  return column.codes.map((code) => Number(column.labels[code] === 'true'))
}

function generate(
  { values, inputs }: ReturnType<typeof lowerGeneratedData>,
  seedInput: Node,
  columns: ReadonlyMap<string, DataColumn>,
  seed: number,
): ReadonlyMap<string, TypedArray> {
  const fed = new Map<Node, TypedArray>([[seedInput, Float64Array.of(seed)]])
  for (const { name, node } of inputs) {
    const column = columns.get(name)
    if (column) fed.set(node, column.elements)
  }
  const nodes = Array.from(values.values(), ({ node }) => node)
  // The interpreter keeps every value on the way until the last one is there.
  demandMemory(topologicalOrder(nodes))
  const results = interpret(nodes, { values: fed })
  return new Map(Array.from(values.keys(), (name, i) => [name, results[i]!.data]))
}

/** Some rows of a column, in the order asked for. */
export function takeRows({ elements, width }: DataColumn, rows: Int32Array): TypedArray {
  const taken = elements.slice(0, rows.length * width)
  for (const [i, row] of rows.entries()) {
    taken.set(elements.subarray(row * width, (row + 1) * width), i * width)
  }
  return taken
}
