/** A Markdown table; every cell is one line, and `|` is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
export function replaceBetween(text: string, name: string, content: string): string {
  const opening = `<!-- ${name} -->`
  const start = text.indexOf(opening)
  const end = text.indexOf(`<!-- /${name} -->`)
  if (start < 0 || end < start) throw new Error(`no markers ${opening} … <!-- /${name} -->`)
  return `${text.slice(0, start + opening.length)}\n${content}\n${text.slice(end)}`
}
