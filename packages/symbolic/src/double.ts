import {
  type ElementaryName,
  type ElementwiseName,
  f64Lanes,
  programsBeyondMath,
  signatures,
} from '@gradus/ops'

/** An op over doubles and truth values. */
export type DoubleFunction = (...args: readonly (number | boolean)[]) => number | boolean

const fromMath = [
  'cbrt',
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
] as const

// A page has these functions without carrying the table's programs for them, and compiled
// functions call them too. All engines' are within 1 ulp, as ports of fdlibm or better.
const elementary = {
  ...Object.fromEntries(fromMath.map((name) => [name, Math[name]])),
  // JavaScript alone says that 1 to the power of NaN or ±∞ is NaN; IEEE 754 says 1.
  pow: (x: number, y: number) =>
    x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y,
  exp2: (x: number) => 2 ** x,
  // Math.hypot is slow; where the sum of squares is in range, its root is as right.
  hypot: (x: number, y: number) => {
    const square = x * x + y * y
    return square > 1e-280 && square < 1e300 ? Math.sqrt(square) : Math.hypot(x, y)
  },
  sigmoid: (x: number) => {
    const power = Math.exp(-Math.abs(x))
    return (x < 0 ? power : 1) / (1 + power)
  },
  softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sec: (x: number) => 1 / Math.cos(x),
  csc: (x: number) => 1 / Math.sin(x),
  cot: (x: number) => 1 / Math.tan(x),
} as Readonly<Record<ElementaryName, (...args: readonly number[]) => number>>

type Program = (lanes: typeof f64Lanes, ...args: readonly (number | boolean)[]) => number | boolean

function functionOf(op: ElementwiseName): DoubleFunction {
  if (op in elementary) return elementary[op as ElementaryName] as DoubleFunction
  const program = programsBeyondMath[op as Exclude<ElementwiseName, ElementaryName>] as Program
  return (...args) => program(f64Lanes, ...args)
}

/** What each op computes in doubles: by `Math`, or by the table's program where that lacks it. */
export const doubleFunctions: Readonly<Record<ElementwiseName, DoubleFunction>> =
  Object.fromEntries(
    Object.keys(signatures).map((op) => [op, functionOf(op as ElementwiseName)]),
  ) as Record<ElementwiseName, DoubleFunction>

/** The value of an op in doubles. */
export function run(op: ElementwiseName, args: readonly (number | boolean)[]): number | boolean {
  return doubleFunctions[op](...args)
}
