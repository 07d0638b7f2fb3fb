import type { IToken } from 'chevrotain'
import { Token } from './tokens.ts'

/**
 * Finds the documentation that stands above tokens: the text of the `##` lines since the
 * token before, by the offset of the token. A `##` behind other words on its line is an
 * ordinary comment.
 */
export function attachDocs(
  tokens: readonly IToken[],
  trivia: readonly IToken[],
): ReadonlyMap<number, string> {
  const docs = new Map<number, string>()
  const comments = trivia.filter((comment) => comment.tokenType === Token.Doc)
  let next = 0
  let line = 0
  for (const token of tokens) {
    if (next >= comments.length) break
    if (token.tokenType === Token.LineBreak || token.isInsertedInRecovery) continue
    const lines: string[] = []
    for (
      let doc = comments[next];
      doc && doc.startOffset < token.startOffset;
      doc = comments[next]
    ) {
      if (doc.startLine !== line) lines.push(doc.image.replace(/^##+ ?/, '').trimEnd())
      next++
    }
    if (lines.length > 0) docs.set(token.startOffset, lines.join('\n'))
    line = token.endLine ?? line
  }
  return docs
}
