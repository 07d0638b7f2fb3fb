import {
  type Expr,
  functions,
  num,
  rational,
  sym,
  toText,
} from '../../packages/symbolic/src/index.ts'
import { readJsonLines } from '../../packages/testing/src/index.ts'

/** A row of fixtures/symbolic/derivatives.jsonl. */
export interface Fixture {
  readonly id: string
  readonly cls: string
  readonly expr: string
  /** The number of its operators. */
  readonly ops: number
  readonly vars: readonly string[]
  readonly points: readonly (readonly number[])[]
  readonly value: readonly number[]
  readonly gradient: readonly (readonly number[])[]
  readonly hessian: readonly (readonly (readonly number[])[])[]
}

/** Formulas with right values, gradients and Hessians. */
export const fixtures: readonly Fixture[] = readJsonLines<Fixture>(
  'fixtures/symbolic/derivatives.jsonl',
)

const vectors = readJsonLines<{
  readonly exprs: readonly string[]
  readonly vars: readonly string[]
}>('fixtures/symbolic/jacobians.jsonl')

/**
 * 200 formulas, each with the variable to derive by: the shorter ones, since some peers take
 * minutes for a long one.
 */
export const formulas: readonly (readonly [text: string, variable: string])[] = [
  ...fixtures.map(({ expr, vars }) => [expr, vars[0]!] as const),
  ...vectors.flatMap(({ exprs, vars }) => exprs.map((text) => [text, vars[0]!] as const)),
]
  .sort(([a], [b]) => a.length - b.length)
  .slice(0, 200)

/** `x1 … xn`. */
export function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`)
}

/** Rosenbrock's function of `n` variables. */
export function rosenbrock(n: number): string {
  const term = (i: number): string => `100*(x${i + 1}-x${i}^2)^2+(1-x${i})^2`
  return Array.from({ length: n - 1 }, (_, i) => term(i + 1)).join('+')
}

/** f ← sin(f)·f from x, some times. */
export function swell(times: number): string {
  let f = 'x'
  for (let i = 0; i < times; i++) f = `sin(${f})*(${f})`
  return f
}

/** sin(sin(… x)). */
export function nestedSines(depth: number): string {
  return `${'sin('.repeat(depth)}x${')'.repeat(depth)}`
}

type Matrix = readonly (readonly Expr[])[]

// Denavit–Hartenberg parameters of a small industrial arm with six joints: length a,
// twist α in quarter turns, offset d.
const joints = [
  [0, 1, 0.089159],
  [-0.425, 0, 0],
  [-0.39225, 0, 0],
  [0, 1, 0.10915],
  [0, -1, 0.09465],
  [0, 0, 0.0823],
] as const

/** The position of the hand of a 6-DOF arm by its angles `q1 … q6`. */
export function armPosition(): readonly string[] {
  let pose: Matrix = [0, 1, 2].map((i) => [0, 1, 2, 3].map((j) => num(i === j ? 1 : 0)))
  joints.forEach(([length, twist, offset], i) => {
    const [c, s] = [functions.cos(sym(`q${i + 1}`)), functions.sin(sym(`q${i + 1}`))]
    const [ca, sa] = [twist === 0 ? 1 : 0, twist]
    pose = multiply(pose, [
      [c, s.mul(-ca), s.mul(sa), c.mul(length)],
      [s, c.mul(ca), c.mul(-sa), s.mul(length)],
      [rational(0), num(sa), num(ca), num(offset)],
      [rational(0), rational(0), rational(0), rational(1)],
    ])
  })
  return pose.map((row) => toText(row[3]!))
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    b[0]!.map((_, j) => row.reduce((total, entry, k) => total.add(entry.mul(b[k]![j]!)), num(0))),
  )
}
