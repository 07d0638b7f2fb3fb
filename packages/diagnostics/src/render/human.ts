import type { Diagnostic } from '../diagnostic.ts'
import { showControls } from './columns.ts'
import { drawExcerpt, excerptsOf, lastLineOf } from './excerpt.ts'
import { fixedLines } from './fixed-lines.ts'
import { colored, type Paint, type Style, uncolored } from './theme.ts'

/**
 * Renders a diagnostic for people: the message, the labelled lines, notes, help, and the
 * line as a fix would leave it. Ends without a line break.
 *
 * A fix that is marked as told by the help is not shown a second time.
 */
export function renderHuman(
  diagnostic: Diagnostic,
  options: { readonly color?: boolean } = {},
): string {
  const paint = options.color ? colored : uncolored
  const { code, severity, message } = diagnostic
  const excerpts = excerptsOf(diagnostic)
  const width = String(Math.max(...excerpts.map(lastLineOf))).length
  const remarks = remarksOf(diagnostic, ' '.repeat(width), paint)
  const lines = [
    `${paint(severity, `${severity}[${code}]`)}${paint('strong', `: ${showControls(message)}`)}`,
    ...excerpts.flatMap((excerpt) => drawExcerpt(excerpt, width, paint)),
    ...(remarks.length > 0 ? [paint('gutter', `${' '.repeat(width)} |`), ...remarks] : []),
    ...seeLine(diagnostic, ' '.repeat(width), paint),
  ]
  return lines.join('\n')
}

function remarksOf(diagnostic: Diagnostic, blank: string, paint: Paint): string[] {
  const { notes, help, fixes } = diagnostic
  const remark = (word: string, text: string, style: Style = 'plain') =>
    hang(`${paint('gutter', `${blank} =`)} ${paint('strong', word)} `, {
      indent: `${blank} = ${word} `.length,
      lines: text.split('\n'),
      paint: (line) => paint(style, showControls(line)),
    })
  return [
    ...notes.flatMap((note) => remark('note:', note)),
    ...(help === undefined ? [] : remark('help:', help)),
    ...fixes
      .filter(({ told }) => !told)
      .flatMap((fix) => remark('fix: ', fixedLines(diagnostic, fix).join('\n'), 'fix')),
  ]
}

interface Hanging {
  readonly indent: number
  readonly lines: readonly string[]
  readonly paint: (line: string) => string
}

/** Sets a text of several lines behind its first words. */
function hang(start: string, { indent, lines, paint }: Hanging): string[] {
  return lines.map((line, i) => (i === 0 ? start : ' '.repeat(indent)) + paint(line))
}

function seeLine({ see, code }: Diagnostic, blank: string, paint: Paint): string[] {
  if (see.length === 0) return []
  const places = [`gradus explain ${code}`, ...see].join(' · ')
  return [`${blank} ${paint('strong', 'see:')}    ${showControls(places)}`]
}
