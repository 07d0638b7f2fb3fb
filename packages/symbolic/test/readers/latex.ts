const words = /\\(?:[a-zA-Z]+|[^a-zA-Z])|[^\\]/gu

// How many groups in braces follow a command.
const groupsAfter = new Map([
  ['\\frac', 2],
  ...['\\sqrt', '\\mathit', '\\text', '\\operatorname', '\\begin', '\\end'].map(
    (command): [string, number] => [command, 1],
  ),
])

const closers: Readonly<Record<string, string>> = {
  '{': '}',
  '\\left': '\\right',
  '\\begin': '\\end',
}

/**
 * What TeX would complain of in math mode: brackets, delimiters and environments that are not
 * closed in their order, a command without its arguments, two exponents on one base, `&` and
 * line ends outside of a table. Empty for well-formed LaTeX.
 */
export function complaintsAboutLatex(text: string): string[] {
  const complaints: string[] = []
  const tokens = (text.match(words) ?? []).filter((token) => token !== ' ')
  const open: string[] = []
  // What the base that was just read already carries.
  let carried = new Set<string>()
  const carriedOutside: Set<string>[] = []
  tokens.forEach((token, i) => {
    const next = tokens[i + 1]
    if (token === '^' || token === '_') {
      if (carried.has(token)) complaints.push(`double ${token}`)
      if (next !== '{' && !/^[\w']$/.test(next ?? '')) complaints.push(`nothing after ${token}`)
      carried.add(token)
      return
    }
    const isScript = tokens[i - 1] === '^' || tokens[i - 1] === '_'
    if (token in closers) {
      open.push(token)
      carriedOutside.push(isScript ? carried : new Set())
      carried = new Set()
    } else if (Object.values(closers).includes(token)) {
      const opener = open.pop()
      if (!opener || closers[opener] !== token) complaints.push(`${opener} closed by ${token}`)
      carried = carriedOutside.pop() ?? new Set()
    } else {
      if ((token === '&' || token === '\\\\') && open.at(-1) !== '\\begin') {
        complaints.push(`${token} outside of a table`)
      }
      if (!isScript) carried = new Set()
    }
    const wanted = groupsAfter.get(token)
    if (wanted !== undefined && countGroups(tokens, i + 1) < wanted) {
      complaints.push(`${token} without its arguments`)
    }
  })
  if (open.length > 0) complaints.push(`not closed: ${open.join(' ')}`)
  return complaints
}

/** How many groups in braces stand one after the other from a place on, after options in brackets. */
function countGroups(tokens: readonly string[], start: number): number {
  let at = tokens[start] === '[' ? tokens.indexOf(']', start) + 1 : start
  let count = 0
  for (; tokens[at] === '{'; count++) {
    for (let depth = 0; at < tokens.length; ) {
      if (tokens[at] === '{') depth++
      if (tokens[at] === '}') depth--
      at++
      if (depth === 0) break
    }
  }
  return count
}
