import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { exponential } from '../canonical/exponential.ts'
import { listInstructions } from '../codegen/instructions.ts'
import { type Evaluator, interpretInstructions } from '../codegen/interpret.ts'
import { differentiate } from '../differentiate.ts'
import { run } from '../double.ts'
import type { CallExpr, Expr, PowerExpr } from '../expr.ts'
import { sym } from '../leaves.ts'
import { toDouble, toExactDouble } from '../number/numeral.ts'
import { hasTrait } from '../op-table.ts'
import { parseExpression } from '../parse/parse.ts'
import { pieces } from '../pieces.ts'
import { foldExprs, nodesOf } from '../traverse.ts'
import {
  add,
  compose,
  constant,
  multiply,
  noSeries,
  polynomial,
  power,
  rounded,
  type Series,
} from './series.ts'

/** Where series are taken: x = at + slope·t^order; t is positive at infinity. */
export interface Place {
  readonly at: number
  readonly slope: 1 | -1
  /** 1 at a number, -1 at infinity. */
  readonly order: 1 | -1
}

/** A series, or what a condition is near the place. */
export type Reading = Series | boolean

type Texts = Readonly<Partial<Record<ElementwiseName, string>>>

// What functions are where their argument is large.
const atInfinity: Texts = {
  atan: 'sign(a)*pi/2 - atan(1/a)',
  asinh: 'sign(a)*log(abs(a) + sqrt(a^2 + 1))',
  acosh: 'log(a + sqrt(a^2 - 1))',
  log1p: 'log(1 + a)',
}
// What functions are made of; the angle for points on the right.
const madeOf: Texts = {
  ...pieces,
  hypot: 'sqrt(a^2 + b^2)',
  cbrt: 'sign(a)*abs(a)^(1/3)',
  atan2: 'atan(a/b)',
  cot: 'cos(a)/sin(a)',
  csc: '1/sin(a)',
  log2: 'log(a)/log(2)',
  log10: 'log(a)/log(10)',
  stop_gradient: 'a',
}

/** Reads formulas in one variable as series around a place, node by node. */
export class SeriesReader {
  readonly #terms: number
  readonly #place: Place

