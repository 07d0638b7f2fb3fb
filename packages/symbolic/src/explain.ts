import { call } from './canonical/call.ts'
import { isExponential } from './canonical/parts.ts'
import { power } from './canonical/power.ts'
import { negate, product } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { differentiate } from './differentiate.ts'
import type { CallExpr, Expr, PowerExpr } from './expr.ts'
import { sym, whole } from './leaves.ts'
import { signOf } from './number/numeral.ts'
import { isBranching, partialOf } from './partials.ts'
import { toText } from './print/plain.ts'
import { simplify } from './simplify/index.ts'
import { nodesOf } from './traverse.ts'

/** One step of a derivation: a rule, what it was applied to, and what came of it. */
export interface Step {
  /** The name of the rule: "product rule", "chain rule". */
  readonly rule: string
  readonly before: string
  readonly after: string
  /** The rule in a sentence. */
  readonly text: string
}

/**
 * How a derivative is found, step by step from the whole formula to its parts, as one
 * writes it on a blackboard. `d/dx[u]` stands for a derivative that a later step finds. The
 * last steps put the parts together and tidy up. Each part of the formula is derived once,
 * however often it stands there.
 */
export function explain(expr: Expr, variable: string): Step[] {
  const lesson = new Lesson(expr, variable)
  const steps = lesson.run()
  const derivative = differentiate(expr, variable)
  const whole = lesson.derivativeOf(expr)
  if (steps.length > 1) {
    steps.push({
      rule: 'put together',
      before: whole,
      after: toText(derivative),
      text: 'Put the derivatives of the parts in their places.',
    })
  }
  const simpler = simplify(derivative)
  if (simpler !== derivative) {
    steps.push({
      rule: 'simplify',
      before: toText(derivative),
      after: toText(simpler),
      text: 'Write the result more briefly.',
    })
  }
  return steps
}

/** What a rule says of one node, and the parts whose derivatives it asks for. */
interface Applied {
  readonly rule: string
  readonly text: string
  readonly after: string
  readonly asks: readonly Expr[]
}

class Lesson {
  readonly #root: Expr
  readonly #x: Expr
  readonly #varying: ReadonlySet<Expr>

  constructor(root: Expr, variable: string) {
    this.#root = root
    this.#x = sym(variable)
    const varying = new Set<Expr>()
    for (const node of nodesOf([root])) {
      if (node === this.#x || node.operands.some((operand) => varying.has(operand))) {
        varying.add(node)
      }
    }
    this.#varying = varying
  }

  run(): Step[] {
    const steps: Step[] = []
    const pending = [this.#root]
    const seen = new Set<Expr>(pending)
    for (let node = pending.pop(); node; node = pending.pop()) {
      const { rule, text, after, asks } = this.#apply(node)
      steps.push({ rule, text, before: this.derivativeOf(node), after })
      for (const asked of asks.toReversed()) {
        // What the variable and constants give is said in the step that asks.
        if (seen.has(asked) || asked === this.#x || !this.#varies(asked)) continue
        seen.add(asked)
        pending.push(asked)
      }
    }
    return steps
  }

  /** The derivative of a part as it is written before it is known. */
  derivativeOf(part: Expr): string {
    return `d/d${this.#x.label}[${toText(part)}]`
  }

  // A part of which the derivative is plain is not asked for.
  #found(part: Expr): Expr {
    if (part === this.#x) return whole(1)
    return this.#varies(part) ? this.#asked(part) : whole(0)
  }

  /** Parts of products and quotients are new nodes, but made of known ones. */
  #varies(part: Expr): boolean {
    return this.#varying.has(part) || part.operands.some((operand) => this.#varying.has(operand))
  }

  #asked(part: Expr): Expr {
    return sym(this.derivativeOf(part))
  }

  #apply(node: Expr): Applied {
    if (node === this.#x)
      return this.#plain('variable', 'The derivative of the variable itself is 1.', whole(1))
    if (!this.#varies(node)) {
      const text = `${toText(node)} does not depend on ${this.#x.label}, so its derivative is 0.`
      return this.#plain('constant', text, whole(0))
    }
    switch (node.kind) {
      case 'sum':
        return this.#sum(node)
      case 'product':
        return this.#product(node)
      case 'power':
        return this.#power(node)
      default:
        return this.#call(node as CallExpr)
    }
  }

