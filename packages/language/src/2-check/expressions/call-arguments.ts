import { type Details, type Span, suggest } from '@gradus/diagnostics'
import type { Arg, Expr } from '../../1-syntax/ast.ts'
import { settingAliases } from '../../builtins/optimizers.ts'
import type { Env } from '../env.ts'
import { infer } from '../env.ts'
import { type MatchedArguments, matchArguments, type Taker } from '../match-arguments.ts'
import { didYouMean, editsFix, insertion } from '../reporter.ts'

/** A call as it is checked: who is called, what is given, and what to say when it is wrong. */
export interface CallSite {
  /** The name as written. */
  readonly name: string
  readonly calleeSpan: Span
  /** The whole call, the piped value apart. */
  readonly span: Span
  /** The arguments; the value of a pipe comes first. */
  readonly args: readonly Arg[]
  readonly isPiped: boolean
}

/** How a kind of call speaks of its arguments. */
export type CallWords = 'argument' | 'setting'

/**
 * Gives arguments to names and reports those that do not fit. None is given when
 * something is missing or doubtful, so that nothing is reported on top of that.
 */
export function matchReported(
  env: Env,
  site: CallSite,
  takers: readonly Taker[],
  words: CallWords = 'argument',
): ReadonlyMap<string, Arg> | undefined {
  // What the parser put in for a missing value is nobody's argument.
  const given = site.args.filter(({ name, value }) => name || value.kind !== 'missing')
  const matched = matchArguments(takers, given)
  for (const argument of matched.unknown) reportUnknownArgument(env, site, takers, argument, words)
  for (const { value } of matched.surplus) reportSurplus(env, site, value)
  for (const argument of matched.repeated) {
    const name = argument.name?.text ?? ''
    const first = site.args.find((other) => other.name?.text === name)
    const secondary = first ? [{ span: first.span, text: 'first here' }] : []
    env.reporter.report('E0211', argument.span, { argument: name }, { secondary })
  }
  for (const { span } of matched.misplaced) env.reporter.report('E0212', span, {})
  const fits = isEmpty(matched)
  if (fits && matched.missing.length === 0) return matched.values
  const positional = given.filter(({ name }) => !name)
  const types = positional.map(({ value }) => infer(env, value))
  const isWhole = given.length === site.args.length && types.every(({ kind }) => kind !== 'poison')
  if (fits && isWhole) for (const name of matched.missing) reportMissing(env, site, name)
  return undefined
}

function isEmpty(matched: MatchedArguments<Arg>): boolean {
  const { unknown, surplus, repeated, misplaced } = matched
  return unknown.length + surplus.length + repeated.length + misplaced.length === 0
}

function reportMissing(env: Env, site: CallSite, argument: string): void {
  if (argument === 'o') {
    const example = `\`${site.name}(${site.isPiped ? '' : 'x, '}o: hidden)\``
    const details: Details = { label: 'give it a dim', help: `for example ${example}` }
    env.reporter.report('E0208', site.calleeSpan, { layer: site.name }, details)
    return
  }
  env.reporter.report('E0206', site.calleeSpan, { function: site.name, argument })
}

function reportUnknownArgument(
  env: Env,
  site: CallSite,
  takers: readonly Taker[],
  { name }: Arg,
  words: CallWords,
): void {
  if (!name || name.text === '') return
  const names = takers.map((taker) => taker.name)
  const alias = settingAliases[name.text]
  const isAlias = words === 'setting' && alias !== undefined && names.includes(alias)
  const better = isAlias ? alias : suggest(name.text, names)
  const details: Details = {
    ...didYouMean(name.span, better),
    help: names.length ? `it takes ${names.join(', ')}` : `\`${site.name}\` takes nothing`,
  }
  if (words === 'setting') {
    const values = { optimizer: site.name, setting: name.text }
    env.reporter.report('E0602', name.span, values, details)
    return
  }
  const values = { function: site.name, argument: name.text }
  env.reporter.report('E0207', name.span, values, details)
}

function reportSurplus(env: Env, site: CallSite, value: Expr): void {
  if (value.kind === 'missing') return
  const argument = env.reporter.textOf(value.span)
  const details: Details = { label: 'one value too many' }
  env.reporter.report('E0207', value.span, { function: site.name, argument }, details)
}

/** Reports a call of something that is not a function. */
export function reportUncallable(env: Env, site: CallSite, kind: string): void {
  const at = site.calleeSpan.end
  const fix = editsFix(`write \`${site.name} * (…)\``, [insertion(at, ' * ')])
  const help = `to multiply, write \`${site.name} * (…)\``
  const details: Details = {
    help,
    ...(site.args.length === 1 ? { fix: { ...fix, told: true } } : {}),
  }
  env.reporter.report('E0209', site.calleeSpan, { name: site.name, kind }, details)
}
