import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { isExponential } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import { differentiate } from '../differentiate.ts'
import type { CallExpr, Expr, PowerExpr } from '../expr.ts'
import { rational, sym, whole } from '../leaves.ts'
import { isInteger, toDouble } from '../number/numeral.ts'
import { hasTrait } from '../op-table.ts'
import { substitute } from '../substitute.ts'
import { foldExprs } from '../traverse.ts'

/**
 * A Laurent series: `coefficients[k]` belongs to the power `order + k` of the step. The
 * first coefficient is not zero unless all are; what follows the last is not known.
 */
export interface LaurentSeries {
  readonly order: number
  readonly coefficients: readonly Expr[]
}

/** Thrown inside this file only: a formula has no series at the point. */
class NoSeries extends Error {}

/**
 * The Laurent series of a formula in one variable around a number, with exact
 * coefficients; `undefined` where it has none, or none that these rules find. Poles may
 * cancel anywhere in the formula, so `cos(x)/x - sin(x)/x^2` is a series that starts with x.
 *
 * @param terms How many terms of each part are computed. Cancellation costs terms.
 */
export function laurent(
  expr: Expr,
  variable: string,
  at: Expr,
  terms: number,
): LaurentSeries | undefined {
  const arithmetic = new Arithmetic(terms)
  const x = sym(variable)
  try {
    const [series] = foldExprs<LaurentSeries>([expr], (node, operands) => {
      if (node === x) return arithmetic.normalize(0, [at, whole(1), ...zeros(terms - 2)])
      return arithmetic.read(node, operands)
    })
    return series
  } catch (error) {
    if (error instanceof NoSeries) return undefined
    throw error
  }
}

function zeros(count: number): Expr[] {
  return new Array<Expr>(Math.max(0, count)).fill(whole(0))
}

class Arithmetic {
  readonly #terms: number

  constructor(terms: number) {
    this.#terms = terms
  }

