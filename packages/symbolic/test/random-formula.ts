import { domains, type ElementwiseName, hasTrait, signatures } from '@gradus/ops'
import type { Random } from '@gradus/testing'
import { type Expr, functions, num, rational, sym } from '../src/index.ts'

/** A random formula with where it may be evaluated. */
export interface RandomFormula {
  readonly expr: Expr
  readonly variables: readonly string[]
}

const variables = ['x', 'y', 'z'] as const

// Functions that are smooth and defined on all of the reals, found by the table's domains;
// others are given arguments inside their domain.
const smooth = (Object.keys(signatures) as ElementwiseName[]).filter(
  (op) =>
    signatures[op] === 'v>v' &&
    !hasTrait(op, 'constant') &&
    op !== 'flush' &&
    domains[op][0]!.kinks === undefined,
)

/** A smooth random formula of about `size` nodes, defined around every point of [0.2, 1.2]³. */
export function randomFormula(random: Random, size: number): RandomFormula {
  return { expr: grow(random, size), variables }
}

function grow(random: Random, size: number): Expr {
  if (size <= 1) return leaf(random)
  if (size <= 3 || random.integer(0, 3) === 0) return applied(random, size)
  const left = random.integer(1, size - 1)
  const [a, b] = [grow(random, left), grow(random, size - 1 - left)]
  switch (random.integer(0, 5)) {
    case 0:
      return a.add(b)
    case 1:
      return a.sub(b)
    case 2:
      return a.mul(b)
    case 3:
      return a.div(b.pow(2).add(rational(3, 2)))
    default:
      return a.pow(2).add(1).pow(functions.tanh(b))
  }
}

function leaf(random: Random): Expr {
  switch (random.integer(0, 6)) {
    case 0:
      return num(random.integer(1, 10))
    case 1:
      return rational(random.integer(1, 10), random.integer(2, 10))
    case 2:
      return num(random.integer(1, 1000) / 1000)
    default:
      return sym(random.pick(variables))
  }
}

// Brings the argument into the middle of the domain: low + width·(1/4 + sigmoid/2).
function applied(random: Random, size: number): Expr {
  const inner = grow(random, size - 1)
  if (random.integer(0, 4) === 0) return inner.pow(random.integer(2, 5))
  const op = random.pick(smooth)
  const { low, high } = domains[op][0]!
  const from = Math.max(low, -2)
  const to = Math.min(high, from + 4)
  const inside = functions.sigmoid(inner).mul((to - from) / 2)
  return functions[op](inside.add(from + (to - from) / 4))
}
