import { type ElementwiseName, signatures } from '@gradus/ops'
import { doubleFunctions } from '../double.ts'
import { hasTrait } from '../op-table.ts'

/** Runs an instruction: reads registers `a`, `b`, `c` of `r` and writes register `d`. */
export type Kernel = (r: Float64Array, d: number, a: number, b: number, c: number) => void

/** An op as JavaScript: both ways to run it, which compute the same bits. */
export interface NativeOp {
  readonly name: ElementwiseName
  /** Whether it gives a truth value: a boolean in code, 1 or 0 in a register. */
  readonly isCondition: boolean
  readonly isCommutative: boolean
  /** The op as an expression over names; `undefined` where code calls `program`. */
  readonly write: Write | undefined
  readonly program: (...args: readonly number[]) => number
  readonly run: Kernel
}

type Write = (a: string, b: string, c: string) => string
type Row = readonly [write: Write, run: Kernel]

function called(name: string, run: Kernel): Row {
  return [(a) => `Math.${name}(${a})`, run]
}

// The functions of `Math` are ports of fdlibm in all engines, within 1 ulp, and engines
// compute them in line; ops without a row run the table's program. Kernels pass registers
// and not numbers, because engines box a double that crosses a call.
const rows: Readonly<Partial<Record<ElementwiseName, Row>>> = {
  add: [
    (a, b) => `${a} + ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! + r[b]!
    },
  ],
  sub: [
    (a, b) => `${a} - ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! - r[b]!
    },
  ],
  mul: [
    (a, b) => `${a} * ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! * r[b]!
    },
  ],
  div: [
    (a, b) => `${a} / ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! / r[b]!
    },
  ],
  neg: [
    (a) => `-${a}`,
    (r, d, a) => {
      r[d] = -r[a]!
    },
  ],
  abs: called('abs', (r, d, a) => {
    r[d] = Math.abs(r[a]!)
  }),
  sign: [
    // The sign of NaN is 0 here.
    (a) => `(Math.sign(${a}) || 0)`,
    (r, d, a) => {
      r[d] = Math.sign(r[a]!) || 0
    },
  ],
  min: [
    (a, b) => `Math.min(${a}, ${b})`,
    (r, d, a, b) => {
      r[d] = Math.min(r[a]!, r[b]!)
    },
  ],
  max: [
    (a, b) => `Math.max(${a}, ${b})`,
    (r, d, a, b) => {
      r[d] = Math.max(r[a]!, r[b]!)
    },
  ],
  relu: [
    (a) => `Math.max(${a}, 0)`,
    (r, d, a) => {
      r[d] = Math.max(r[a]!, 0)
    },
  ],
  sqrt: called('sqrt', (r, d, a) => {
    r[d] = Math.sqrt(r[a]!)
  }),
  cbrt: called('cbrt', (r, d, a) => {
    r[d] = Math.cbrt(r[a]!)
  }),
  floor: called('floor', (r, d, a) => {
    r[d] = Math.floor(r[a]!)
  }),
  ceil: called('ceil', (r, d, a) => {
    r[d] = Math.ceil(r[a]!)
  }),
  stop_gradient: [
    (a) => a,
    (r, d, a) => {
      r[d] = r[a]!
    },
  ],
  // JavaScript alone says that 1 to the power of NaN or ±∞ is NaN; IEEE 754 says 1.
  pow: [
    (a, b) =>
      `${a} === 1 || (${a} === -1 && Math.abs(${b}) === Infinity) ? 1 : Math.pow(${a}, ${b})`,
    (r, d, a, b) => {
      const isOne = r[a] === 1 || (r[a] === -1 && Math.abs(r[b]!) === Infinity)
      r[d] = isOne ? 1 : r[a]! ** r[b]!
    },
  ],
  exp: called('exp', (r, d, a) => {
    r[d] = Math.exp(r[a]!)
  }),
  expm1: called('expm1', (r, d, a) => {
    r[d] = Math.expm1(r[a]!)
  }),
  log: called('log', (r, d, a) => {
    r[d] = Math.log(r[a]!)
  }),
  log1p: called('log1p', (r, d, a) => {
    r[d] = Math.log1p(r[a]!)
  }),
  log2: called('log2', (r, d, a) => {
    r[d] = Math.log2(r[a]!)
  }),
  log10: called('log10', (r, d, a) => {
    r[d] = Math.log10(r[a]!)
  }),
  sin: called('sin', (r, d, a) => {
    r[d] = Math.sin(r[a]!)
  }),
  cos: called('cos', (r, d, a) => {
    r[d] = Math.cos(r[a]!)
  }),
  tan: called('tan', (r, d, a) => {
    r[d] = Math.tan(r[a]!)
  }),
  asin: called('asin', (r, d, a) => {
    r[d] = Math.asin(r[a]!)
  }),
  acos: called('acos', (r, d, a) => {
    r[d] = Math.acos(r[a]!)
  }),
  atan: called('atan', (r, d, a) => {
    r[d] = Math.atan(r[a]!)
  }),
  atan2: [
    (a, b) => `Math.atan2(${a}, ${b})`,
    (r, d, a, b) => {
      r[d] = Math.atan2(r[a]!, r[b]!)
    },
  ],
  sinh: called('sinh', (r, d, a) => {
    r[d] = Math.sinh(r[a]!)
  }),
  cosh: called('cosh', (r, d, a) => {
    r[d] = Math.cosh(r[a]!)
  }),
  tanh: called('tanh', (r, d, a) => {
    r[d] = Math.tanh(r[a]!)
  }),
  asinh: called('asinh', (r, d, a) => {
    r[d] = Math.asinh(r[a]!)
  }),
  acosh: called('acosh', (r, d, a) => {
    r[d] = Math.acosh(r[a]!)
  }),
  atanh: called('atanh', (r, d, a) => {
    r[d] = Math.atanh(r[a]!)
  }),
  // As double.ts has them, in line.
  hypot: [
    (a, b) => {
      const square = `${a} * ${a} + ${b} * ${b}`
      return `${square} > 1e-280 && ${square} < 1e300 ? Math.sqrt(${square}) : Math.hypot(${a}, ${b})`
    },
    (r, d, a, b) => {
      const square = r[a]! * r[a]! + r[b]! * r[b]!
      r[d] = square > 1e-280 && square < 1e300 ? Math.sqrt(square) : Math.hypot(r[a]!, r[b]!)
    },
  ],
  sigmoid: [
    (a) => `(${a} < 0 ? Math.exp(${a}) : 1) / (1 + Math.exp(-Math.abs(${a})))`,
    (r, d, a) => {
      r[d] = (r[a]! < 0 ? Math.exp(r[a]!) : 1) / (1 + Math.exp(-Math.abs(r[a]!)))
    },
  ],
  softplus: [
    (a) => `Math.max(${a}, 0) + Math.log1p(Math.exp(-Math.abs(${a})))`,
    (r, d, a) => {
      r[d] = Math.max(r[a]!, 0) + Math.log1p(Math.exp(-Math.abs(r[a]!)))
    },
  ],
  eq: [
    (a, b) => `${a} === ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! === r[b]! ? 1 : 0
    },
  ],
  ne: [
    (a, b) => `${a} !== ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! !== r[b]! ? 1 : 0
    },
  ],
  lt: [
    (a, b) => `${a} < ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! < r[b]! ? 1 : 0
    },
  ],
  le: [
    (a, b) => `${a} <= ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! <= r[b]! ? 1 : 0
    },
  ],
  gt: [
    (a, b) => `${a} > ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! > r[b]! ? 1 : 0
    },
  ],
  ge: [
    (a, b) => `${a} >= ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! >= r[b]! ? 1 : 0
    },
  ],
  and: [
    (a, b) => `${a} && ${b}`,
    (r, d, a, b) => {
      r[d] = r[a]! * r[b]!
    },
  ],
  or: [
    (a, b) => `${a} || ${b}`,
    (r, d, a, b) => {
      r[d] = Math.max(r[a]!, r[b]!)
    },
  ],
  not: [
    (a) => `!${a}`,
    (r, d, a) => {
      r[d] = 1 - r[a]!
    },
  ],
  select: [
    (a, b, c) => `${a} ? ${b} : ${c}`,
    (r, d, a, b, c) => {
      r[d] = r[a] === 0 ? r[c]! : r[b]!
    },
  ],
}

function describeOp(name: ElementwiseName): NativeOp {
  const row = rows[name]
  const program = doubleFunctions[name] as (...args: readonly number[]) => number
  return {
    name,
    isCondition: signatures[name].endsWith('>m'),
    isCommutative: hasTrait(name, 'commutative'),
    write: row?.[0],
    program,
    run:
      row?.[1] ??
      ((r, d, a, b, c) => {
        r[d] = program(r[a]!, r[b]!, r[c]!)
      }),
  }
}

/** Every elementwise op as JavaScript. */
export const nativeOps: Readonly<Record<ElementwiseName, NativeOp>> = Object.fromEntries(
  Object.keys(signatures).map((name) => [name, describeOp(name as ElementwiseName)]),
) as Record<ElementwiseName, NativeOp>
