import { formulaMessages } from './formula-codes.ts'
import type { CatalogRow } from './row.ts'

/** E02: names, calls and arguments. */
export const names = {
  E0201: {
    name: 'UnknownName',
    severity: 'error',
    message: formulaMessages.E0201,
    fix: 'safe',
  },
  E0202: {
    name: 'CircularName',
    severity: 'error',
    message: '`{name}` uses itself',
    fix: 'none',
  },
  E0203: {
    name: 'RepeatedName',
    severity: 'error',
    message: '`{name}` is named twice',
    fix: 'none',
  },
  E0204: {
    name: 'UnknownDim',
    severity: 'error',
    message: 'there is no dim called `{name}`',
    fix: 'safe',
  },
  E0205: {
    name: 'UnknownElement',
    severity: 'error',
    message: '`{name}` is not a kind of element',
    fix: 'ask',
  },
  E0206: {
    name: 'MissingArgument',
    severity: 'error',
    message: formulaMessages.E0206,
    fix: 'ask',
  },
  E0207: {
    name: 'UnknownArgument',
    severity: 'error',
    message: formulaMessages.E0207,
    fix: 'safe',
  },
  E0208: {
    name: 'MissingOutputSize',
    severity: 'error',
    message: '`{layer}` needs to know its output size',
    fix: 'ask',
  },
  E0209: {
    name: 'UncallableValue',
    severity: 'error',
    message: '`{name}` is {kind}, not a function',
    fix: 'safe',
  },
  E0210: {
    name: 'RecursiveFunction',
    severity: 'error',
    message: '`{name}` calls itself; models are finite',
    fix: 'none',
  },
  E0211: {
    name: 'RepeatedArgument',
    severity: 'error',
    message: 'the argument `{argument}` is given twice',
    fix: 'safe',
  },
  E0212: {
    name: 'MisplacedArgument',
    severity: 'error',
    message: 'a positional value after a named one',
    fix: 'none',
  },
  E0213: {
    name: 'MissingReturn',
    severity: 'error',
    message: '`return` is missing from `{name}`',
    fix: 'ask',
  },
  E0214: {
    name: 'MisplacedParameter',
    severity: 'error',
    message: 'only a `layer` may declare parameters',
    fix: 'safe',
  },
  E0215: {
    name: 'ReservedName',
    severity: 'error',
    message: '`{name}` is built in; choose another name',
    fix: 'ask',
  },
} as const satisfies Record<string, CatalogRow>
