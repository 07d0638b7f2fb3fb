import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'

const keywords =
  /^(?:dim|data|param|minimize|maximize|metric|train|test|show|plot|layer|optimizer|import|repeat|return|if|then|else|and|or|not|expect|from|as|in|after|within|state)\b/

const language = StreamLanguage.define({
  name: 'gradus',
  token(stream) {
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string'
    if (stream.match(/^(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?/i)) return 'number'
    if (stream.match(keywords)) return 'keyword'
    if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*'*/u)) return 'variableName'
    stream.next()
    return null
  },
})

const style = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--vp-c-text-2)' },
  { tag: tags.keyword, color: 'var(--curve-4)' },
  { tag: tags.string, color: 'var(--curve-3)' },
  { tag: tags.number, color: 'var(--curve-1)' },
])

/** Colours for `.gd` text in an editor; they follow the page's light or dark mode. */
export const gradusHighlighting: Extension = [language, syntaxHighlighting(style)]