  /** Whether t has either sign. */
  readonly #isTwoSided: boolean
  readonly #primitives: Partial<Record<ElementwiseName, (argument: Series) => Series>> = {
    exp: (argument) => this.#exp(argument),
    log: (argument) => this.#log(argument),
    abs: (argument) => this.#absolute(argument),
  }

  constructor(terms: number, place: Place) {
    this.#isTwoSided = place.order > 0
    this.#terms = terms
    this.#place = place
  }

  /** The series of a node whose operands have these; throws {@link noSeries} without one. */
  read(node: Expr, operands: readonly Reading[]): Reading {
    const series = operands as readonly Series[]
    switch (node.kind) {
      case 'number':
        return this.#number(toDouble(node.value), toExactDouble(node.value) !== undefined)
      case 'constant':
        return this.#constant(node.label)
      case 'symbol':
        return this.#variable()
      case 'sum':
        return series.reduce(add)
      case 'product':
        return series.reduce(multiply)
      case 'power':
        return this.#power(node, series[0]!, series[1]!)
      case 'call':
        return this.#call(node, operands)
    }
  }

  #variable(): Series {
    const { at, slope, order } = this.#place
    return order < 0
      ? polynomial(this.#terms, -1, [slope, at])
      : polynomial(this.#terms, 0, [at, slope])
  }

  #number(value: number, isExact = true): Series {
    const found = constant(this.#terms, value)
    return isExact ? found : rounded(found)
  }

  #constant(name: string): Reading {
    if (name === 'true' || name === 'false') return name === 'true'
    return this.#number(name === 'pi' ? Math.PI : Math.E, false)
  }

  #power(node: PowerExpr, base: Series, exponent: Series): Series {
    const [, by] = node.operands
    if (by.kind !== 'number') return this.#exp(multiply(exponent, this.#log(base)))
    const value = toDouble(by.value)
    // Roots of even powers are powers of |t|, which are no series unless they are even too.
    const isEven = base.order % 2 === 0 && (base.order * value) % 2 === 0
    if (this.#isTwoSided && !Number.isInteger(value) && !isEven) throw noSeries
    return power(base, value)
  }

  /** e^s, where a multiple of log t in s is a power of t. */
  #exp(series: Series): Series {
    const { logs } = series
    if (this.#isTwoSided && logs % 2 !== 0) throw noSeries
    const found = this.#compose(exponential, [{ ...series, logs: 0 }])
    return { ...found, order: found.order + logs, noise: found.noise + logs }
  }

  /** log s, where the power of t in s is a multiple of log t. */
  #log(series: Series): Series {
    const { order, coefficients, logs } = series
    const isOpen = this.#isTwoSided && order % 2 !== 0
    if (logs !== 0 || isOpen || !(coefficients[0]! > 0)) throw noSeries
    const scaled = { ...series, order: 0, noise: series.noise - order }
    const found = this.#compose(logarithm, [scaled])
    return { ...found, logs: order, noise: order === 0 ? found.noise : Math.min(0, found.noise) }
  }

  #call(node: CallExpr, operands: readonly Reading[]): Reading {
    const { label } = node
    if (hasTrait(label, 'logic')) return run(label, operands.map(Number)) !== 0
    if (operands.some((one) => typeof one === 'boolean')) {
      return operands[0] === true ? operands[1]! : operands[2]!
    }
    const series = operands as readonly Series[]
    if (hasTrait(label, 'comparison')) return run(label, [this.#compare(series), 0]) !== 0
    return this.#function(label, series)
  }

  /** The sign of a - b near the place. */
  #compare([a, b]: readonly Series[]): number {
    return this.#signOf(add(a!, this.#negative(b!)))
  }

  #negative(series: Series): Series {
    return multiply(this.#number(-1), series)
  }

  #signOf({ order, coefficients: [lead], logs }: Series): number {
    const isDecided = !this.#isTwoSided || order % 2 === 0
    if (lead === undefined || logs !== 0 || !isDecided) throw noSeries
    return Math.sign(lead)
  }

  #absolute(series: Series): Series {
    // Next to a zero the sign is open, but not the size: |x| < 1/2 holds near 0.
    const isOpen = this.#isTwoSided && series.order % 2 !== 0 && series.order > 0
    if (isOpen) return { ...series, coefficients: [], sizes: [] }
    return this.#signOf(series) < 0 ? this.#negative(series) : series
  }

  #function(op: ElementwiseName, operands: readonly Series[]): Series {
    const [argument, other] = operands as readonly [Series, Series]
    const primitive = this.#primitives[op]
    if (primitive) return primitive(argument)
    // The angle of a point on the left is another one.
    if (op === angle && !(this.#signOf(other) > 0)) throw noSeries
    const text = argument.order < 0 && op in atInfinity ? atInfinity[op] : madeOf[op]
    return text === undefined ? this.#compose(op, operands) : this.#read(text, operands)
  }

  #read(text: string, [a, b]: readonly Series[]): Series {
    const [series] = foldExprs<Reading>([parseExpression(text)], (node, operands) => {
      if (node.kind !== 'symbol') return this.read(node, operands)
      return node.label === 'a' ? a! : b!
    })
    return series as Series
  }

  #compose(op: ElementwiseName, [inner, ...others]: readonly Series[]): Series {
    const isRegular = inner!.order >= 0 && Number.isInteger(inner!.order) && inner!.logs === 0
    if (others.length > 0 || !isRegular || hasTrait(op, 'constant')) throw noSeries
    const [start, size] = inner!.order === 0 ? [inner!.coefficients[0]!, inner!.sizes[0]!] : [0, 0]
    const coefficients = taylorSeries(op, start, this.#terms)
    // What rounding of the argument does comes by the slope, beside that of the function.
    const slope = (k: number): number => (k + 1) * Math.abs(coefficients[k + 1] ?? 0)
    const sizes = coefficients.map((value, k) => Math.abs(value) + slope(k) * size)
    return compose(coefficients, sizes, inner!)
  }
}

const logarithm: ElementwiseName = 'log'
const angle: ElementwiseName = 'atan2'

/** The derivatives of an op as far as anybody has asked, and what computes so many of them. */
interface Derivatives {
  readonly exprs: Expr[]
  readonly evaluators: Map<number, Evaluator>
}

const known = new Map<ElementwiseName, Derivatives>()
// The derivatives of Γ, unlike those of others, grow fast.
const mostNodes = 2000

/** The Taylor series of an op of one argument around a number. */
function taylorSeries(op: ElementwiseName, center: number, terms: number): readonly number[] {
  const values = new Float64Array(terms)
  evaluatorOf(op, terms)([center], values)
  let factorial = 1
  return Array.from(values, (value, k) => {
    factorial *= Math.max(1, k)
    return value / factorial
  })
}

function evaluatorOf(op: ElementwiseName, terms: number): Evaluator {
  const derivatives = known.get(op) ?? { exprs: [call(op, [sym('t')])], evaluators: new Map() }
  known.set(op, derivatives)
  const { exprs, evaluators } = derivatives
  while (exprs.length < terms) {
    if (nodesOf(exprs).length > mostNodes) throw noSeries
    exprs.push(differentiate(exprs.at(-1)!, 't'))
  }
  const found =
    evaluators.get(terms) ?? interpretInstructions(listInstructions(exprs.slice(0, terms), ['t']))
  evaluators.set(terms, found)
  return found
}
