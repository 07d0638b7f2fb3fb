/** One rewrite that happened. */
export interface Firing<T> {
  readonly rule: string
  readonly before: T
  readonly after: T
}

/** How often each rule fired, the most frequent first, ties by name. */
export function countFirings<T>(firings: readonly Firing<T>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { rule } of firings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return new Map([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)))
}

/** One line for each firing: the rule and the term before and after it. */
export function printTrace<T>(firings: readonly Firing<T>[], print: (term: T) => string): string {
  return firings
    .map(({ rule, before, after }) => `${rule}: ${print(before)} -> ${print(after)}`)
    .join('\n')
}
