interface Remembered<T> {
  readonly keys: readonly unknown[]
  readonly made: T
}

/**
 * A memory for what is made again and again from the same few things, such as the functions
 * of a formula that is solved from many starts. What was not asked for longest is forgotten
 * first; what is held is never more than `most`, and lives as long as the memory does.
 *
 * Keys are compared one by one as `===` does.
 */
export function rememberLast<T>(most: number): (keys: readonly unknown[], make: () => T) => T {
  const known: Remembered<T>[] = []
  return (keys, make) => {
    const at = known.findIndex((each) => isSame(each.keys, keys))
    const found = at < 0 ? { keys, made: make() } : known[at]!
    if (at !== 0) {
      known.splice(at < 0 ? most - 1 : at, 1)
      known.unshift(found)
    }
    return found.made
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i])
}
