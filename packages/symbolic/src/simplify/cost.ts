import type { Expr } from '../expr.ts'
import { isBelow, isNegative } from '../factors.ts'
import { isMinusOne, isOne, signOf, toDouble } from '../number/numeral.ts'
import { foldRemembered } from '../remembered-fold.ts'

// Symbols and numbers count a little, so that of two formulas with the same operators the
// one with fewer parts is the simpler one; calls and powers count a little more than
// products and sums, and a sign inside a call more than one in front.
const leaf = 1 / 64

const known = new WeakMap<Expr, number>()

/**
 * How long a formula is for a person: its operators and calls as it is printed, written out
 * as a tree. `x*y/z` costs 2, `sqrt(x)` 1, `x^-2` as `1/x^2` 2; each leaf adds 1/64.
 * Other details decide ties, by as little.
 */
export function costOf(expr: Expr): number {
  return foldRemembered(expr, known, costOfNode)
}

function costOfNode(node: Expr, operands: readonly number[]): number {
  const total = operands.reduce((sum, cost) => sum + cost, 0)
  switch (node.kind) {
    case 'number':
      return leaf + numberOperators(node)
    case 'constant':
    case 'symbol':
      return leaf
    case 'sum':
      return total + node.operands.length - 1 - hiddenSigns(node)
    case 'product':
      return total + node.operands.length - 1 - hiddenQuotients(node)
    case 'power':
      return costOfPower(node, operands)
    case 'call':
      return total + 1 + 2 * leaf + (node.operands.some(isNegative) ? leaf : 0)
  }
}

function numberOperators(node: Expr): number {
  if (node.kind !== 'number') return 0
  const isFraction = node.value.kind === 'rational' && node.value.denominator !== 1
  return (isFraction ? 1 : 0) + (signOf(node.value) < 0 ? 1 : 0)
}

// The minus of a term is the operator between it and the term before.
function hiddenSigns(node: Expr): number {
  let hidden = 0
  for (const [i, term] of node.operands.entries()) {
    if (i > 0 && isNegative(term)) hidden++
  }
  return hidden
}

// x·y^-1 is one quotient; -1·x one minus; 1/2·x is x/2.
function hiddenQuotients(node: Expr): number {
  let hidden = 0
  let above = 0
  for (const factor of node.operands) {
    if (isBelow(factor)) hidden++
    else if (factor.kind === 'number') {
      const { value } = factor
      if (isMinusOne(value)) hidden += 1 + leaf
      const unit = value.kind === 'rational' && Math.abs(Number(value.numerator)) === 1
      if (value.kind === 'rational' && value.denominator !== 1 && unit) hidden++
      else if (!unit) above++
    } else above++
  }
  // With nothing above the line a 1 is written there.
  return above === 0 && hidden > 0 ? hidden - 1 : hidden
}

function costOfPower(node: Expr, [base, exponent]: readonly number[]): number {
  const by = node.operands[1]!
  if (by.kind !== 'number') return base! + exponent! + 1 + leaf
  const size = Math.abs(toDouble(by.value))
  const below = signOf(by.value) < 0 ? 1 : 0
  // A root is one call, a power one operator and a number.
  if (isOne(by.value) || size === 1) return base! + below
  if (size === 0.5) return base! + below + 1
  return (
    base! + below + 1 + 2 * leaf + (Number.isInteger(size) || by.value.kind === 'decimal' ? 0 : 1)
  )
}
