/**
 * The candidate that `name` was probably meant to be, or nothing when none is near.
 *
 * Near means a Damerau–Levenshtein distance of at most a third of the name's length (and
 * at least one slip), where capitals do not count. Of equally near ones the first wins.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3))
  // Each letter more or less is an edit.
  const near = [...candidates].filter(({ length }) => Math.abs(length - name.length) <= limit)
  const [best] = ranked(name, near)
  // A distance of the whole length means that no letter is right.
  return best && best.distance <= limit && best.distance < name.length ? best.candidate : undefined
}

/** The `count` candidates nearest to `name`, best first, however far they are. */
export function nearest(name: string, candidates: Iterable<string>, count = 8): string[] {
  return ranked(name, candidates)
    .slice(0, count)
    .map(({ candidate }) => candidate)
}

function ranked(name: string, candidates: Iterable<string>): Ranked[] {
  const from = [...name.toLowerCase()]
  return Array.from(new Set(candidates), (candidate) => ({
    candidate,
    distance: editDistance(from, [...candidate.toLowerCase()]),
  })).sort((a, b) => a.distance - b.distance)
}

interface Ranked {
  readonly candidate: string
  readonly distance: number
}

/**
 * Counts the insertions, deletions, replacements and swaps of neighbours between two words
 * (Damerau–Levenshtein in its restricted form: no letter is edited twice).
 */
export function editDistance(a: ArrayLike<string>, b: ArrayLike<string>): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1)
      }
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
