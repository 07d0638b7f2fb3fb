import { type ElementwiseName, signatures } from '@gradus/ops'
import { type Expr, foldExprs } from '../../src/index.ts'
import {
  absolute,
  add,
  type Big,
  compare,
  divide,
  floor,
  fromDouble,
  fromInteger,
  half,
  multiply,
  negate,
  one,
  squareRoot,
  subtract,
  toDouble,
  two,
  wholePower,
  zero,
} from './big-float.ts'
import {
  angle,
  asin,
  asinh,
  atan,
  cos,
  cosh,
  cubeRoot,
  exp,
  log,
  pi,
  power,
  sin,
  sinh,
  tanh,
} from './elementary.ts'
import { erf, logGamma, polygamma } from './special.ts'

// What is not defined only matters where it is used: not in the branch that is not taken.
type Value = Big | boolean | undefined
type Rule = (...args: Big[]) => Value

const inverse = (a: Big): Big => divide(one, a)
const sigmoid = (a: Big): Big => inverse(add(one, exp(negate(a))))
const larger = (a: Big, b: Big): Big => (compare(a, b) >= 0 ? a : b)
const smaller = (a: Big, b: Big): Big => (compare(a, b) <= 0 ? a : b)
const whole = (value: bigint): Big => fromInteger(value)

/** What the ops mean, written down a second time: nothing here comes from the table. */
const rules: Readonly<Partial<Record<ElementwiseName, Rule>>> = {
  abs: absolute,
  sign: (a) => fromInteger(compare(a, zero)),
  min: smaller,
  max: larger,
  cbrt: cubeRoot,
  hypot: (a, b) => squareRoot(add(multiply(a, a), multiply(b, b))),
  floor: (a) => whole(floor(a)),
  ceil: (a) => whole(-floor(negate(a))),
  round: roundHalfEven,
  mod: (a, b) => subtract(a, multiply(b, whole(floor(divide(a, b))))),
  flush: (a) => a,
  stop_gradient: (a) => a,
  exp,
  expm1: (a) => subtract(exp(a), one),
  exp2: (a) => power(two, a),
  log,
  log1p: (a) => log(add(a, one)),
  log2: (a) => divide(log(a), log(two)),
  log10: (a) => divide(log(a), log(fromInteger(10))),
  sin,
  cos,
  tan: (a) => divide(sin(a), cos(a)),
  sec: (a) => inverse(cos(a)),
  csc: (a) => inverse(sin(a)),
  cot: (a) => divide(cos(a), sin(a)),
  asin,
  acos: (a) => subtract(multiply(pi, half), asin(a)),
  atan,
  atan2: angle,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh: (a) => log(add(a, squareRoot(subtract(multiply(a, a), one)))),
  atanh: (a) => multiply(half, log(divide(add(one, a), subtract(one, a)))),
  sigmoid,
  softplus: (a) => log(add(one, exp(a))),
  relu: (a) => larger(a, zero),
  erf,
  erfc: (a) => subtract(one, erf(a)),
  gamma: (a) => exp(logGamma(a)),
  lgamma: logGamma,
  digamma: (a) => polygamma(0, a),
  trigamma: (a) => polygamma(1, a),
  polygamma: (n, a) => polygamma(toDouble(n), a),
  eq: (a, b) => compare(a, b) === 0,
  ne: (a, b) => compare(a, b) !== 0,
  lt: (a, b) => compare(a, b) < 0,
  le: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  ge: (a, b) => compare(a, b) >= 0,
}

const logic: Readonly<Partial<Record<ElementwiseName, (...args: boolean[]) => boolean>>> = {
  and: (a, b) => a && b,
  or: (a, b) => a || b,
  not: (a) => !a,
}

function roundHalfEven(a: Big): Big {
  const below = floor(a)
  const side = compare(subtract(a, whole(below)), half)
  const isUp = side > 0 || (side === 0 && below % 2n !== 0n)
  return whole(isUp ? below + 1n : below)
}

/**
 * The values of formulas to about 70 digits. Throws a RangeError where one is not defined,
 * or where a number is too large to be worth a test.
 */
export function evaluateExactly(
  exprs: readonly Expr[],
  at: Readonly<Record<string, Big>>,
): readonly Big[] {
  const values = foldExprs<Value>(exprs, (node, operands) => {
    if (operands.includes(undefined) && !(node.kind === 'call' && node.label === 'select')) {
      return undefined
    }
    try {
      return nodeValue(node, operands, at)
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  })
  if (values.includes(undefined)) throw new RangeError('a formula is not defined at this point')
  return values as Big[]
}

function nodeValue(
  node: Expr,
  operands: readonly Value[],
  at: Readonly<Record<string, Big>>,
): Value {
  const values = operands as readonly Big[]
  switch (node.kind) {
    case 'number':
      return numberValue(node.value)
    case 'constant':
      if (node.label === 'true' || node.label === 'false') return node.label === 'true'
      return node.label === 'pi' ? pi : exp(one)
    case 'symbol':
      return at[node.label]!
    case 'sum':
      return values.reduce(add)
    case 'product':
      return values.reduce(multiply)
    case 'power':
      return powerValue(node.operands[1], values[0]!, values[1]!)
    case 'call':
      return callValue(node.label, operands)
  }
}

function numberValue(value: Extract<Expr, { kind: 'number' }>['value']): Big {
  if (value.kind === 'decimal') return fromDouble(value.value)
  return divide(fromInteger(value.numerator), fromInteger(value.denominator))
}

function powerValue(exponent: Expr, base: Big, value: Big): Big {
  const known = exponent.kind === 'number' ? toDouble(value) : Number.NaN
  if (Number.isInteger(known) && Math.abs(known) < 1e6) return wholePower(base, known)
  return power(base, value)
}

function callValue(op: ElementwiseName, operands: readonly Value[]): Value {
  if (op === 'select') {
    const [condition, whenTrue, whenFalse] = operands
    return condition === undefined ? undefined : condition ? whenTrue : whenFalse
  }
  if (signatures[op].startsWith('m')) return logic[op]!(...(operands as boolean[]))
  const rule = rules[op]
  if (!rule) throw new Error(`the oracle does not know ${op}`)
  return rule(...(operands as Big[]))
}
