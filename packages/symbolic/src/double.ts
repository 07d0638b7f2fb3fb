import { type ElementwiseName, f64Lanes, programsBeyondMath } from '@gradus/ops'
import { mapOps } from './op-table.ts'

/**
 * Computes an op in doubles: reads registers `a`, `b`, `c` of `r` and writes register `d`.
 * Truth values are 1 and 0.
 */
export type Kernel = (r: Float64Array, d: number, a: number, b: number, c: number) => void

type ProgramName = keyof typeof programsBeyondMath

// The functions of `Math` are ports of fdlibm in all engines, within 1 ulp; a page has them
// without carrying the table's programs. Kernels pass registers and not numbers, because
// engines box a double that crosses a call.
const native: Readonly<Record<Exclude<ElementwiseName, ProgramName>, Kernel>> &
  Partial<Record<ElementwiseName, Kernel>> = {
  add: (r, d, a, b) => {
    r[d] = r[a]! + r[b]!
  },
  sub: (r, d, a, b) => {
    r[d] = r[a]! - r[b]!
  },
  mul: (r, d, a, b) => {
    r[d] = r[a]! * r[b]!
  },
  div: (r, d, a, b) => {
    r[d] = r[a]! / r[b]!
  },
  neg: (r, d, a) => {
    r[d] = -r[a]!
  },
  abs: (r, d, a) => {
    r[d] = Math.abs(r[a]!)
  },
  // The sign of NaN is 0 here.
  sign: (r, d, a) => {
    r[d] = Math.sign(r[a]!) || 0
  },
  min: (r, d, a, b) => {
    r[d] = Math.min(r[a]!, r[b]!)
  },
  max: (r, d, a, b) => {
    r[d] = Math.max(r[a]!, r[b]!)
  },
  relu: (r, d, a) => {
    r[d] = Math.max(r[a]!, 0)
  },
  sqrt: (r, d, a) => {
    r[d] = Math.sqrt(r[a]!)
  },
  cbrt: (r, d, a) => {
    r[d] = Math.cbrt(r[a]!)
  },
  floor: (r, d, a) => {
    r[d] = Math.floor(r[a]!)
  },
  ceil: (r, d, a) => {
    r[d] = Math.ceil(r[a]!)
  },
  stop_gradient: (r, d, a) => {
    r[d] = r[a]!
  },
  // JavaScript alone says that 1 to the power of NaN or ±∞ is NaN; IEEE 754 says 1.
  pow: (r, d, a, b) => {
    const isOne = r[a] === 1 || (r[a] === -1 && Math.abs(r[b]!) === Infinity)
    r[d] = isOne ? 1 : r[a]! ** r[b]!
  },
  exp: (r, d, a) => {
    r[d] = Math.exp(r[a]!)
  },
  expm1: (r, d, a) => {
    r[d] = Math.expm1(r[a]!)
  },
  log: (r, d, a) => {
    r[d] = Math.log(r[a]!)
  },
  log1p: (r, d, a) => {
    r[d] = Math.log1p(r[a]!)
  },
  log2: (r, d, a) => {
    r[d] = Math.log2(r[a]!)
  },
  log10: (r, d, a) => {
    r[d] = Math.log10(r[a]!)
  },
  sin: (r, d, a) => {
    r[d] = Math.sin(r[a]!)
  },
  cos: (r, d, a) => {
    r[d] = Math.cos(r[a]!)
  },
  tan: (r, d, a) => {
    r[d] = Math.tan(r[a]!)
  },
  asin: (r, d, a) => {
    r[d] = Math.asin(r[a]!)
  },
  acos: (r, d, a) => {
    r[d] = Math.acos(r[a]!)
  },
  atan: (r, d, a) => {
    r[d] = Math.atan(r[a]!)
  },
  atan2: (r, d, a, b) => {
    r[d] = Math.atan2(r[a]!, r[b]!)
  },
  sinh: (r, d, a) => {
    r[d] = Math.sinh(r[a]!)
  },
  cosh: (r, d, a) => {
    r[d] = Math.cosh(r[a]!)
  },
  tanh: (r, d, a) => {
    r[d] = Math.tanh(r[a]!)
  },
  asinh: (r, d, a) => {
    r[d] = Math.asinh(r[a]!)
  },
  acosh: (r, d, a) => {
    r[d] = Math.acosh(r[a]!)
  },
  atanh: (r, d, a) => {
    r[d] = Math.atanh(r[a]!)
  },
  // Math.hypot is slow; where the sum of squares is in range, its root is as right.
  hypot: (r, d, a, b) => {
    const square = r[a]! * r[a]! + r[b]! * r[b]!
    r[d] = square > 1e-280 && square < 1e300 ? Math.sqrt(square) : Math.hypot(r[a]!, r[b]!)
  },
  sigmoid: (r, d, a) => {
    r[d] = (r[a]! < 0 ? Math.exp(r[a]!) : 1) / (1 + Math.exp(-Math.abs(r[a]!)))
  },
  softplus: (r, d, a) => {
    r[d] = Math.max(r[a]!, 0) + Math.log1p(Math.exp(-Math.abs(r[a]!)))
  },
  eq: (r, d, a, b) => {
    r[d] = r[a]! === r[b]! ? 1 : 0
  },
  ne: (r, d, a, b) => {
    r[d] = r[a]! !== r[b]! ? 1 : 0
  },
  lt: (r, d, a, b) => {
    r[d] = r[a]! < r[b]! ? 1 : 0
  },
  le: (r, d, a, b) => {
    r[d] = r[a]! <= r[b]! ? 1 : 0
  },
  gt: (r, d, a, b) => {
    r[d] = r[a]! > r[b]! ? 1 : 0
  },
  ge: (r, d, a, b) => {
    r[d] = r[a]! >= r[b]! ? 1 : 0
  },
  and: (r, d, a, b) => {
    r[d] = r[a]! * r[b]!
  },
  or: (r, d, a, b) => {
    r[d] = Math.max(r[a]!, r[b]!)
  },
  not: (r, d, a) => {
    r[d] = 1 - r[a]!
  },
  select: (r, d, a, b, c) => {
    r[d] = r[a] === 0 ? r[c]! : r[b]!
  },
  exp2: (r, d, a) => {
    r[d] = 2 ** r[a]!
  },
  sec: (r, d, a) => {
    r[d] = 1 / Math.cos(r[a]!)
  },
  csc: (r, d, a) => {
    r[d] = 1 / Math.sin(r[a]!)
  },
  cot: (r, d, a) => {
    r[d] = 1 / Math.tan(r[a]!)
  },
}

/** What the table's program of an op computes, for ops that `Math` lacks. */
export function programOf(op: ElementwiseName): (...args: readonly number[]) => number {
  const program = programsBeyondMath[op as ProgramName] as unknown as (
    lanes: typeof f64Lanes,
    ...args: readonly number[]
  ) => number
  return (...args) => program(f64Lanes, ...args)
}

function kernelOf(op: ElementwiseName): Kernel {
  const program = programOf(op)
  return (r, d, a, b, c) => {
    r[d] = program(r[a]!, r[b]!, r[c]!)
  }
}

/** What each op computes in doubles. */
export const kernels: Readonly<Record<ElementwiseName, Kernel>> = mapOps(
  (op) => native[op] ?? kernelOf(op),
)

const registers = new Float64Array(4)

/** The value of an op in doubles. */
export function run(op: ElementwiseName, args: readonly number[]): number {
  registers.set(args, 1)
  kernels[op](registers, 0, 1, 2, 3)
  return registers[0]!
}
