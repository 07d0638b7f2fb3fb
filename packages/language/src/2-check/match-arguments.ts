/** What takes an argument: a formal of a definition, or an argument of a built-in. */
export interface Taker {
  readonly name: string
  /** True when it may be left out. */
  readonly hasStart: boolean
}

/** What is given to a call: an argument of the text, or the value of a pipe. */
export interface Given {
  readonly name?: { readonly text: string }
}

/** Which argument goes to which name, and what does not fit. */
export interface MatchedArguments<A extends Given> {
  readonly values: ReadonlyMap<string, A>
  /** Named arguments that nothing takes. */
  readonly unknown: readonly A[]
  /** Positional arguments beyond the last name. */
  readonly surplus: readonly A[]
  /** Arguments for a name that already has one. */
  readonly repeated: readonly A[]
  /** Positional arguments after a named one. */
  readonly misplaced: readonly A[]
  /** Names without a start that got nothing. */
  readonly missing: readonly string[]
}

/**
 * Gives the arguments of a call to the names that take them: named ones by name,
 * positional ones to the names in order that are not given by name.
 */
export function matchArguments<A extends Given>(
  takers: readonly Taker[],
  given: readonly A[],
): MatchedArguments<A> {
  const values = new Map<string, A>()
  const unknown: A[] = []
  const surplus: A[] = []
  const repeated: A[] = []
  const misplaced: A[] = []
  const named = new Set(given.flatMap((argument) => argument.name?.text ?? []))
  const open = takers.filter(({ name }) => !named.has(name))
  let hasNamed = false
  let position = 0
  for (const argument of given) {
    if (argument.name) {
      hasNamed = true
      const name = argument.name.text
      if (values.has(name)) repeated.push(argument)
      else if (takers.some((taker) => taker.name === name)) values.set(name, argument)
      else unknown.push(argument)
      continue
    }
    if (hasNamed) misplaced.push(argument)
    const taker = open[position++]
    if (taker) values.set(taker.name, argument)
    else surplus.push(argument)
  }
  const missing = takers.filter(({ name, hasStart }) => !hasStart && !values.has(name))
  return { values, unknown, surplus, repeated, misplaced, missing: missing.map(({ name }) => name) }
}
