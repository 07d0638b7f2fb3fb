import type { Expr } from '../expr.ts'
import { nodesOf } from '../traverse.ts'
import { type Composition, compose, composition, partsOf } from './composition.ts'

/** How the sums and products of some formulas are put together. */
export type Compositions = ReadonlyMap<Expr, Composition>

/** A part and the side on which it stands. */
interface Place {
  readonly part: Expr
  readonly isMinus: boolean
}

/** Two parts that stand together in some nodes, on the same side or on different ones. */
interface Pair {
  readonly first: Expr
  readonly second: Expr
  readonly isMixed: boolean
  readonly users: Set<Expr>
}

// Longer sums and products are searched among neighbours only, so that time stays linear.
const mostPaired = 16
const mostRounds = 8

/**
 * Finds what sums and products have in common: `x·y·sin(z)` and `x·y·cos(z)` become `p·sin(z)`
 * and `p·cos(z)` with `p = x·y`. Pairs of parts are taken out, the most frequent first, until
 * none stands in two places (after Breuer 1969); signs and quotients may be the other way
 * round. Each pair that is taken out saves an operation for each place but one.
 */
export function withCommonPairs(exprs: readonly Expr[]): Compositions {
  const known = new Map<Expr, Composition>()
  nodesOf(exprs, (node) => {
    const found = composition(node)
    if (found) known.set(node, found)
    return partsOf(node, found)
  })
  for (let round = 0; round < mostRounds; round++) {
    const before = known.size
    const pairs = frequentPairs(known)
    let isChanged = false
    for (const pair of pairs) isChanged = takeOut(known, pair) || isChanged
    if (!isChanged && known.size === before) break
  }
  return known
}

function frequentPairs(known: Compositions): readonly Pair[] {
  const pairs = new Map<string, Pair>()
  const ids = new Map<Expr, number>()
  const idOf = (part: Expr): number => {
    const id = ids.get(part) ?? ids.size
    ids.set(part, id)
    return id
  }
  for (const [node, { kind, plus, minus }] of known) {
    forEachPair(places(plus, minus), (a, b) => {
      const [first, second] = idOf(a.part) < idOf(b.part) ? [a, b] : [b, a]
      const isMixed = a.isMinus !== b.isMinus
      const key = `${kind} ${idOf(first.part)} ${idOf(second.part)} ${isMixed}`
      const pair = pairs.get(key)
      if (pair) pair.users.add(node)
      else {
        const users = new Set([node])
        pairs.set(key, { first: first.part, second: second.part, isMixed, users })
      }
    })
  }
  return [...pairs.values()]
    .filter(({ users }) => users.size > 1)
    .sort((a, b) => b.users.size - a.users.size)
}

function places(plus: readonly Expr[], minus: readonly Expr[]): Place[] {
  return [
    ...plus.map((part) => ({ part, isMinus: false })),
    ...minus.map((part) => ({ part, isMinus: true })),
  ]
}

function forEachPair(all: readonly Place[], visit: (a: Place, b: Place) => void): void {
  const reach = all.length <= mostPaired ? all.length : 1
  all.forEach((a, i) => {
    for (const b of all.slice(i + 1, i + 1 + reach)) {
      if (a.part.kind !== 'number' || b.part.kind !== 'number') visit(a, b)
    }
  })
}

/** Takes a pair out of all nodes that still have it; not where that is only one. */
function takeOut(known: Map<Expr, Composition>, pair: Pair): boolean {
  const users = [...pair.users].filter((node) => hasPair(known.get(node)!, pair))
  if (users.length < 2) return false
  // What consists of the pair alone gives the direction of a difference or quotient.
  const model = known.get(users.find((node) => partCount(known.get(node)!) === 2) ?? users[0]!)!
  const isTurned = pair.isMixed && model.minus.includes(pair.first)
  const [above, below] = isTurned ? [pair.second, pair.first] : [pair.first, pair.second]
  const parts: Composition = {
    kind: model.kind,
    isNegative: false,
    plus: pair.isMixed ? [above] : [above, below],
    minus: pair.isMixed ? [below] : [],
  }
  const shared = compose(parts, parts.plus, parts.minus)
  if (!known.has(shared)) known.set(shared, parts)
  for (const node of users) {
    if (node !== shared) known.set(node, replacePair(known.get(node)!, above, below, shared))
  }
  return true
}

function partCount({ plus, minus }: Composition): number {
  return plus.length + minus.length
}

function hasPair({ plus, minus }: Composition, { first, second, isMixed }: Pair): boolean {
  const [one, other] = isMixed ? [minus, plus] : [plus, minus]
  return (
    (plus.includes(first) && one.includes(second)) ||
    (minus.includes(first) && other.includes(second))
  )
}

function replacePair(
  { plus, minus, ...rest }: Composition,
  above: Expr,
  below: Expr,
  shared: Expr,
): Composition {
  const isMinus = minus.includes(above)
  const [left, right] = [without(plus, [above, below]), without(minus, [above, below])]
  return {
    ...rest,
    plus: isMinus ? left : [shared, ...left],
    minus: isMinus ? [shared, ...right] : right,
  }
}

// A decimal may stand twice in a product: only one of two is taken out.
function without(parts: readonly Expr[], taken: readonly Expr[]): readonly Expr[] {
  return parts.filter((part, i) => !taken.includes(part) || parts.indexOf(part) !== i)
}
