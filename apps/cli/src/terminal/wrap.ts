/** Breaks prose into lines of at most `width` characters; words stay whole. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Breaks a formula after spaces and operators. */
export function wrapFormula(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(/(?<=[ */])/)) {
    if (line !== '' && line.length + piece.trimEnd().length > width) {
      lines.push(line.trimEnd())
      line = piece
    } else line += piece
  }
  return [...lines, line]
}

/** Puts spaces before each line that has something on it. */
export function indent(text: string, count: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(count))
}
