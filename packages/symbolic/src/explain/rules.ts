import { call } from '../canonical/call.ts'
import { isExponential } from '../canonical/parts.ts'
import { power } from '../canonical/power.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import type { CallExpr, Expr, PowerExpr } from '../expr.ts'
import { functions } from '../functions.ts'
import { sym, whole } from '../leaves.ts'
import { arityOf } from '../op-table.ts'
import { isBranching, partialOf } from '../partials.ts'
import { type Composition, compose, composition } from '../sharing/composition.ts'
import {
  derivativeOf,
  formula,
  type Line,
  negativeOf,
  nothing,
  productOf,
  quotientOf,
  sumOf,
} from './line.ts'

/** What a rule says of one formula. */
export interface Applied {
  readonly rule: string
  readonly text: string
  readonly after: Line
}

/** What is derived, and what of it depends on the variable. */
export interface Setting {
  readonly variable: Expr
  varies(part: Expr): boolean
  /** A formula as text. */
  write(part: Expr): string
}

/** The rule for a formula, from its outermost operation. */
export function applyRule(setting: Setting, node: Expr): Applied {
  const name = setting.variable.label
  if (node === setting.variable) {
    return { rule: 'variable', text: `The derivative of ${name} by itself is 1.`, after: one }
  }
  if (!setting.varies(node)) {
    const text = `${setting.write(node)} does not depend on ${name}: its derivative is 0.`
    return { rule: 'constant', text, after: nothing }
  }
  const parts = composition(node)
  if (parts) return parts.kind === 'sum' ? sumRule(setting, parts) : productRules(setting, parts)
  if (node.kind === 'power') return powerRule(setting, node)
  return isBranching(node) ? branchRule(setting, node) : functionRule(setting, node as CallExpr)
}

const one: Line = formula(whole(1))

/** The derivative of a part: what is plain is said at once, all else is asked for. */
function derivative(setting: Setting, of: Expr): Line {
  if (!setting.varies(of)) return nothing
  const slope = slopeOfLine(setting, of)
  return slope ? formula(slope) : derivativeOf(of)
}

/** The slope of the variable itself, or of the variable times something fixed. */
function slopeOfLine({ variable, varies }: Setting, of: Expr): Expr | undefined {
  if (of === variable) return whole(1)
  const parts = composition(of)
  if (parts?.kind !== 'product' || parts.minus.some(varies)) return undefined
  const [moving, ...others] = parts.plus.filter(varies)
  if (moving !== variable || others.length > 0) return undefined
  const fixed = parts.plus.filter((factor) => factor !== variable)
  return compose(parts, fixed, parts.minus)
}

function sumRule(setting: Setting, { plus, minus }: Composition): Applied {
  const terms = [
    ...plus.map((term) => derivative(setting, term)),
    ...minus.map((term) => negativeOf(derivative(setting, term))),
  ]
  const fixed = [...plus, ...minus].filter((term) => !setting.varies(term))
  const text = `Each term is derived on its own${fixed.length > 0 ? constantTerms(setting, fixed) : ''}.`
  return { rule: 'sum rule', text, after: sumOf(terms) }
}

function constantTerms({ variable, write }: Setting, fixed: readonly Expr[]): string {
  const [does, adds] = fixed.length === 1 ? ['does', 'adds'] : ['do', 'add']
  return `; ${listOf(fixed.map(write))} ${does} not depend on ${variable.label} and ${adds} 0`
}

/** Signs and constants in front first, then quotients, then products. */
function productRules(setting: Setting, parts: Composition): Applied {
  const [above, below] = [split(setting, parts.plus), split(setting, parts.minus)]
  if (parts.isNegative || above.fixed.length + below.fixed.length > 0) {
    return constantFactor(setting, parts, above, below)
  }
  if (below.varying.length === 0) return productRule(setting, above.varying)
  const bottom = product(below.varying)
  if (above.varying.length === 0) return reciprocalRule(setting, bottom)
  return quotientRule(setting, product(above.varying), bottom)
}

interface Sides {
  readonly fixed: readonly Expr[]
  readonly varying: readonly Expr[]
}

function split({ varies }: Setting, side: readonly Expr[]): Sides {
  return { fixed: side.filter((part) => !varies(part)), varying: side.filter(varies) }
}

function constantFactor(
  setting: Setting,
  { isNegative }: Composition,
  above: Sides,
  below: Sides,
): Applied {
  const rest = quotient(above.varying, below.varying)
  const front = quotient(above.fixed, below.fixed)
  const found = derivative(setting, rest)
  const isDivisor = below.fixed.length > 0 && above.fixed.length === 0
  const line: Line = isDivisor
    ? quotientOf(found, product(below.fixed))
    : productOf([formula(front), found])
  const isSign = isNegative && front === whole(1)
  const factor = isNegative ? negate(front) : front
  const [kind, shown] = isDivisor ? ['divisor', product(below.fixed)] : ['factor', factor]
  const text = isSign
    ? 'The minus sign stays in front.'
    : `The ${kind} ${setting.write(shown)} does not depend on ${setting.variable.label} and stays.`
  return { rule: 'constant factor', text, after: isNegative ? negativeOf(line) : line }
}

function quotient(above: readonly Expr[], below: readonly Expr[]): Expr {
  return compose({ kind: 'product', isNegative: false, plus: above, minus: below }, above, below)
}

function productRule(setting: Setting, factors: readonly Expr[]): Applied {
  const [u, ...others] = factors as readonly [Expr, ...Expr[]]
  const v = product(others)
  return {
    rule: 'product rule',
    text: `(u*v)' = u'*v + u*v', with u = ${setting.write(u)} and v = ${setting.write(v)}.`,
    after: sumOf([
      productOf([derivative(setting, u), formula(v)]),
      productOf([formula(u), derivative(setting, v)]),
    ]),
  }
}

