import type { CatalogRow } from './row.ts'

/**
 * The rows of E01 and E02 that formulas outside of models are reported with too. They stand
 * apart so that a page that reads formulas takes these alone.
 */
export const formulaCodes = {
  E0101: {
    name: 'UnreadableCharacter',
    severity: 'error',
    message: 'I cannot read `{text}` here',
    fix: 'ask',
  },
  E0103: {
    name: 'MissingValue',
    severity: 'error',
    message: 'a value is missing',
    fix: 'none',
  },
  E0104: {
    name: 'UnclosedBracket',
    severity: 'error',
    message: '`{bracket}` is never closed',
    fix: 'safe',
  },
  E0106: {
    name: 'UnexpectedText',
    severity: 'error',
    message: 'I did not expect `{text}` here',
    fix: 'ask',
  },
  E0107: {
    name: 'AdjacentValues',
    severity: 'error',
    message: 'two values side by side',
    fix: 'safe',
  },
  E0110: {
    name: 'ForeignPower',
    severity: 'error',
    message: 'powers are written `^`',
    fix: 'safe',
  },
  E0112: {
    name: 'ChainedComparison',
    severity: 'error',
    message: 'comparisons do not chain',
    fix: 'safe',
  },
  E0113: {
    name: 'UnmatchedBracket',
    severity: 'error',
    message: '`{bracket}` closes nothing',
    fix: 'safe',
  },
  E0115: {
    name: 'MalformedNumber',
    severity: 'error',
    message: '`{text}` is not a number',
    fix: 'none',
  },
  E0120: {
    name: 'ExcessiveNesting',
    severity: 'error',
    message: 'nested too deep ({levels} levels)',
    fix: 'none',
  },
  E0201: {
    name: 'UnknownName',
    severity: 'error',
    message: 'I do not know `{name}`',
    fix: 'safe',
  },
  E0206: {
    name: 'MissingArgument',
    severity: 'error',
    message: '`{function}` needs `{argument}`',
    fix: 'ask',
  },
  E0207: {
    name: 'UnknownArgument',
    severity: 'error',
    message: '`{function}` has no argument `{argument}`',
    fix: 'safe',
  },
} as const satisfies Record<string, CatalogRow>

/** A code that a formula outside of a model can have. */
export type FormulaCode = keyof typeof formulaCodes
