import { type Algebra, type ElementwiseName, signatures } from '@gradus/ops'
import { type Expr, lower } from '@gradus/symbolic'
import {
  add,
  type DoubleDouble,
  divide,
  multiply,
  negate,
  subtract,
} from '../linear-algebra/double-double.ts'
import type { Vector } from '../linear-algebra/vector.ts'
import type { Columns } from './columns.ts'
import { atan, cos, exp, log, pow, sin, sqrt } from './precise-functions.ts'

/** One number for each row, or one for all; `undefined` where an op is not known here. */
type Precise = readonly DoubleDouble[] | undefined

/** The ops that have twice the digits of doubles here. */
const functions: Partial<Record<ElementwiseName, (...args: DoubleDouble[]) => DoubleDouble>> = {
  add: (a, b) => add(a!, b!),
  sub: (a, b) => subtract(a!, b!),
  mul: (a, b) => multiply(a!, b!),
  div: (a, b) => divide(a!, b!),
  neg: (a) => negate(a!),
  pow: (a, b) => pow(a!, b!),
  exp: (a) => exp(a!),
  log: (a) => log(a!),
  sqrt: (a) => sqrt(a!),
  sin: (a) => sin(a!),
  cos: (a) => cos(a!),
  atan: (a) => atan(a!),
}

const names = Object.keys(signatures) as ElementwiseName[]

const precise = {
  ...(Object.fromEntries(names.map((op) => [op, overRows(op)])) as Record<
    ElementwiseName,
    (...args: readonly Precise[]) => Precise
  >),
  constant: (value: number): Precise => [readConstant(value)],
} satisfies Algebra<Precise>

function overRows(op: ElementwiseName): (...args: readonly Precise[]) => Precise {
  const run = functions[op]
  return (...args) => {
    const columns = args.filter((column) => column !== undefined)
    if (!run || columns.length < args.length) return undefined
    const rows = Math.max(...columns.map(({ length }) => length))
    return Array.from({ length: rows }, (_, i) =>
      run(...columns.map((column) => column[column.length === 1 ? 0 : i]!)),
    )
  }
}

function readConstant(value: number): DoubleDouble {
  if (value === Math.PI) return { high: value, low: 1.2246467991473532e-16 }
  if (value === Math.E) return { high: value, low: 1.4456468917292502e-16 }
  return readDecimal(value)
}

/** A model, what it describes, and the names of its parameters. */
export interface ModelOfData {
  readonly model: Expr
  readonly response: Expr
  readonly parameters: readonly string[]
  readonly data: Columns
}

/**
 * Response less model at each row, rounded once: with about 32 digits, numbers in formulas and
 * columns being the decimals that they are printed as. `undefined` where a formula has an op that
 * is not known here; NaN in rows where that arithmetic does not reach.
 */
export function preciseGap({
  model,
  response,
  parameters,
  data,
}: ModelOfData): (at: Vector) => Vector | undefined {
  const columns = new Map<string, Precise>()
  const read = (name: string): Precise => {
    const column = columns.get(name) ?? Array.from(data[name]!, readDecimal)
    columns.set(name, column)
    return column
  }
  return (at) => {
    const [observed, fitted] = lower(precise, [response, model], (name) => {
      const place = parameters.indexOf(name)
      return place < 0 ? read(name) : [{ high: at[place]!, low: 0 }]
    })
    const gap = precise.sub(observed, fitted)
    return gap && Float64Array.from(gap, ({ high, low }) => high + low)
  }
}

/**
 * The shortest decimal that reads as a double, with about 32 digits: `0.1` is a tenth, and not
 * the double next to it.
 */
export function readDecimal(value: number): DoubleDouble {
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const [whole = '', rest = ''] = digits.replace('-', '').split('.')
  const all = `${whole}${rest}`.padEnd(18, '0')
  const power = Number(exponent) - 17
  const front = { high: Number(all.slice(0, 9)), low: 0 }
  const back = { high: Number(all.slice(9)), low: 0 }
  const whole18 = add(multiply(front, { high: 1e9, low: 0 }), back)
  const ten = pow({ high: 10, low: 0 }, { high: Math.abs(power), low: 0 })
  const read = power < 0 ? divide(whole18, ten) : multiply(whole18, ten)
  const signed = value < 0 ? negate(read) : read
  // Beyond what doubles can multiply the double stands for itself.
  return signed.high === value ? signed : { high: value, low: 0 }
}
