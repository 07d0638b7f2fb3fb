import type { MarkdownOptions } from 'vitepress'

const keywords =
  'dim|data|param|minimize|maximize|metric|train|test|show|plot|layer|optimizer|import|repeat|return|if|then|else|and|or|not|expect|from|as|in|after|within|state'

/** Colours for `gd` code blocks. */
export const gradusGrammar: NonNullable<MarkdownOptions['languages']>[number] = {
  name: 'gd',
  scopeName: 'source.gd',
  patterns: [
    { match: '#.*$', name: 'comment.line' },
    { match: '"(?:[^"\\\\]|\\\\.)*"?', name: 'string.quoted.double' },
    { match: `\\b(?:${keywords})\\b`, name: 'keyword.control' },
    { match: '\\b\\d[\\d_]*(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b', name: 'constant.numeric' },
  ],
  repository: {},
}
