/** The part of the environment that decides how output looks. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether to colour a stream: flags decide first, then `FORCE_COLOR`, `NO_COLOR` and
 * `TERM=dumb`, then whether it is a terminal.
 */
export function wantsColor(isTerminal: boolean, environment: Environment, flag = true): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment
  if (!flag) return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (NO_COLOR || TERM === 'dumb') return false
  return isTerminal
}

/** Whether the terminal shows more than ASCII; true where nothing says otherwise. */
export function showsUnicode({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8'
  return /utf-?8/i.test(locale)
}
