/** One word of the text form of graphs. */
export interface Token {
  readonly kind: 'node' | 'body' | 'word' | 'text' | 'number' | 'sign' | 'line' | 'unknown'
  readonly text: string
  readonly start: number
  readonly end: number
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['node', /%\d+/y],
  ['body', /@\d+/y],
  ['number', /-?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Infinity)|NaN/y],
  ['word', /[A-Za-z_]\w*/y],
  ['text', /"(?:[^"\\\n]|\\.)*"/y],
  ['sign', /<=|[()[\]{}:=,]/y],
  ['line', /\n/y],
]

/** Cuts a text into words; line breaks count, other space does not. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  for (let start = 0; start < text.length; ) {
    if (/[ \t\r\uFEFF]/.test(text[start]!)) {
      start++
      continue
    }
    const token = tokenAt(text, start)
    tokens.push(token)
    start = token.end
  }
  return tokens
}

function tokenAt(text: string, start: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    if (found) return { kind, text: found[0], start, end: pattern.lastIndex }
  }
  const length = text.codePointAt(start)! > 0xffff ? 2 : 1
  return { kind: 'unknown', text: text.slice(start, start + length), start, end: start + length }
}
