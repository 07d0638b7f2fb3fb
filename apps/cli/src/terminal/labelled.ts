import type { Paint } from './paint.ts'

/** The column where the text of a labelled line begins. */
const start = 8

/**
 * ` train  adam · 403 parameters`: a faint label and parts with dots between them, on as
 * many lines as they need.
 */
export function labelled(
  label: string,
  parts: readonly string[],
  { width, paint, isUnicode }: Wrapped,
): readonly string[] {
  const dot = isUnicode ? ' · ' : ', '
  const rows: string[] = []
  let row = ''
  for (const part of parts) {
    if (row !== '' && start + row.length + dot.length + part.length > width) {
      rows.push(row)
      row = part
    } else row = row === '' ? part : row + dot + part
  }
  return [...rows, row].map((text, i) => {
    const head = i === 0 ? paint('faint', ` ${label} `.padEnd(start)) : ' '.repeat(start)
    return head + text
  })
}

/** Where labelled lines are printed. */
export interface Wrapped {
  readonly width: number
  readonly paint: Paint
  readonly isUnicode: boolean
}
