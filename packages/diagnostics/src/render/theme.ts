/** What a piece of rendered text is, for its colour. */
export type Style = 'error' | 'warning' | 'secondary' | 'gutter' | 'strong' | 'fix' | 'plain'

/** Puts a colour around a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

const ansi: Readonly<Record<Style, string>> = {
  error: '1;31',
  warning: '1;33',
  secondary: '1;34',
  gutter: '34',
  strong: '1',
  fix: '32',
  plain: '',
}

/** The one colour theme, in the ANSI codes that every terminal maps to its own palette. */
export const colored: Paint = (style, text) =>
  text === '' || ansi[style] === '' ? text : `\u001b[${ansi[style]}m${text}\u001b[0m`

/** No colour: for files, pipes and people who asked for none. */
export const uncolored: Paint = (_, text) => text
