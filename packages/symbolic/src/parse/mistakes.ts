import type { FormulaCode, MessageValues } from '@gradus/diagnostics'
import { signatures } from '@gradus/ops'
import { arityOf, hasTrait } from '../op-table.ts'
import { foreignSigns, numberForm } from './foreign-forms.ts'
import {
  addBrackets,
  callBetweenBars,
  closeAll,
  closeBefore,
  closeEarly,
  closeInner,
  insert,
  insertIf,
  movePower,
  nearestFunction,
  openBracket,
  type Repair,
  remove,
  removeClose,
  removeComma,
  removeName,
  replace,
  replaceBoth,
  safely,
  splitChain,
} from './repairs.ts'
import type { Site } from './site.ts'

/** One kind of mistake: its code, what is said about it, and what may be meant instead. */
export interface Mistake {
  readonly code: FormulaCode
  /** What the message calls the text; the token unless said. */
  readonly shown?: (site: Site) => string
  /** Why here; stands beside the marks. */
  readonly label?: (site: Site) => string
  readonly help?: (site: Site) => string | undefined
  /** Likely repairs first. A repair that leads to a formula is preferred. */
  readonly repairs: readonly Repair[]
}

const conditionsBelong = 'comparisons stand in the condition of `if(condition, a, b)`'
const nameBefore = ({ tokens, at }: Site): string => tokens[at - 1]!.text

/** Every kind of mistake that a text can have. */
export const mistakes = {
  unreadable: {
    code: 'E0101',
    help: (site) =>
      foreignSigns[textOf(site)]?.help ??
      'a formula has numbers, names, brackets and the signs `+ - * / ^ ,`',
    repairs: [
      callBetweenBars,
      replace((sign) => foreignSigns[sign]?.meant),
      // What means something elsewhere is not there by accident.
      (site) => (foreignSigns[textOf(site)] ? undefined : remove()(site)),
    ],
  },
  missingValue: {
    code: 'E0103',
    label: ({ tokens, at }) => {
      if (tokens.length === 1) return 'there is no formula'
      const where = tokens[at]!.kind === 'end' ? 'here' : 'before this'
      return `a number, a name or a bracket goes ${where}`
    },
    repairs: [remove(), remove(-1)],
  },
  unclosed: {
    code: 'E0104',
    label: () => 'it has to be closed here at the latest',
    repairs: [safely(closeAll)],
  },
  bareFunction: {
    code: 'E0106',
    help: (site) => `\`${nameBefore(site)}\` is a function: write \`${nameBefore(site)}(…)\``,
    repairs: [addBrackets, openBracket, movePower, remove(), remove(-1)],
  },
  unfinishedCall: {
    code: 'E0103',
    help: (site) => `\`${nameBefore(site)}\` is a function: write \`${nameBefore(site)}(…)\``,
    repairs: [],
  },
  adjacentValues: {
    code: 'E0107',
    help: () => 'to multiply, write `*` between them',
    repairs: [safely(insert('*')), insert('and '), insert(','), remove()],
  },
  adjacentCondition: {
    code: 'E0106',
    help: () => 'conditions are joined by `and` or `or`',
    repairs: [insert('and '), remove()],
  },
  malformedNumber: {
    code: 'E0115',
    shown: (site) => nameBefore(site) + textOf(site),
    help: (site) => numberForm(nameBefore(site) + textOf(site))?.help,
    repairs: [replaceBoth((text) => numberForm(text)?.meant), remove(), remove(0, 2)],
  },
  foreignPower: {
    code: 'E0110',
    help: () => 'write `^` for `**`',
    repairs: [safely(replaceBoth(() => '^')), remove()],
  },
  unknownFunction: {
    code: 'E0201',
    label: (site) => {
      const near = nearestFunction(textOf(site))
      return near === undefined ? 'no function has this name' : `did you mean \`${near}\`?`
    },
    help: (site) =>
      nearestFunction(textOf(site)) ? undefined : `to multiply, write \`${textOf(site)} * (…)\``,
    repairs: [
      safely(replace(nearestFunction)),
      insert('*', 1),
      insert(',', 1),
      insert(' and ', 1),
      remove(1),
    ],
  },
  misplacedCondition: {
    code: 'E0106',
    help: () => conditionsBelong,
    repairs: [insertIf, closeBefore, remove(), removeName],
  },
  missingCondition: {
    code: 'E0106',
    help: () => '`if` begins with a comparison, as in `if(x > 0, x, -x)`',
    repairs: [remove()],
  },
  conditionAsValue: {
    code: 'E0106',
    help: () => `a comparison is no number; ${conditionsBelong}`,
    repairs: [remove(), remove(-1)],
  },
  chainedComparison: {
    code: 'E0112',
    help: () => 'join two comparisons: `a < b and b < c`',
    repairs: [splitChain, remove()],
  },
  misplacedComma: {
    code: 'E0106',
    help: () => 'commas separate the arguments of a function; decimals have a point',
    repairs: [closeBefore, remove(), replace(() => '.'), insertIf],
  },
  unmatchedBracket: {
    code: 'E0113',
    help: () => 'leave it out, or open a bracket before it',
    repairs: [safely(remove())],
  },
  missingArgument: {
    code: 'E0206',
    label: (site) => countArguments(site),
    repairs: [removeClose, closeInner],
  },
  unknownArgument: {
    code: 'E0207',
    label: (site) => countArguments(site),
    repairs: [closeEarly, removeComma('excess'), removeComma('first')],
  },
  excessiveNesting: {
    code: 'E0120',
    help: () => 'give parts of the formula names, and put them in by `substitute`',
    repairs: [],
  },
} as const satisfies Record<string, Mistake>

export type MistakeName = keyof typeof mistakes

const longestText = 40

/** What fills the places in the messages of the codes. */
export function valuesOf(site: Site, { shown = textOf }: Mistake): MessageValues<FormulaCode> {
  const text = shown(site)
  const { op, commas } = site.frame
  const count = commas.length + 1
  const index = Math.min(count, op ? arityOf[op] : count)
  return {
    text: text.length > longestText ? `${text.slice(0, longestText)}…` : text,
    bracket: text || '(',
    name: text,
    function: text,
    argument: op && signatures[op][index] === 'm' ? 'condition' : `argument ${index + 1}`,
    levels: site.levels,
  }
}

function textOf({ tokens, at }: Site): string {
  return tokens[at]!.text
}

function countArguments({ frame }: Site): string {
  const arity = arityOf[frame.op!]
  const needed = hasTrait(frame.op!, 'associative') ? `${arity} or more` : String(arity)
  const noun = needed === '1' ? 'argument' : 'arguments'
  return `${needed} ${noun} needed, ${frame.commas.length + 1} given`
}
