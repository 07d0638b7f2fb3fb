import { suggest } from '@gradus/diagnostics'
import {
  type BuiltinRow,
  builtinNames,
  findBuiltin,
  findConstant,
  findPlot,
  isAvailable,
  trainSettings,
} from '@gradus/language'
import type { Call } from '../call.ts'
import { wrap } from '../terminal/wrap.ts'

/** A word of the language: how it is called, and what it does. */
interface Word {
  readonly kind: string
  readonly call: string
  readonly doc: string
}

/** Says what a word of the language does; false where it has no such word. */
export function explainWord(call: Call, name: string): boolean {
  const word = findWord(name)
  if (!word) return false
  const { out } = call.terminal
  const doc = isAvailable(name) ? word.doc : `${word.doc} Not available in this version.`
  if (call.isJson) {
    out.print(JSON.stringify({ schema: 1, word: name, ...word, available: isAvailable(name) }))
    return true
  }
  out.print(`${out.paint('strong', word.call)}  ${out.paint('faint', word.kind)}\n`)
  for (const line of wrap(doc, Math.min(out.width, 84) - 2)) out.print(line)
  return true
}

/** A word that was probably meant. */
export function nearWord(name: string): string | undefined {
  return suggest(name, [...builtinNames(), ...Object.keys(trainSettings)])
}

function findWord(name: string): Word | undefined {
  const builtin = findBuiltin(name)
  if (builtin) return { kind: builtin.kind, ...describeRow(name, builtin.row) }
  const plot = findPlot(name)
  if (plot) return { kind: 'plot', ...describeRow(name, plot) }
  const value = findConstant(name)
  if (value !== undefined) return { kind: 'constant', call: name, doc: `The value ${value}.` }
  const settings: Readonly<Record<string, { readonly doc: string }>> = trainSettings
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined
  return setting && { kind: 'setting of train', call: `${name}: …`, doc: setting.doc }
}

/** `adam(lr, beta1: 0.9, …)`; what may be left out without a start stands in brackets. */
function describeRow(name: string, row: BuiltinRow): Pick<Word, 'call' | 'doc'> {
  const parts = row.arguments.map(({ name, start, optional }) => {
    if (start !== undefined) return `${name}: ${start}`
    return optional ? `[${name}]` : name
  })
  return { call: `${name}(${parts.join(', ')})`, doc: row.doc }
}