function quotientRule(setting: Setting, u: Expr, v: Expr): Applied {
  return {
    rule: 'quotient rule',
    text: `(u/v)' = (u'*v - u*v')/v^2, with u = ${setting.write(u)} and v = ${setting.write(v)}.`,
    after: quotientOf(
      sumOf([
        productOf([derivative(setting, u), formula(v)]),
        negativeOf(productOf([formula(u), derivative(setting, v)])),
      ]),
      power(v, whole(2)),
    ),
  }
}

// 1/xⁿ is read as x^-n by most teachers, 1/v of anything else as a quotient.
function reciprocalRule(setting: Setting, v: Expr): Applied {
  if (v === setting.variable || (v.kind === 'power' && v.operands[0] === setting.variable)) {
    const exponent = v.kind === 'power' ? v.operands[1] : whole(1)
    if (!setting.varies(exponent)) {
      return plainPowerRule(setting, setting.variable, product([whole(-1), exponent]))
    }
  }
  return {
    rule: withChain('reciprocal rule', setting, [v]),
    text: `(1/v)' = -v'/v^2, with v = ${setting.write(v)}.`,
    after: negativeOf(quotientOf(derivative(setting, v), power(v, whole(2)))),
  }
}

function powerRule(setting: Setting, node: PowerExpr): Applied {
  const [base, exponent] = node.operands
  if (!setting.varies(exponent)) return plainPowerRule(setting, base, exponent)
  const logarithm = functions.log(base)
  if (!setting.varies(base)) {
    return {
      rule: withChain('exponential rule', setting, [exponent]),
      text: `(a^u)' = a^u*log(a)*u', with a = ${setting.write(base)} and u = ${setting.write(exponent)}.`,
      after: productOf([formula(node), formula(logarithm), derivative(setting, exponent)]),
    }
  }
  const inside = product([exponent, logarithm])
  return {
    rule: 'exponential rule, chain rule',
    text: `Base and exponent both depend on ${setting.variable.label}, so the power is read as exp(u) with u = ${setting.write(inside)}: (exp(u))' = exp(u)*u'.`,
    after: productOf([formula(node), derivative(setting, inside)]),
  }
}

function plainPowerRule(setting: Setting, base: Expr, exponent: Expr): Applied {
  const brought = product([exponent, power(base, sum([exponent, whole(-1)]))])
  const isInner = base !== setting.variable
  const [name, slope] = isInner
    ? ['u', `*u', with u = ${setting.write(base)} and`]
    : [setting.variable.label, ', with']
  return {
    rule: withChain('power rule', setting, [base]),
    text: `(${name}^n)' = n*${name}^(n - 1)${slope} n = ${setting.write(exponent)}.`,
    after: timesDerivative(brought, derivative(setting, base)),
  }
}

/** `known · slope`, with the slope above the line where there is one. */
function timesDerivative(known: Expr, slope: Line): Line {
  const parts = composition(known)
  const isFraction = parts?.kind === 'product' && parts.minus.length > 0
  if (slope.kind === 'formula') {
    // A slope that is known is a number or a constant: it stands in front, or joins a fraction.
    return isFraction ? formula(product([slope.expr, known])) : productOf([slope, formula(known)])
  }
  if (!isFraction) return productOf([formula(known), slope])
  const above = productOf([...parts.plus.map(formula), slope])
  const line = quotientOf(above, product(parts.minus))
  return parts.isNegative ? negativeOf(line) : line
}

function branchRule(setting: Setting, node: Expr): Applied {
  const branches = node.operands.slice(1).map((branch) => derivative(setting, branch))
  return {
    rule: 'branch rule',
    text: 'Each branch is derived where it holds.',
    after: { kind: 'branches', expr: node, parts: branches },
  }
}

function functionRule(setting: Setting, node: CallExpr): Applied {
  const inner = node.operands.filter((operand) => setting.varies(operand))
  const names = arityOf[node.label] === 1 ? ['u'] : ['u', 'v', 'w']
  const letters = node.operands.map((_, i) => sym(names[i] ?? `u${i}`))
  const general = call(node.label, letters)
  const said = node.operands.flatMap((operand, i) => {
    const slope =
      setting.varies(operand) && general.kind === 'call' ? partialOf(general, i) : undefined
    const by = node.operands.length > 1 ? `by ${letters[i]!.label} ` : ''
    return slope ? [`${by}is ${setting.write(slope)}`] : []
  })
  const terms = node.operands.map((operand, i) => {
    const slope = setting.varies(operand) ? partialOf(node, i) : undefined
    return slope ? timesDerivative(slope, derivative(setting, operand)) : nothing
  })
  const what = isExponential(node)
    ? 'The exponential function is its own derivative.'
    : `The derivative of ${setting.write(general)} ${said.join(', ')}.`
  return {
    rule: withChain(`derivative of ${node.label}`, setting, inner),
    text: what + chainText(setting, node, letters),
    after: sumOf(terms),
  }
}

/** The chain rule where something else than the variable is inside. */
function withChain(rule: string, { variable }: Setting, inner: readonly Expr[]): string {
  return inner.every((part) => part === variable) ? rule : `${rule}, chain rule`
}

function chainText(setting: Setting, node: Expr, letters: readonly Expr[]): string {
  const inner = node.operands.flatMap((operand, i) =>
    operand !== setting.variable && setting.varies(operand)
      ? [`${letters[i]!.label} = ${setting.write(operand)}`]
      : [],
  )
  if (inner.length === 0) return ''
  return ` The chain rule multiplies by the derivative of what is inside, ${inner.join(' and ')}.`
}

function listOf(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0]!
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}
