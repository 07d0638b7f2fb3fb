import { type Diagnostic, diagnostic, type Source } from '@gradus/diagnostics'
import type { IToken } from 'chevrotain'
import { Token } from './tokens.ts'

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n' }

/** The text that a token in quotes stands for; unknown escapes are reported and kept. */
export function readText(
  token: IToken,
  context: { readonly source: Source; readonly diagnostics: Diagnostic[] },
): string {
  if (token.isInsertedInRecovery) return ''
  const isClosed = token.tokenType !== Token.UnclosedText
  const inside = isClosed ? token.image.slice(1, -1) : token.image.slice(1).trimEnd()
  if (token.tokenType !== Token.Text) return inside
  return inside.replace(/\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))/gu, (written, code, sign, offset) => {
    const character = code === undefined ? escapes[sign] : readCodePoint(code)
    if (character !== undefined) return character
    const start = token.startOffset + 1 + offset
    context.diagnostics.push(
      diagnostic(
        'E0101',
        context.source,
        { start, end: start + written.length },
        { text: written },
        {
          label: 'not an escape',
          help: 'in a text, write `\\"`, `\\\\`, `\\n` or `\\u{…}`',
        },
      ),
    )
    return written
  })
}

function readCodePoint(code: string): string | undefined {
  const value = Number.parseInt(code, 16)
  return value <= 0x10ffff ? String.fromCodePoint(value) : undefined
}