  /** A step whose outcome is a formula, or factors in the order of the rule. */
  #plain(
    rule: string,
    text: string,
    after: Expr | readonly Expr[],
    asks: readonly Expr[] = [],
  ): Applied {
    const outcome = Array.isArray(after)
      ? factorsInOrder(after as readonly Expr[])
      : toText(after as Expr)
    return { rule, text, after: outcome, asks }
  }

  #sum(node: Expr): Applied {
    const terms = node.operands.map((term) => this.#found(term))
    const constants = node.operands.some((term) => !this.#varying.has(term))
    const more = constants ? ` Terms without ${this.#x.label} contribute 0.` : ''
    const text = `The derivative of a sum is the sum of the derivatives of its terms.${more}`
    return this.#plain('sum rule', text, sum(terms), node.operands)
  }

  #product(node: Expr): Applied {
    const fixed = node.operands.filter((factor) => !this.#varying.has(factor))
    const varying = node.operands.filter((factor) => this.#varying.has(factor))
    if (fixed.length > 0) {
      const rest = product(varying)
      const constant = toText(product(fixed))
      return this.#plain(
        'constant factor',
        `The factor ${constant} does not depend on ${this.#x.label} and stays in front.`,
        [product(fixed), this.#found(rest)],
        [rest],
      )
    }
    const below = varying.filter(isBelow)
    if (below.length > 0 && below.length < varying.length) return this.#quotient(varying, below)
    const [first, ...others] = varying as [Expr, ...Expr[]]
    const second = product(others)
    return this.#plain(
      'product rule',
      "(u*v)' = u'*v + u*v': each factor is derived in turn, the other one stays.",
      sum([product([this.#found(first), second]), product([first, this.#found(second)])]),
      [first, second],
    )
  }

  #quotient(factors: readonly Expr[], below: readonly Expr[]): Applied {
    const above = product(factors.filter((factor) => !below.includes(factor)))
    const bottom = power(product(below), whole(-1))
    const change = sum([
      product([this.#found(above), bottom]),
      negate(product([above, this.#found(bottom)])),
    ])
    return this.#plain(
      'quotient rule',
      "(u/v)' = (u'*v - u*v')/v^2.",
      product([change, power(bottom, whole(-2))]),
      [above, bottom],
    )
  }

  #power(node: PowerExpr): Applied {
    const [base, exponent] = node.operands
    if (this.#varying.has(exponent))
      return this.#chain(
        node,
        'exponential rule',
        'A power with the variable in its exponent is read as u^v = exp(v*log(u)).',
      )
    const brought = product([exponent, power(base, sum([exponent, whole(-1)]))])
    const rule = "The exponent comes down as a factor and falls by one: (u^n)' = n*u^(n-1)"
    if (base === this.#x) return this.#plain('power rule', `${rule}.`, brought)
    const inner = `*u', with u = ${toText(base)}.`
    return this.#plain(
      'power rule with chain rule',
      `${rule}${inner}`,
      [brought, this.#found(base)],
      [base],
    )
  }

  #call(node: CallExpr): Applied {
    if (isBranching(node)) {
      const [condition, a, b] = node.operands as readonly [Expr, Expr, Expr]
      const after = call(node.label, [condition, this.#found(a), this.#found(b)])
      return this.#plain('branch rule', 'Each branch is derived where it holds.', after, [a, b])
    }
    const generic = node.operands.map((_, i) => sym(node.operands.length === 1 ? 'u' : 'uvwst'[i]!))
    const known = call(node.label, generic)
    const slope = known.kind === 'call' ? partialOf(known, 0) : undefined
    const said = isExponential(node)
      ? 'The exponential function is its own derivative'
      : slope && node.operands.length === 1
        ? `The derivative of ${toText(known)} is ${toText(slope)}`
        : `Derive ${toText(known)} by each of its arguments`
    return this.#chain(node, 'derivative of a function', said)
  }

  /** Σ ∂f/∂u·u' over the arguments that vary. */
  #chain(node: CallExpr | PowerExpr, rule: string, said: string): Applied {
    const asks = node.operands.filter((operand) => this.#varying.has(operand))
    const terms = node.operands.flatMap((operand, i) => {
      const slope = this.#varying.has(operand) ? partialOf(node, i) : undefined
      return slope ? [product([slope, this.#found(operand)])] : []
    })
    const [only] = asks
    if (asks.length === 1 && only === this.#x) {
      return this.#plain(rule, said.endsWith('.') ? said : `${said}.`, sum(terms))
    }
    const inner = asks.map(toText).join(' and ')
    const closing = `The chain rule multiplies by the derivative of what is inside: ${inner}.`
    return this.#plain(
      `${rule} with chain rule`,
      `${said.replace(/\.$/, '')}. ${closing}`,
      sum(terms),
      asks,
    )
  }
}

function factorsInOrder(factors: readonly Expr[]): string {
  const shown = factors.filter((factor) => factor !== whole(1))
  if (shown.length < 2 || shown.includes(whole(0))) return toText(product(factors))
  return shown.map((one) => (one.kind === 'sum' ? `(${toText(one)})` : toText(one))).join('*')
}

function isBelow(factor: Expr): boolean {
  if (factor.kind !== 'power') return false
  const [, exponent] = factor.operands
  return exponent.kind === 'number' && signOf(exponent.value) < 0
}
