import { type Edit, type Fix, suggest } from '@gradus/diagnostics'
import { arityOf } from '../op-table.ts'
import type { Site } from './site.ts'
import { callables, prefixOps, type Token } from './tokens.ts'

/** A change that may be what the writer meant; nothing where it does not apply. */
export type Repair = (site: Site) => Fix | undefined

function change(title: string, ...edits: readonly Edit[]): Fix {
  return { title, confidence: 'ask', edits }
}

function edit(start: number, end: number, text: string): Edit {
  return { span: { start, end }, text }
}

/** The same repair where it is certain to be what was meant. */
export function safely(repair: Repair): Repair {
  return (site) => {
    const fix = repair(site)
    return fix && { ...fix, confidence: 'safe' }
  }
}

/** Puts a text in front of the token; `offset` counts tokens from there. */
export function insert(text: string, offset = 0): Repair {
  return ({ tokens, at }) => {
    const token = tokens[at + offset]
    return token && change(`insert \`${text.trim()}\``, edit(token.start, token.start, text))
  }
}

/** Leaves out `count` tokens; `offset` counts from the one that is reported. */
export function remove(offset = 0, count = 1): Repair {
  return ({ tokens, at }) => removal(tokens, at + offset, count)
}

// Words must not grow together.
function removal(tokens: readonly Token[], at = -1, count = 1): Fix | undefined {
  const [first, last] = [tokens[at], tokens[at + count - 1]]
  if (!first || !last || last.kind === 'end') return undefined
  const joins = isWordUpTo(tokens[at - 1], first.start) && isWordFrom(tokens[at + count], last.end)
  return change(`remove \`${first.text}\``, edit(first.start, last.end, joins ? ' ' : ''))
}

function isWordUpTo(token: Token | undefined, place: number): boolean {
  return token?.end === place && isWord(token)
}

function isWordFrom(token: Token | undefined, place: number): boolean {
  return token?.start === place && isWord(token)
}

function isWord({ kind, text }: Token): boolean {
  return kind === 'number' || kind === 'name' || /^\w/.test(text)
}

/** Writes something else for the token; words keep apart from their neighbours. */
export function replace(text: (token: string) => string | undefined): Repair {
  return ({ tokens, at }) => {
    const { text: written, start, end } = tokens[at]!
    const meant = text(written)
    if (meant === undefined) return undefined
    const before = /^\w/.test(meant) && isWordUpTo(tokens[at - 1], start) ? ' ' : ''
    const after = /\w$/.test(meant) && isWordFrom(tokens[at + 1], end) ? ' ' : ''
    return change(`use \`${meant}\``, edit(start, end, before + meant + after))
  }
}

/** Puts what stands between two bars in a call: `|x|` is `abs(x)`. */
export const callBetweenBars: Repair = ({ tokens, at }) => {
  const [before, bar] = [tokens[at - 1], tokens[at]!]
  const closing = tokens.find(({ text }, i) => i > at && text === bar.text)
  const isValue = before?.kind === 'number' || before?.kind === 'name' || before?.kind === 'close'
  if (bar.text !== '|' || isValue || !closing) return undefined
  const [opened, closed] = [edit(bar.start, bar.end, 'abs('), edit(closing.start, closing.end, ')')]
  return change('use `abs(…)`', opened, closed)
}

/** Writes something else for the token and the one before it, which it touches. */
export function replaceBoth(text: (written: string) => string | undefined): Repair {
  return ({ tokens, at }) => {
    const [before, token] = [tokens[at - 1]!, tokens[at]!]
    const meant = text(before.text + token.text)
    if (meant === undefined) return undefined
    return change(`use \`${meant}\``, edit(before.start, token.end, meant))
  }
}

/** Closes the bracket before the token. */
export const closeBefore: Repair = ({ tokens, at, frame }) =>
  frame.open < 0 ? undefined : closing(tokens, at)

/** Closes the call after the arguments that it takes. */
export const closeEarly: Repair = ({ tokens, frame }) =>
  closing(tokens, frame.commas[arityOf[frame.op!] - 1])

/** Closes the last argument before its own last argument: one was taken for the other. */
export const closeInner: Repair = ({ tokens, frame, brackets }) => {
  const inner = [...brackets.values()].find(({ close }) => close === frame.close! - 1)
  return closing(tokens, inner?.commas.at(-1))
}

function closing(tokens: readonly Token[], before: number | undefined): Fix | undefined {
  if (before === undefined) return undefined
  const { end } = tokens[before - 1]!
  return change('insert `)`', edit(end, end, ')'))
}

