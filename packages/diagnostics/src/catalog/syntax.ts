import { formulaCodes } from './formula-codes.ts'
import type { CatalogRow } from './row.ts'

/** E01: how a model is written. */
export const syntax = {
  E0101: formulaCodes.E0101,
  E0102: {
    name: 'UnknownStatement',
    severity: 'error',
    message: '`{word}` does not start a statement',
    fix: 'safe',
  },
  E0103: formulaCodes.E0103,
  E0104: formulaCodes.E0104,
  E0105: {
    name: 'UnclosedBlock',
    severity: 'error',
    message: '`{` is never closed',
    fix: 'safe',
  },
  E0106: formulaCodes.E0106,
  E0107: formulaCodes.E0107,
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
  E0110: formulaCodes.E0110,
  E0111: {
    name: 'UnclosedText',
    severity: 'error',
    message: 'this text never ends',
    fix: 'safe',
  },
  E0112: formulaCodes.E0112,
  E0113: formulaCodes.E0113,
  E0114: {
    name: 'ForeignKeyword',
    severity: 'error',
    message: '`{word}` is from another language',
    fix: 'ask',
  },
  E0115: formulaCodes.E0115,
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
  E0120: formulaCodes.E0120,
} as const satisfies Record<string, CatalogRow>
