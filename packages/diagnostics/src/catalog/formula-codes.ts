/**
 * The messages of the errors of E01 and E02 that formulas outside of models are reported with
 * too. They stand apart so that a page that reads formulas takes these alone.
 */
export const formulaMessages = {
  E0101: 'I cannot read `{text}` here',
  E0103: 'a value is missing',
  E0104: '`{bracket}` is never closed',
  E0106: 'I did not expect `{text}` here',
  E0107: 'two values side by side',
  E0110: 'powers are written `^`',
  E0112: 'comparisons do not chain',
  E0113: '`{bracket}` closes nothing',
  E0115: '`{text}` is not a number',
  E0120: 'nested too deep ({levels} levels)',
  E0201: 'I do not know `{name}`',
  E0206: '`{function}` needs `{argument}`',
  E0207: '`{function}` has no argument `{argument}`',
} as const

/** A code that a formula outside of a model can have. */
export type FormulaCode = keyof typeof formulaMessages
