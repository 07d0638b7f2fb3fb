import { formulaMessages } from './formula-codes.ts'
import type { CatalogRow } from './row.ts'

/** E01: how a model is written. */
export const syntax = {
  E0101: {
    name: 'UnreadableCharacter',
    severity: 'error',
    message: formulaMessages.E0101,
    fix: 'ask',
  },
  E0102: {
    name: 'UnknownStatement',
    severity: 'error',
    message: '`{word}` does not start a statement',
    fix: 'safe',
  },
  E0103: {
    name: 'MissingValue',
    severity: 'error',
    message: formulaMessages.E0103,
    fix: 'none',
  },
  E0104: {
    name: 'UnclosedBracket',
    severity: 'error',
    message: formulaMessages.E0104,
    fix: 'safe',
  },
  E0105: {
    name: 'UnclosedBlock',
    severity: 'error',
    message: '`{` is never closed',
    fix: 'safe',
  },
  E0106: {
    name: 'UnexpectedText',
    severity: 'error',
    message: formulaMessages.E0106,
    fix: 'ask',
  },
  E0107: {
    name: 'AdjacentValues',
    severity: 'error',
    message: formulaMessages.E0107,
    fix: 'safe',
  },
  E0108: {
    name: 'MisplacedComparison',
    severity: 'error',
    message: '`==` compares; a single `=` names a value',
    fix: 'safe',
  },
  E0109: {
    name: 'MissingColon',
    severity: 'error',
    message: 'expected `:` (settings are written `name: value`)',
    fix: 'safe',
  },
  E0110: {
    name: 'ForeignPower',
    severity: 'error',
    message: formulaMessages.E0110,
    fix: 'safe',
  },
  E0111: {
    name: 'UnclosedText',
    severity: 'error',
    message: 'this text never ends',
    fix: 'safe',
  },
  E0112: {
    name: 'ChainedComparison',
    severity: 'error',
    message: formulaMessages.E0112,
    fix: 'safe',
  },
  E0113: {
    name: 'UnmatchedBracket',
    severity: 'error',
    message: formulaMessages.E0113,
    fix: 'safe',
  },
  E0114: {
    name: 'ForeignKeyword',
    severity: 'error',
    message: '`{word}` is from another language',
    fix: 'ask',
  },
  E0115: {
    name: 'MalformedNumber',
    severity: 'error',
    message: formulaMessages.E0115,
    fix: 'none',
  },
  E0116: {
    name: 'MissingElse',
    severity: 'error',
    message: '`if` needs an `else`',
    fix: 'ask',
  },
  E0117: {
    name: 'ReservedBelief',
    severity: 'error',
    message: '`~` is reserved for beliefs, which are planned',
    fix: 'ask',
  },
  E0118: {
    name: 'MisplacedUpdate',
    severity: 'error',
    message: '`<-` only updates state inside an `optimizer`',
    fix: 'ask',
  },
  E0119: {
    name: 'TabbedIndentation',
    severity: 'error',
    message: 'a tab in the indentation',
    fix: 'safe',
  },
  E0120: {
    name: 'ExcessiveNesting',
    severity: 'error',
    message: formulaMessages.E0120,
    fix: 'none',
  },
} as const satisfies Record<string, CatalogRow>
