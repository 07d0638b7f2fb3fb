import type { NamesOf, Pattern } from './pattern.ts'

/** A rule, as data: terms that match `pattern` become what `replace` makes. */
export interface BareRule<T, Context> {
  readonly name: string
  readonly pattern: Pattern
  readonly when: (bound: Readonly<Record<string, T>>, term: T) => boolean
  /** `undefined` where the rule turns out not to apply. */
  readonly replace: (bound: Readonly<Record<string, T>>, context: Context, term: T) => T | undefined
}

/** A rule that stands with an example of itself. */
export interface Rule<T, Context> extends BareRule<T, Context> {
  /** Makes a term at which the rule fires. */
  readonly example: (context: Context) => T
}

/** What a rule says beside its two sides. */
export interface RuleDetails<T, Context, Names extends string> {
  /** Where the rule holds; everywhere unless said. */
  readonly when?: (bound: Readonly<Record<Names, T>>, term: T) => boolean
  readonly example: (context: Context) => T
}

/** The same without an example: for rules that a page carries, whose tests have the examples. */
export function bareRule<T, Context, const P extends Pattern>(
  name: string,
  pattern: P,
  replace: (bound: Readonly<Record<NamesOf<P>, T>>, context: Context, term: T) => T | undefined,
  when: (bound: Readonly<Record<NamesOf<P>, T>>, term: T) => boolean = () => true,
): BareRule<T, Context> {
  return { name, pattern, replace, when }
}

/**
 * A named rule.
 *
 * @param replace  Gets the bound terms, the context that terms are made in, and the whole
 *   term that matched.
 */
export function rule<T, Context, const P extends Pattern>(
  name: string,
  pattern: P,
  replace: (bound: Readonly<Record<NamesOf<P>, T>>, context: Context, term: T) => T | undefined,
  { when, example }: RuleDetails<T, Context, NamesOf<P>>,
): Rule<T, Context> {
  return { ...bareRule(name, pattern, replace, when), example }
}
