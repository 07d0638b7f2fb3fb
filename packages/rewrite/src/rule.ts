import type { NamesOf, Pattern } from './pattern.ts'

/** One rewrite, as data: terms that match `pattern` become what `replace` makes. */
export interface Rule<T, Context> {
  readonly name: string
  readonly pattern: Pattern
  readonly when: (bound: Readonly<Record<string, T>>, term: T) => boolean
  /** `undefined` where the rule turns out not to apply. */
  readonly replace: (bound: Readonly<Record<string, T>>, context: Context, term: T) => T | undefined
  /** Makes a term at which the rule fires. */
  readonly example: (context: Context) => T
}

/** What a rule says beside its two sides. */
export interface RuleDetails<T, Context, Names extends string> {
  /** Where the rule holds; everywhere unless said. */
  readonly when?: (bound: Readonly<Record<Names, T>>, term: T) => boolean
  readonly example: (context: Context) => T
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
  { when = () => true, example }: RuleDetails<T, Context, NamesOf<P>>,
): Rule<T, Context> {
  return { name, pattern, replace, when, example }
}
