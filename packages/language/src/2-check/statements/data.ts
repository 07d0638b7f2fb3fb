import { type MessageValues, suggest } from '@gradus/diagnostics'
import type { Column, DataStatement, Expr, Name } from '../../1-syntax/ast.ts'
import type { DataColumn, DataDescription, DataProblemCode } from '../../host.ts'
import { baseDim } from '../dims.ts'
import { collecting, type Env, infer } from '../env.ts'
import { asTensor } from '../expressions/values.ts'
import { siblingPath } from '../paths.ts'
import { didYouMean, editsFix, insertion, replaceFix } from '../reporter.ts'
import { resolveType } from '../resolve-type.ts'
import { showType } from '../show-type.ts'
import { poison, type TensorType, type Type } from '../types.ts'
import { checkColumn } from './data-columns.ts'
import { bindDimSize, markBound } from './data-sizes.ts'
import { declareTop } from './declare.ts'
import { fillsType, reportDeclared } from './value-types.ts'

type FileData = DataStatement & { readonly from: NonNullable<DataStatement['from']> }
type Table = Extract<DataDescription, { kind: 'table' }>

/** Checks `data names: type from file (columns)` and `data names: type = value`. */
export function checkData(env: Env, statement: DataStatement): void {
  const inner = collecting(env, { defining: statement.names[0]?.text ?? '' })
  const declared = resolveType(inner, statement.type)
  const { from, value, names } = statement
  const type = value ? generatedType(inner, statement, value, declared) : (declared ?? poison)
  if (from) checkFile(env, { ...statement, from }, declared)
  for (const { text: name, span } of names) {
    declareTop(env, { kind: 'data', name, span, type, reads: new Set(inner.reads) })
  }
}

function generatedType(
  env: Env,
  { names, type: written }: DataStatement,
  value: Expr,
  declared: TensorType | undefined,
): Type {
  const found = infer({ ...env, draws: declared }, value)
  const tensor = asTensor(env, value, found)
  if (!declared || !tensor) return declared ?? poison
  if (!written) return tensor
  const name = names[0]?.text ?? ''
  if (!fillsType(declared, tensor)) reportDeclared(env, name, value, declared, tensor)
  return declared
}

// Only the main file's data is read: importing a file takes none of it.
function checkFile(env: Env, statement: FileData, type: TensorType | undefined): void {
  const { path } = statement.from
  const { host } = env.session
  const isMain = env.module.path === ''
  const description = host && isMain ? host.describeData(siblingPath('', path.value)) : undefined
  if (!description || description.kind === 'problem') {
    if (type) for (const dim of type.dims) markBound(env, baseDim(dim))
    if (type?.element.kind === 'labels') markBound(env, type.element.dim)
  }
  if (description?.kind === 'problem') reportFileProblem(env, statement, description)
  if (description?.kind === 'table') bindTable(env, statement, type, description)
}

function bindTable(
  env: Env,
  statement: FileData,
  type: TensorType | undefined,
  table: Table,
): void {
  const columns = findColumns(env, statement, table)
  if (!type) return
  const [rows, last, ...others] = type.dims
  const { path } = statement.from
  const at = { file: path.value, span: path.span }
  const count = columns.filter((column) => column !== undefined).length
  const isWhole = count === columns.length
  const expected = type.dims.length === 2 ? undefined : statement.names.length
  const wrongCount = isWhole && expected !== undefined && count !== expected
  if (rows === undefined || others.length > 0 || wrongCount) {
    const shape = count === 1 ? `(${table.rows})` : `(${table.rows}, ${count})`
    const values = { file: path.value, shape, declared: showType(type) }
    env.reporter.report('E0406', statement.from.span, values)
    return
  }
  bindDimSize(env, rows, table.rows, at)
  if (last !== undefined && isWhole) bindDimSize(env, last, count, at)
  if (last !== undefined && !isWhole) markBound(env, baseDim(last))
  for (const found of columns) if (found) checkColumn(env, found, type, at.file)
}