/** Closes all brackets that are open, at the token. */
export const closeAll: Repair = ({ tokens, at, brackets }) => {
  const { start } = tokens[at]!
  const count = [...brackets.values()].filter(({ close }) => close === undefined).length
  const text = ')'.repeat(count)
  return change(`insert \`${text}\``, edit(start, start, text))
}

/** Leaves out the closing bracket of the call. */
export const removeClose: Repair = ({ tokens, frame }) => removal(tokens, frame.close)

/** Leaves out the name in front of the bracket. */
export const removeName: Repair = ({ tokens, frame }) =>
  frame.isCall ? removal(tokens, frame.open - 1) : undefined

/** Leaves out a comma of the call: the one past its last argument, or the first. */
export function removeComma(which: 'excess' | 'first'): Repair {
  return ({ tokens, frame }) =>
    removal(tokens, frame.commas[which === 'first' ? 0 : arityOf[frame.op!] - 1])
}

/** Puts `if` in front of the bracket. */
export const insertIf: Repair = ({ tokens, frame }) => {
  const open = tokens[frame.open]
  if (!open || frame.isCall) return undefined
  const text = isWordUpTo(tokens[frame.open - 1], open.start) ? ' if' : 'if'
  return change('insert `if`', edit(open.start, open.start, text))
}

/** Puts the bracket after a function's name that is closed later: `sin x)`. */
export const openBracket: Repair = ({ tokens, at }) =>
  change('insert `(`', edit(tokens[at - 1]!.end, tokens[at]!.start, '('))

// Longer chains of functions without brackets are nobody's slip.
const mostCalls = 8

/** Puts what follows a function's name in brackets: `sin x` is `sin(x)`. */
export const addBrackets: Repair = ({ tokens, at, brackets }) => {
  const edits: Edit[] = []
  let last = at
  do {
    const [name, next] = [tokens[last - 1]!, tokens[last]!]
    edits.push(edit(name.end, next.start, '('))
    // A sign that touches its value alone belongs to it: `sin -x`.
    const after = tokens[last + 1]
    if (prefixOps.has(next.text) && name.end < next.start && next.end === after?.start) last++
  } while (isBareFunction(tokens, last) && edits.length < mostCalls && last++)
  const end = tokens[endOfValue(tokens, last, brackets) ?? -1]?.end
  if (end === undefined) return undefined
  return change('add brackets', ...edits, edit(end, end, ')'.repeat(edits.length)))
}

/** Writes `sin^2(x)` as `sin(x)^2`. */
export const movePower: Repair = ({ tokens, at, brackets }) => {
  const [sign, exponent] = [tokens[at]!, tokens[at + 1]!]
  const close = tokens[brackets.get(at + 2)?.close ?? -1]
  if (sign.text !== '^' || !close) return undefined
  const power = sign.text + exponent.text
  const moved = edit(close.end, close.end, power)
  return change(`put \`${power}\` behind`, edit(sign.start, exponent.end, ''), moved)
}

function isBareFunction(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]
  return callables.has(token?.text ?? '') && tokens[at + 1]?.kind !== 'open'
}

function endOfValue(
  tokens: readonly Token[],
  at: number,
  brackets: Site['brackets'],
): number | undefined {
  const kind = tokens[at]?.kind
  if (kind === 'open') return brackets.get(at)?.close
  if (kind === 'name') return tokens[at + 1]?.kind === 'open' ? brackets.get(at + 1)?.close : at
  return kind === 'number' ? at : undefined
}

/** Writes `1 < x < 2` as two comparisons. */
export const splitChain: Repair = ({ tokens, at, comparison }) => {
  const { start } = tokens[at]!
  const middle = tokens.slice(comparison + 1, at)
  const text = ` and ${middle.map(({ text }) => text).join('')} `
  return change('write two comparisons', edit(tokens[at - 1]!.end, start, text))
}

// What edit distance alone does not find.
const otherNames: Readonly<Record<string, string>> = {
  arcsinh: 'asinh',
  arccosh: 'acosh',
  arctanh: 'atanh',
  tg: 'tan',
  ctg: 'cot',
  lg: 'log10',
  power: 'pow',
  maximum: 'max',
  minimum: 'min',
  iif: 'if',
  where: 'if',
}

const longestName = 32

let lastAsked: { readonly name: string; readonly nearest: string | undefined } | undefined

/** The function that a name was meant to be. */
export function nearestFunction(name: string): string | undefined {
  if (lastAsked?.name !== name) {
    const isName = name.length <= longestName
    const nearest = otherNames[name.toLowerCase()] ?? suggest(name, isName ? callables.keys() : [])
    lastAsked = { name, nearest }
  }
  return lastAsked.nearest
}
