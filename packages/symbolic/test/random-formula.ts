import { domains, type ElementwiseName, hasTrait, signatures } from '@gradus/ops'
import type { Random } from '@gradus/testing'
import { type Expr, functions, num, rational, sym } from '../src/index.ts'

/** A random formula with where it may be evaluated. */
export interface RandomFormula {
  readonly expr: Expr
  readonly variables: readonly string[]
}

const variables = ['x', 'y', 'z'] as const

const { abs, atan2, cbrt, hypot, max, min, mod, polygamma, select, sigmoid, sqrt, tanh } = functions
const { and, ge, gt, le, lt, not, or } = functions

function unaryOps(isWanted: (op: ElementwiseName) => boolean): readonly ElementwiseName[] {
  return (Object.keys(signatures) as ElementwiseName[]).filter(
    (op) => signatures[op] === 'v>v' && op !== 'flush' && op !== 'stop_gradient' && isWanted(op),
  )
}

const hasKinks = (op: ElementwiseName): boolean => domains[op][0]!.kinks !== undefined

// Functions that are smooth inside their domains, which the table lists.
const smooth = unaryOps((op) => !hasTrait(op, 'constant') && !hasKinks(op))
const kinked = unaryOps(hasKinks)
// Functions that take any number and give one of moderate size.
const tame = ['sin', 'cos', 'tanh', 'atan', 'asinh', 'sigmoid', 'softplus', 'erf', 'cbrt'] as const

type Build = (random: Random, a: Expr, b: Expr) => Expr

const arithmetic: readonly Build[] = [
  (_, a, b) => a.add(b),
  (_, a, b) => a.sub(b),
  (_, a, b) => a.mul(b),
  (_, a, b) => a.div(b.pow(2).add(rational(3, 2))),
  (_, a, b) => a.pow(2).add(1).pow(tanh(b)),
]

const rare: readonly Build[] = [
  (_, a, b) => max(a, b),
  (_, a, b) => min(a, b),
  (_, a, b) => hypot(a, b.pow(2).add(1)),
  (_, a, b) => atan2(a, b),
  // Of a large number, and of a multiple of the divisor, the remainder is all rounding; the
  // limit of this sigmoid is no multiple of the numbers that stand here.
  (_, a, b) => mod(sigmoid(a).mul(8.7654321), abs(b).add(1)),
  (random, a, b) => select(condition(random, a, b), a.mul(2), b.sub(a)),
  (_, a, b) => sqrt(a.pow(2).add(abs(b))),
  (_, a, b) => cbrt(a.add(b).add(num(0.3))),
  (random, a) => polygamma(random.integer(1, 4), sigmoid(a).mul(4).add(1)),
  (random, a) => functions[random.pick(tame)](a),
  (random, a) => functions[random.pick(kinked)](a),
]

/** A smooth random formula of about `size` nodes, defined around every point of [0.2, 1.2]³. */
export function randomFormula(random: Random, size: number): RandomFormula {
  return { expr: grow(random, size, arithmetic), variables }
}

/** One in which every op of the table may stand, those with kinks and jumps too. */
export function randomFormulaOfAllOps(random: Random, size: number): RandomFormula {
  return { expr: grow(random, size, [...arithmetic, ...rare]), variables }
}

const plainFunctions = [
  ...['sqrt', 'exp', 'log', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'abs', 'sign'],
  ...['log1p', 'expm1', 'sigmoid', 'softplus', 'relu', 'atan', 'asin', 'acos', 'cbrt', 'erf'],
  ...['asinh', 'acosh', 'atanh', 'log2', 'exp2', 'sec', 'csc', 'cot', 'gamma', 'lgamma', 'erfc'],
] as readonly ElementwiseName[]

const plain: readonly Build[] = [
  (_, a, b) => a.add(b),
  (_, a, b) => a.sub(b),
  (_, a, b) => a.mul(b),
  (_, a, b) => a.div(b),
  (random, a) => a.pow(rational(random.pick([-2, -1, 1, 2, 3, 4]), random.pick([1, 1, 1, 2]))),
  (_, a, b) => a.pow(b),
  (_, a, b) => max(a, b),
  (_, a, b) => min(a, b),
  (_, a, b) => hypot(a, b),
  (_, a, b) => atan2(a, b),
]

/**
 * A random formula of few variables and bare functions, for which identities hold more often
 * than for others. It need not be defined at a given point.
 */
export function randomPlainFormula(random: Random, size: number): RandomFormula {
  return { expr: growPlain(random, size), variables: ['x', 'y'] }
}

function growPlain(random: Random, size: number): Expr {
  if (size <= 1)
    return random.pick([sym('x'), sym('x'), sym('y'), num(random.pick([-2, -1, 1, 2, 3]))])
  if (random.integer(0, 2) === 0) {
    return functions[random.pick(plainFunctions)](growPlain(random, size - 1))
  }
  const left = random.integer(1, Math.max(2, size - 1))
  const a = growPlain(random, left)
  // Equal parts are what identities need.
  const b = random.integer(0, 4) === 0 ? a : growPlain(random, size - 1 - left)
  return random.pick(plain)(random, a, b)
}

function grow(random: Random, size: number, builds: readonly Build[]): Expr {
  if (size <= 1) return leaf(random)
  if (size <= 3 || random.integer(0, 3) === 0) return applied(random, size, builds)
  const left = random.integer(1, size - 1)
  const [a, b] = [grow(random, left, builds), grow(random, size - 1 - left, builds)]
  return random.pick(builds)(random, a, b)
}

function condition(random: Random, a: Expr, b: Expr): Expr {
  const first = random.pick([lt, le, gt, ge])(a, b)
  const second = gt(a.add(b), num(random.uniform(0, 2)))
  return random.pick([first, and(first, second), or(first, second), not(first)])
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
function applied(random: Random, size: number, builds: readonly Build[]): Expr {
  const inner = grow(random, size - 1, builds)
  if (random.integer(0, 4) === 0) return inner.pow(random.integer(2, 5))
  const op = random.pick(smooth)
  const { low, high } = domains[op][0]!
  const from = Math.max(low, -2)
  const to = Math.min(high, from + 4)
  const inside = sigmoid(inner).mul((to - from) / 2)
  return functions[op](inside.add(from + (to - from) / 4))
}
