import type { DType } from './dtype.ts'
import { f64Lanes, type Lanes } from './lanes.ts'

// Apart from the carrier of doubles, which is all that formulas need.

/** The carrier of plain numbers in single precision: every result is rounded to f32. */
export const f32Lanes: Lanes<number, boolean> = {
  ...f64Lanes,
  bits: 32,
  constant: Math.fround,
  add: (a, b) => Math.fround(a + b),
  sub: (a, b) => Math.fround(a - b),
  mul: (a, b) => Math.fround(a * b),
  div: (a, b) => Math.fround(a / b),
  sqrt: (a) => Math.fround(Math.sqrt(a)),
  lookup: (table, index) => Math.fround(table[index] ?? 0),
  wide: (program, ...args) => Math.fround(program(f64Lanes, ...args)),
}

/** The carrier of 32-bit integers; arithmetic wraps around. */
export const i32Lanes: Lanes<number, boolean> = {
  ...f64Lanes,
  bits: 32,
  integer: true,
  constant: (value) => value | 0,
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
  neg: (a) => -a | 0,
  abs: (a) => Math.abs(a) | 0,
}

/** The carrier in which a dtype computes. */
export function lanesOf(dtype: DType): Lanes<number, boolean> {
  if (dtype === 'f64') return f64Lanes
  return dtype === 'f32' ? f32Lanes : i32Lanes
}
