import { allocate, type DType, type TypedArray } from '../dtype.ts'
import { f64Lanes } from '../lanes.ts'
import { f32Lanes } from '../narrow-lanes.ts'
import { type Machine, ROUTINE_SUM_LANES, type Variable } from './machine.ts'

/** A part of a typed array. */
export interface ArrayPart {
  readonly data: TypedArray
  readonly start: number
}

/** The carrier of routines that run here and now. */
export interface NumberCarrier {
  readonly value: number
  readonly truth: boolean
  readonly index: number
  readonly place: number
  readonly array: ArrayPart
}

/** A machine that computes with JavaScript's numbers, rounded to the precision of a dtype. */
export function numberMachine(dtype: 'f64' | 'f32'): Machine<NumberCarrier> {
  const $ = dtype === 'f64' ? f64Lanes : f32Lanes
  const { bits, add, sub, mul, div, neg, abs, sqrt, max, lt, le, eq, and, not, select } = $
  const machine: Machine<NumberCarrier> = {
    ...{ bits, add, sub, mul, div, neg, abs, sqrt, max, lt, le, eq, and, not, select },
    ...indices,
    constant: $.constant,
    fromIndex: $.constant,
    toIndex: (value) => value,
    variable: makeVariable,
    counter: makeVariable,
    ...control,
    call: (_, given, body) => body(machine, given),
    evaluate: (_, given, body) => body(machine, given),
    sum: (from, to, term) => sumInRounds($.add, from, to, term),
  }
  return machine
}

/** Numbers in memory that a routine may use as it likes; what they are at first is not said. */
export function scratchPart(dtype: DType, length: number): ArrayPart {
  // NaN shows a routine that reads what it has not written.
  return { data: allocate(dtype, length).fill(Number.NaN), start: 0 }
}

type Indices = Pick<
  Machine<NumberCarrier>,
  'isBefore' | 'isSame' | 'plus' | 'minus' | 'times' | 'part' | 'load' | 'store'
>

const indices: Indices = {
  isBefore: (a, b) => a < b,
  isSame: (a, b) => a === b,
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  times: (a, b) => a * b,
  part: ({ data, start }, from) => ({ data, start: start + from }),
  load: ({ data, start }, at) => data[start + at]!,
  store({ data, start }, at, value) {
    data[start + at] = value
  },
}

type Control = Pick<Machine<NumberCarrier>, 'when' | 'each' | 'repeat' | 'sweep'>

const control: Control = {
  when(condition, then, otherwise) {
    if (condition) then()
    else otherwise?.()
  },
  each: runFrom,
  repeat(limit, body) {
    for (let turn = 0; turn < limit && body(); turn++);
  },
  sweep: runFrom,
}

function runFrom(from: number, to: number, body: (index: number) => void): void {
  for (let index = from; index < to; index++) body(index)
}

function makeVariable(initial: number): Variable<number> {
  let value = initial
  return {
    get: () => value,
    set(next) {
      value = next
    },
  }
}

function sumInRounds(
  add: (a: number, b: number) => number,
  from: number,
  to: number,
  term: (index: number) => number,
): number {
  const sums: [number, number, number, number] = [0, 0, 0, 0]
  let index = from
  for (; index + ROUTINE_SUM_LANES <= to; index += ROUTINE_SUM_LANES) {
    for (let lane = 0; lane < ROUTINE_SUM_LANES; lane++) {
      sums[lane] = add(sums[lane]!, term(index + lane))
    }
  }
  let total = add(add(sums[0], sums[2]), add(sums[1], sums[3]))
  for (; index < to; index++) total = add(total, term(index))
  return total
}
