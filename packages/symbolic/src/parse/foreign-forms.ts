/** What a sign or a word of other notations stands for here, and why it is not one of ours. */
export interface ForeignForm {
  readonly meant?: string | undefined
  readonly help?: string
}

const minus: ForeignForm = { meant: '-' }
const times: ForeignForm = { meant: '*' }
const over: ForeignForm = { meant: '/' }
const open: ForeignForm = { meant: '(', help: 'all brackets are round' }
const close: ForeignForm = { meant: ')', help: 'all brackets are round' }
const both: ForeignForm = { meant: 'and', help: 'conditions are joined by `and`' }
const either: ForeignForm = {
  meant: 'or',
  help: 'conditions are joined by `or`; the size of a number is `abs(x)`',
}

/** Signs that other notations have and formulas do not. */
export const foreignSigns: Readonly<Record<string, ForeignForm>> = {
  '=': { meant: '==', help: 'a formula has no `=`; give the side that is computed' },
  '[': open,
  '{': open,
  ']': close,
  '}': close,
  '&': both,
  '&&': both,
  '|': either,
  '||': either,
  '!': { meant: 'not', help: 'the factorial of n is `gamma(n + 1)`' },
  '%': { help: 'the remainder is `mod(a, b)`; five percent are `0.05`' },
  '.': { help: 'a number has digits before or after its point' },
  '²': { meant: '^2' },
  '³': { meant: '^3' },
  '√': { meant: 'sqrt', help: 'square roots are written `sqrt(…)`' },
  '–': minus,
  '—': minus,
  '⋅': times,
  '∙': times,
  '∗': times,
  '∕': over,
  '⁄': over,
  ':': over,
}

type NumberForm = readonly [form: RegExp, help: string, meant?: (text: string) => string]

const numberForms: readonly NumberForm[] = [
  [/[.\d][eE]$/, 'an exponent needs digits, as in `1e3`', (text) => text.replace(/e$/i, '*$&')],
  [/^\d+\.\.\d/, 'a number has one decimal point', (text) => text.replace('..', '.')],
  [/^\d[\d_]*$/, 'digits stand without separators', (text) => text.replaceAll('_', '')],
  [/^0(?:x[\da-f]+|o[0-7]+|b[01]+)$/i, 'numbers are decimal', (text) => String(BigInt(text))],
  [/^[\d.]+(?:e[+-]?\d+)?\.\d*/i, 'a number has one decimal point'],
]

/** What is wrong with a number and what touches it, where they were meant to be one number. */
export function numberForm(text: string): ForeignForm | undefined {
  const found = numberForms.find(([form]) => form.test(text))
  return found && { help: found[1], meant: found[2]?.(text) }
}