/** A column of the file, and where the text asks for it. */
export interface AskedColumn {
  readonly column: DataColumn
  readonly span: Expr['span']
}

// One entry for each column, in the order of the text; none where there is no such column.
function findColumns(
  env: Env,
  { names, from }: FileData,
  table: Table,
): (AskedColumn | undefined)[] {
  if (from.columns.length === 0) {
    return names.map((name) => {
      const column = table.columns.find((candidate) => candidate.name === name.text)
      if (column) return { column, span: name.span }
      reportColumn(env, { names, from }, table, name, false)
      return undefined
    })
  }
  return from.columns.flatMap((column) => findRange(env, { names, from }, table, column))
}

function findRange(
  env: Env,
  data: Pick<FileData, 'names' | 'from'>,
  table: Table,
  { first, last, span }: Column,
): (AskedColumn | undefined)[] {
  const indexOf = (name: Name) => {
    const index = table.columns.findIndex((candidate) => candidate.name === name.text)
    if (index < 0) reportColumn(env, data, table, name, true)
    return index
  }
  const start = indexOf(first)
  const end = last ? indexOf(last) : start
  if (start < 0 || end < 0) return [undefined]
  if (end >= start) return table.columns.slice(start, end + 1).map((column) => ({ column, span }))
  const swapped = `${last?.text ?? ''} .. ${first.text}`
  const fix = replaceFix(span, swapped)
  env.reporter.report('E0409', span, { range: env.reporter.textOf(span) }, { fix })
  return [undefined]
}

function reportColumn(
  env: Env,
  { names, from }: Pick<FileData, 'names' | 'from'>,
  table: Table,
  { text, span }: Name,
  isListed: boolean,
): void {
  if (text === '') return
  const columns = table.columns.map(({ name }) => name)
  const better = suggest(text, columns)
  const shown = columns.slice(0, 8).join(', ') + (columns.length > 8 ? ', …' : '')
  const list = names.map((name) => (name.text === text ? better : name.text)).join(', ')
  const edit = insertion(from.path.span.end, ` (${list})`)
  const named = isListed || better === undefined ? {} : { fix: editsFix('name the column', [edit]) }
  env.reporter.report(
    'E0402',
    span,
    { file: from.path.value, column: text },
    { ...didYouMean(span, better), ...named, notes: [`its columns are ${shown}`] },
  )
}

type Values = Readonly<Record<string, string | number>>

// The host speaks of values by name; what it leaves out is shown as unknown.
const problemValues: {
  readonly [C in DataProblemCode]: (values: Values, file: string) => MessageValues<C>
} = {
  E0401: ({ file: named }, file) => ({ file: named ?? file }),
  E0410: ({ type }, file) => ({ type: type ?? file.replace(/^.*(?=\.)/, '') }),
  E0411: ({ row = '?', found = '?', expected = '?' }) => ({ row, found, expected }),
  E0412: ({ file: named }, file) => ({ file: named ?? file }),
  E0413: ({ column = '?' }) => ({ column }),
  E0414: ({ number = '?' }) => ({ number }),
  E0415: ({ row = '?' }) => ({ row }),
  E0416: ({ problem = '?', file: named }, file) => ({ file: named ?? file, problem }),
}

function reportFileProblem<C extends DataProblemCode>(
  env: Env,
  { from: { path } }: FileData,
  problem: Extract<DataDescription, { kind: 'problem' }> & { readonly code: C },
): void {
  const { code, notes = [], help } = problem
  const near = code === 'E0401' ? nearFile(env, path.value) : undefined
  const quoted = near && replaceFix(path.span, `"${near}"`, 'ask')
  env.reporter.report(code, path.span, problemValues[code](problem.values, path.value), {
    ...(near ? { label: `did you mean "${near}"?` } : {}),
    ...(quoted ? { fix: quoted } : {}),
    notes,
    ...(help === undefined ? {} : { help }),
  })
}

function nearFile(env: Env, path: string): string | undefined {
  return suggest(path, env.session.host?.listFiles?.(path) ?? [])
}
