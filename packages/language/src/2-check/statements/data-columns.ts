import type { Span } from '@gradus/diagnostics'
import { shorten } from '../../1-syntax/lex.ts'
import type { DataColumn } from '../../host.ts'
import type { Env } from '../env.ts'
import type { Element, TensorType } from '../types.ts'

/** A column of the file, and where the text asks for it. */
export interface AskedColumn {
  readonly column: DataColumn
  readonly span: Span
}

type Labels = Extract<Element, { kind: 'labels' }>

/** Holds a column of a file to the element kind that it is declared to have; false when it is not. */
export function checkColumn(
  env: Env,
  asked: AskedColumn,
  { element }: TensorType,
  file: string,
): boolean {
  if (asked.column.firstBad) return reportText(env, asked)
  if (element.kind === 'labels') return checkLabels(env, asked, element, file)
  if (element.kind === 'bool') return checkFlags(env, asked)
  return asked.column.kind === 'number' ? true : reportText(env, asked)
}

const flagTexts: ReadonlySet<string> = new Set(['true', 'false'])

function checkFlags(env: Env, asked: AskedColumn): boolean {
  const { kind, labels = [], minimum = 0, maximum = 1, fraction } = asked.column
  if (kind === 'text') {
    const areFlags = labels.length > 0 && labels.every((label) => flagTexts.has(label))
    return areFlags || reportText(env, asked)
  }
  if (minimum >= 0 && maximum <= 1 && fraction === undefined) return true
  const ends = `a column from ${minimum} to ${maximum}`
  const found = fraction === undefined ? ends : `a column with ${fraction}`
  env.reporter.report('E0317', asked.span, { found, expected: 'true or false, as 1 or 0,' })
  return false
}

function reportText(env: Env, { column, span }: AskedColumn): false {
  const { firstBad, firstText, labels = [], name } = column
  const first = firstText ?? { row: 1, text: labels[0] ?? '' }
  const { row, text, count } = firstBad ?? { ...first, count: 1 }
  const notes = count > 1 ? [`${count} cells of this column are not numbers`] : []
  const isLabels = firstBad === undefined
  const help = isLabels ? 'texts can be labels: declare it with the dim that they index' : undefined
  const details = { notes, ...(help === undefined ? {} : { help }) }
  env.reporter.report('E0404', span, { row, column: name, text: shorten(text) }, details)
  return false
}

function checkLabels(
  env: Env,
  { column, span }: AskedColumn,
  { dim }: Labels,
  file: string,
): boolean {
  const { minimum = 0 } = column
  if (column.kind === 'number' && minimum < 0) {
    const found = `a column from ${minimum} up`
    env.reporter.report('E0317', span, { found, expected: 'labels, counted from 0,' })
    return false
  }
  if (column.fraction !== undefined) {
    const found = `a column with ${column.fraction}`
    env.reporter.report('E0317', span, { found, expected: 'labels, counted from 0,' })
    return false
  }
  const found = labelCount(column)
  const entry = env.session.dims.get(dim)
  if (!entry || found === undefined) return true
  if (entry.size === undefined) {
    entry.size = found
    entry.isBound = true
    entry.sizedBy = file
    return true
  }
  if (found <= entry.size) return true
  const label = strayLabel(column)
  const notes = label === undefined ? [] : [`label "${label}" has a stray space`]
  env.reporter.report('E0408', span, { found, dim, size: entry.size }, { notes })
  return false
}

// Numbers are labels as they stand; texts are counted as they first appear.
function labelCount({ kind, maximum, distinct, labels }: DataColumn): number | undefined {
  if (kind === 'number') return maximum === undefined ? undefined : maximum + 1
  return distinct ?? labels?.length
}

function strayLabel({ labels = [] }: DataColumn): string | undefined {
  return labels.find((label) => label !== label.trim() && labels.includes(label.trim()))
}
