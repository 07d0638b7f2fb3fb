import { type Diagnostic, suggest } from '@gradus/diagnostics'
import type { Column, DataStatement, Expr, Name, Text } from '../../1-syntax/ast.ts'
import type { DataDescription } from '../../host.ts'
import { baseDim } from '../dims.ts'
import { collecting, type Env, infer } from '../env.ts'
import { asTensor } from '../expressions/values.ts'
import { siblingPath } from '../paths.ts'
import { didYouMean, editsFix, insertion, replaceFix } from '../reporter.ts'
import { resolveType } from '../resolve-type.ts'
import { showType } from '../show-type.ts'
import { poison, type TensorType, type Type } from '../types.ts'
import { type AskedColumn, checkColumn } from './data-columns.ts'
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
  const fits = !from || checkFile(env, { ...statement, from }, declared)
  const stated = value ? generatedType(inner, statement, value, declared) : (declared ?? poison)
  const type = fits ? stated : poison
  if (type.kind === 'poison') markMentioned(env, statement)
  for (const { text: name, span } of names) {
    declareTop(env, { kind: 'data', name, span, type, reads: new Set(inner.reads) })
  }
}

// What is wrong with the data is said; that its dims have no size would only repeat it.
function markMentioned(env: Env, { type }: DataStatement): void {
  for (const dim of type?.dims ?? []) if (dim.kind === 'name') markBound(env, baseDim(dim.name))
}

function generatedType(
  env: Env,
  { names, type: written }: DataStatement,
  value: Expr,
  declared: TensorType | undefined,
): Type {
  const found = infer({ ...env, draws: declared ?? 'unknown' }, value)
  const tensor = asTensor(env, value, found)
  if (!declared || !tensor) return declared ?? poison
  if (!written) return tensor
  const name = names[0]?.text ?? ''
  if (!fillsType(declared, tensor)) reportDeclared(env, name, value, declared, tensor)
  return declared
}

// False when the file does not hold what is declared. Only the main file's data is read:
// importing a file takes none of it.
function checkFile(env: Env, statement: FileData, type: TensorType | undefined): boolean {
  const { path } = statement.from
  const { host } = env.session
  const isMain = env.module.path === ''
  const description = host && isMain ? host.describeData(siblingPath('', path.value)) : undefined
  if (description?.kind === 'table') return bindTable(env, statement, type, description)
  if (type) for (const dim of type.dims) markBound(env, baseDim(dim))
  if (type?.element.kind === 'labels') markBound(env, type.element.dim)
  if (description?.kind === 'missing') reportMissing(env, path)
  if (description?.kind === 'unreadable') reportUnreadable(env, path, description.diagnostics)
  return true
}

function bindTable(
  env: Env,
  statement: FileData,
  type: TensorType | undefined,
  table: Table,
): boolean {
  const columns = findColumns(env, statement, table)
  keepColumns(env, statement, columns)
  if (!type) return true
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
    return false
  }
  bindDimSize(env, rows, table.rows, at)
  if (last !== undefined && isWhole) bindDimSize(env, last, count, at)
  if (last !== undefined && !isWhole) markBound(env, baseDim(last))
  return columns.map((found) => !found || checkColumn(env, found, type, at.file)).every(Boolean)
}

// Names that take one column each, or one name that takes them all.
function keepColumns(
  { session }: Env,
  { names }: FileData,
  columns: readonly (AskedColumn | undefined)[],
): void {
  for (const [i, { text }] of names.entries()) {
    const own = names.length === 1 ? columns : [columns[i]]
    session.columns.set(
      text,
      own.flatMap((asked) => (asked ? [asked.column] : [])),
    )
  }
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

function reportMissing(env: Env, { value: path, span }: Text): void {
  const near = nearFile(env, path)
  const details = near
    ? { label: `did you mean "${near}"?`, fix: replaceFix(span, `"${near}"`, 'ask') }
    : { help: 'paths are relative to this file' }
  env.reporter.report('E0401', span, { file: path }, details)
}

// The file says itself what is wrong in it; the text shows who reads it.
function reportUnreadable(env: Env, { span }: Text, diagnostics: readonly Diagnostic[]): void {
  const reader = { span, text: 'read here', source: env.reporter.source }
  for (const found of diagnostics) {
    env.session.reports.add({ ...found, secondary: [...found.secondary, reader] })
  }
}

function nearFile(env: Env, path: string): string | undefined {
  // What is listed under this very name cannot be read as a file: it is a folder.
  const others = (env.session.host?.listFiles?.(path) ?? []).filter((other) => other !== path)
  return suggest(path, others)
}
