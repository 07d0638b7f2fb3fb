import { type ElementwiseName, notation } from '@gradus/ops'
import { call, isCondition } from '../canonical/call.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { Expr } from '../expr.ts'
import { whole } from '../leaves.ts'
import { logicOps } from './tokens.ts'

/** A sign between or before operands, with the place that mistakes are reported at. */
export interface Operator<Place> {
  readonly op: ElementwiseName
  /** Larger binds tighter. */
  readonly precedence: number
  readonly isPrefix: boolean
  readonly place: Place
}

type Join = (parts: readonly Expr[]) => Expr

// A chain of terms or of factors under way: one constructor call at its end keeps long
// chains linear.
interface Chain {
  readonly join: Join
  readonly parts: Expr[]
}

const powerPrecedence = notation.pow.precedence
const comparisonPrecedence = notation.eq.precedence

/**
 * Puts operands and operators together by precedence, without recursion; powers group to
 * the right, everything else to the left (the shunting-yard algorithm, Dijkstra 1961).
 */
export class PrecedenceStack<Place> {
  readonly #operands: (Expr | Chain)[] = []
  readonly #operators: Operator<Place>[] = []
  readonly #refuse: (operator: Operator<Place>) => void

  /** @param refuse Hears of operators that stand between operands they cannot take. */
  constructor(refuse: (operator: Operator<Place>) => void) {
    this.#refuse = refuse
  }

  operand(expr: Expr): void {
    this.#operands.push(expr)
  }

  operator(operator: Operator<Place>): void {
    if (!operator.isPrefix) this.#reduceTo(operator.precedence)
    this.#operators.push(operator)
  }

  finish(): Expr {
    while (this.#operators.length > 0) this.#reduce()
    return this.#pop()
  }

  #reduceTo(precedence: number): void {
    for (;;) {
      const top = this.#operators.at(-1)
      if (!top || top.precedence < precedence) return
      if (top.precedence === precedence && precedence === powerPrecedence) return
      this.#reduce()
    }
  }

  #reduce(): void {
    const operator = this.#operators.pop()!
    const right = this.#pop()
    const isFitting = isCondition(right) === wantsConditions(operator)
    const chain = isFitting ? chains.get(operator.op) : undefined
    if (operator.isPrefix && chain) {
      // Not yet the negative: of -(a - b)*c the sign belongs to the product as a whole.
      this.#operands.push({ join: chain.join, parts: [whole(-1), right] })
      return
    }
    if (operator.isPrefix) {
      const isFine = this.#accepts(operator, [right])
      this.#operands.push(isFine ? call(operator.op, [right]) : right)
      return
    }
    if (chain) {
      this.#extend(operator, chain, right)
      return
    }
    const left = this.#pop()
    const isFine = this.#accepts(operator, [left, right])
    this.#operands.push(isFine ? call(operator.op, [left, right]) : whole(0))
  }

  #extend(operator: Operator<Place>, { join, invert }: ChainRule, right: Expr): void {
    const part = invert ? invert(right) : right
    const left = this.#operands.pop()!
    if (isChain(left) && left.join === join) {
      left.parts.push(part)
      this.#operands.push(left)
      return
    }
    const first = isChain(left) ? closeChain(left) : left
    const isFine = this.#accepts(operator, [first])
    this.#operands.push(isFine ? { join, parts: [first, part] } : part)
  }

  #accepts(operator: Operator<Place>, args: readonly Expr[]): boolean {
    const wanted = wantsConditions(operator)
    if (args.every((arg) => isCondition(arg) === wanted)) return true
    this.#refuse(operator)
    return false
  }

  #pop(): Expr {
    const operand = this.#operands.pop()!
    return isChain(operand) ? closeChain(operand) : operand
  }
}

function wantsConditions({ precedence }: { readonly precedence: number }): boolean {
  return precedence < comparisonPrecedence
}

interface ChainRule {
  readonly join: Join
  readonly invert?: (expr: Expr) => Expr
}

// Terms and factors, and the conditions that logic joins.
const chains: ReadonlyMap<ElementwiseName, ChainRule> = new Map<ElementwiseName, ChainRule>([
  ['add', { join: sum }],
  ['sub', { join: sum, invert: (term) => negate(term) }],
  ['mul', { join: product }],
  ['neg', { join: product }],
  ['div', { join: product, invert: (factor) => power(factor, whole(-1)) }],
  ...[...logicOps.values()].map((op): [ElementwiseName, ChainRule] => [
    op,
    { join: (parts) => call(op, parts) },
  ]),
])

function isChain(operand: Expr | Chain): operand is Chain {
  return 'parts' in operand
}

function closeChain({ join, parts }: Chain): Expr {
  return join(parts)
}
