import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { ConstantName, Expr } from '../expr.ts'
import { constant, num, sym, whole } from '../leaves.ts'
import { arityOf, hasTrait, notation } from '../op-table.ts'
import {
  callables,
  constants,
  groupsRight,
  infixOps,
  prefixOps,
  readName,
  type Token,
} from './tokens.ts'

type Join = (parts: readonly Expr[]) => Expr

// Terms, factors or conditions under way: one constructor call at their end keeps long
// chains linear.
interface Chain {
  readonly join: Join
  readonly parts: Expr[]
}

interface ChainRule {
  readonly join: Join
  readonly invert?: (part: Expr) => Expr
}

const chains: ReadonlyMap<string, ChainRule> = new Map<ElementwiseName, ChainRule>([
  ['add', { join: sum }],
  ['sub', { join: sum, invert: negate }],
  ['mul', { join: product }],
  ['neg', { join: product }],
  ['div', { join: product, invert: (factor) => power(factor, whole(-1)) }],
  ...[...infixOps.values()]
    .filter((op) => hasTrait(op, 'logic'))
    .map((op): [ElementwiseName, ChainRule] => [op, { join: (parts) => call(op, parts) }]),
])

// What waits for its last operand: an operator, or a bracket with the function before it.
interface Pending {
  /** Larger binds tighter; 0 for brackets, which nothing reaches across. */
  readonly precedence: number
  readonly op: ElementwiseName | undefined
  /** How many operands came before it. */
  readonly before: number
}

/**
 * Builds the formula of tokens without mistakes, by precedence and without recursion; powers
 * group to the right, everything else to the left (the shunting-yard algorithm, Dijkstra
 * 1961).
 */
export function buildFormula(tokens: readonly Token[]): Expr {
  const builder = new Builder()
  for (let at = 0; at < tokens.length; at++) builder.read(tokens[at]!, tokens[at + 1])
  return builder.operand()
}

class Builder {
  readonly #operands: (Expr | Chain)[] = []
  readonly #pending: Pending[] = []
  // The function whose bracket comes next.
  #callee: ElementwiseName | undefined
  #expectsOperand = true

  read(token: Token, next: Token | undefined): void {
    if (token.kind === 'number') this.#leaf(numberFrom(token.text))
    else if (token.kind === 'name') this.#name(token.text, next)
    else if (token.kind === 'open') this.#open()
    else if (token.kind === 'close') this.#close()
    else if (token.kind === 'operator' || token.kind === 'not') this.#operator(token.text)
    else {
      // After a comma or the end, what stands before it is complete.
      this.#reduceTo(1)
      this.#expectsOperand = true
    }
  }

  /** The operand read last. */
  operand(): Expr {
    return finished(this.#operands.pop()!)
  }

  #leaf(expr: Expr): void {
    this.#operands.push(expr)
    this.#expectsOperand = false
  }

  #name(text: string, next: Token | undefined): void {
    if (next?.kind === 'open') this.#callee = callables.get(text)
    else this.#leaf(constants.has(text) ? constant(text as ConstantName) : sym(readName(text)))
  }

  #open(): void {
    this.#pending.push({ precedence: 0, op: this.#callee, before: this.#operands.length })
    this.#callee = undefined
    this.#expectsOperand = true
  }

  #close(): void {
    this.#reduceTo(1)
    const { op, before } = this.#pending.pop()!
    const args = this.#operands.splice(before).map(finished)
    this.#leaf(op ? call(op, args) : args[0]!)
  }

  #operator(sign: string): void {
    const op = (this.#expectsOperand ? prefixOps : infixOps).get(sign)
    if (op) {
      const { precedence } = notation[op]
      if (!this.#expectsOperand) this.#reduceTo(precedence + (groupsRight(op) ? 1 : 0))
      this.#pending.push({ precedence, op, before: this.#operands.length })
    }
    this.#expectsOperand = true
  }

  #reduceTo(precedence: number): void {
    for (;;) {
      const top = this.#pending.at(-1)
      if (!top || top.precedence < precedence) return
      this.#pending.pop()
      this.#reduce(top.op!)
    }
  }

  #reduce(op: ElementwiseName): void {
    const right = this.operand()
    const isPrefix = arityOf[op] === 1
    const rule = chains.get(op)
    if (!rule) {
      const args = isPrefix ? [right] : [this.operand(), right]
      this.#operands.push(call(op, args))
    } else if (isPrefix) {
      // Not yet the negative: of -(a - b)*c the sign belongs to the product as a whole.
      this.#operands.push({ join: rule.join, parts: [whole(-1), right] })
    } else this.#extend(rule, right)
  }

  #extend({ join, invert }: ChainRule, right: Expr): void {
    const part = invert ? invert(right) : right
    const left = this.#operands.pop()!
    if (isChain(left) && left.join === join) {
      left.parts.push(part)
      this.#operands.push(left)
    } else this.#operands.push({ join, parts: [finished(left), part] })
  }
}

function isChain(operand: Expr | Chain): operand is Chain {
  return 'parts' in operand
}

function finished(operand: Expr | Chain): Expr {
  return isChain(operand) ? operand.join(operand.parts) : operand
}

// Whole literals are exact up to a length that nobody types; all others mean the nearest double.
function numberFrom(text: string): Expr {
  return /^\d{16,400}$/.test(text) ? num(BigInt(text)) : num(Number(text))
}
