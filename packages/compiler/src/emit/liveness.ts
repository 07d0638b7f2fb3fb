import type { Tape, Value } from './tape.ts'

/** The values that an output needs. */
export function findUsed(tape: Tape, outputs: readonly Value[]): Set<Value> {
  const used = new Set(outputs)
  const visit = (value: Value): void => {
    if (!used.has(value)) return
    const line = tape.lines[value]!
    for (const arg of line.args) used.add(arg)
    if (line.kind !== 'when') return
    used.add(line.slow)
    for (const inner of line.region.toReversed()) visit(inner)
  }
  for (const list of tape.levels.toReversed()) for (const value of list.toReversed()) visit(value)
  return used
}

/**
 * Where each value is used last, for values that only lines of their own list use. What a
 * region, a deeper loop or an output uses lives as long as its scope.
 */
export function findLastUses(
  tape: Tape,
  outputs: readonly Value[],
  used: ReadonlySet<Value>,
): Map<Value, Value> {
  const last = new Map<Value, Value>()
  const shared = new Set(outputs)
  const home = new Map<Value, readonly Value[]>()
  const scan = (list: readonly Value[]): void => {
    for (const value of list) home.set(value, list)
    for (const value of list) {
      if (!used.has(value)) continue
      const line = tape.lines[value]!
      if (line.kind === 'when') {
        scan(line.region)
        shared.add(line.slow)
      }
      for (const arg of line.args) {
        if (home.get(arg) === list) last.set(arg, value)
        else shared.add(arg)
      }
    }
  }
  tape.levels.forEach(scan)
  for (const value of shared) last.delete(value)
  return last
}

/** Constants that are held in locals during a loop; more would only be moved about. */
const mostConstants = 64

/**
 * Constants that are written where they are used: those of straight code, of the rare side
 * of a choice, and those past a number that no machine has registers for.
 */
export function findInline(tape: Tape, used: ReadonlySet<Value>): Set<Value> {
  const inline = new Set<Value>()
  const hasLoops = tape.levels.length > 1
  const [outermost] = tape.levels as [Value[]]
  const held = new Set(
    hasLoops
      ? outermost
          .filter((value) => isConstant(tape, value) && used.has(value))
          .slice(0, mostConstants)
      : [],
  )
  tape.lines.forEach((_, value) => {
    if (isConstant(tape, value) && !held.has(value)) inline.add(value)
  })
  return inline
}

function isConstant(tape: Tape, value: Value): boolean {
  return tape.lines[value]!.kind === 'constant'
}