  read(node: Expr, operands: readonly LaurentSeries[]): LaurentSeries {
    switch (node.kind) {
      case 'sum':
        return operands.reduce((a, b) => this.#add(a, b))
      case 'product':
        return operands.reduce((a, b) => this.#multiply(a, b))
      case 'power':
        return this.#power(node, operands[0]!, operands[1]!)
      case 'call':
        return this.#call(node, operands)
      default:
        return this.#constant(node)
    }
  }

  /** Drops leading zeros and keeps as many terms as are computed. */
  normalize(order: number, coefficients: readonly Expr[]): LaurentSeries {
    if (coefficients.some(isUndefined)) throw new NoSeries()
    const first = coefficients.findIndex((value) => value !== whole(0))
    if (first <= 0) return { order, coefficients: coefficients.slice(0, this.#terms) }
    return { order: order + first, coefficients: coefficients.slice(first, first + this.#terms) }
  }

  #constant(value: Expr): LaurentSeries {
    return this.normalize(0, [value, ...zeros(this.#terms - 1)])
  }

  #add(a: LaurentSeries, b: LaurentSeries): LaurentSeries {
    const order = Math.min(a.order, b.order)
    const end = Math.min(endOf(a), endOf(b))
    const coefficients: Expr[] = []
    for (let k = order; k < end; k++) coefficients.push(sum([at(a, k), at(b, k)]))
    return this.normalize(order, coefficients)
  }

  #multiply(a: LaurentSeries, b: LaurentSeries): LaurentSeries {
    const length = Math.min(a.coefficients.length, b.coefficients.length)
    const coefficients: Expr[] = []
    for (let k = 0; k < length; k++) coefficients.push(convolve(a.coefficients, b.coefficients, k))
    return this.normalize(a.order + b.order, coefficients)
  }

  #power(node: PowerExpr, base: LaurentSeries, exponent: LaurentSeries): LaurentSeries {
    const by = node.operands[1]
    if (by.kind !== 'number') return this.#exp(this.#multiply(exponent, this.#log(base)))
    const order = base.order * toDouble(by.value)
    const [lead] = base.coefficients
    if (!Number.isInteger(order) || !lead || lead === whole(0)) throw new NoSeries()
    const isRoot = !isInteger(by.value)
    if (isRoot && lead.kind === 'number' && toDouble(lead.value) < 0) throw new NoSeries()
    return this.normalize(order, this.#raise(base.coefficients, by))
  }

  // Miller's recurrence for (c₀ + c₁t + …)^r (Knuth, TAOCP 2, 4.7).
  #raise(base: readonly Expr[], exponent: Expr): Expr[] {
    const inverse = power(base[0]!, whole(-1))
    const raised = [power(base[0]!, exponent)]
    for (let k = 1; k < base.length; k++) {
      const terms: Expr[] = []
      for (let j = 1; j <= k; j++) {
        if (base[j] === whole(0)) continue
        const weight = sum([product([exponent, whole(j)]), whole(j - k)])
        terms.push(product([weight, base[j]!, raised[k - j]!]))
      }
      raised.push(product([rational(1, k), inverse, sum(terms)]))
    }
    return raised
  }

  // E' = U'·E, term by term.
  #exp(series: LaurentSeries): LaurentSeries {
    const u = this.#regular(series)
    const result = [call('exp', [u[0]!])]
    for (let k = 1; k < u.length; k++) {
      const terms: Expr[] = []
      for (let j = 1; j <= k; j++) terms.push(product([whole(j), u[j]!, result[k - j]!]))
      result.push(product([rational(1, k), sum(terms)]))
    }
    return this.normalize(0, result)
  }

  #log(series: LaurentSeries): LaurentSeries {
    return this.#compose('log', this.#regular(series))
  }

  /** The coefficients from the power 0 on, of a series without a pole. */
  #regular({ order, coefficients }: LaurentSeries): readonly Expr[] {
    if (order < 0 && coefficients.some((value) => value !== whole(0))) throw new NoSeries()
    return [...zeros(order), ...coefficients].slice(0, this.#terms)
  }

  #call(node: CallExpr, operands: readonly LaurentSeries[]): LaurentSeries {
    if (isExponential(node)) return this.#exp(operands[0]!)
    const isConstant = operands.every(({ order, coefficients }) =>
      coefficients.every((value, k) => order + k === 0 || value === whole(0)),
    )
    if (isConstant) {
      const values = operands.map((series) => at(series, 0))
      return this.#constant(call(node.label, values))
    }
    if (operands.length !== 1 || hasTrait(node.label, 'constant')) throw new NoSeries()
    return this.#compose(node.label, this.#regular(operands[0]!))
  }

  /** f(c₀ + h) by Horner's rule in h. */
  #compose(op: ElementwiseName, inner: readonly Expr[]): LaurentSeries {
    const outer = taylorCoefficients(op, inner[0] ?? whole(0), inner.length)
    const step = this.normalize(0, [whole(0), ...inner.slice(1)])
    const needed = step.order > 0 ? Math.ceil(inner.length / step.order) : 1
    let total = this.#constant(outer[Math.min(needed, outer.length - 1)]!)
    for (let k = Math.min(needed, outer.length - 1) - 1; k >= 0; k--) {
      total = this.#add(this.#multiply(total, step), this.#constant(outer[k]!))
    }
    return total
  }
}

function endOf({ order, coefficients }: LaurentSeries): number {
  return order + coefficients.length
}

function at({ order, coefficients }: LaurentSeries, k: number): Expr {
  return coefficients[k - order] ?? whole(0)
}

function convolve(a: readonly Expr[], b: readonly Expr[], k: number): Expr {
  const terms: Expr[] = []
  for (let j = 0; j <= k; j++) {
    const [x, y] = [a[j]!, b[k - j]!]
    if (x !== whole(0) && y !== whole(0)) terms.push(product([x, y]))
  }
  return sum(terms)
}

const knownCoefficients = new Map<string, readonly Expr[]>()

/** f⁽ᵏ⁾(c)/k! for k below `count`. */
function taylorCoefficients(op: ElementwiseName, center: Expr, count: number): readonly Expr[] {
  const key = `${op} ${center.kind === 'number' ? center.label : center.hash} ${count}`
  const known = knownCoefficients.get(key)
  if (known && center.kind === 'number') return known
  const t = sym('t')
  const coefficients: Expr[] = []
  let derivative = call(op, [t])
  let factorial = 1n
  for (let k = 0; k < count; k++) {
    const value = substitute(derivative, { t: center })
    if (isUndefined(value)) throw new NoSeries()
    coefficients.push(product([value, rational(1n, factorial)]))
    factorial *= BigInt(k + 1)
    derivative = differentiate(derivative, 't')
  }
  if (center.kind === 'number') knownCoefficients.set(key, coefficients)
  return coefficients
}

function isUndefined(value: Expr): boolean {
  const parts = value.kind === 'product' || value.kind === 'sum' ? value.operands : [value]
  return parts.some((part) => {
    if (part.kind === 'number') return !Number.isFinite(toDouble(part.value))
    return part.kind === 'power' && part.operands[0] === whole(0)
  })
}
