import { call } from '../canonical/call.ts'
import { negate, product } from '../canonical/product.ts'
import { sum } from '../canonical/sum.ts'
import { coefficientsOf } from '../collect.ts'
import { evaluate } from '../evaluate.ts'
import type { Expr } from '../expr.ts'
import { num, sym, whole } from '../leaves.ts'
import { signOf } from '../number/numeral.ts'
import { rebuild } from '../rebuild.ts'
import { substitute } from '../substitute.ts'
import { foldExprs, nodesOf } from '../traverse.ts'
import { laurent } from './laurent.ts'

// Parts larger than this are left alone: their series would take longer than they are worth.
const mostNodes = 150
const degree = 16
const terms = 22
const mostPoints = 3

/** What a node depends on: nothing, one variable, or several. */
type Dependence = string | 'nothing' | 'several'

/**
 * Gives parts of one variable that lose all digits near a point a second form there.
 * `sin(x)/x` has no value at 0, and its derivatives as they are written no correct digit
 * near it, though the function is smooth: near such a point the part becomes its Taylor
 * polynomial, with a remainder below the rounding error.
 */
export function fillRemovable(roots: readonly Expr[]): Expr[] {
  if (!nodesOf(roots).some(isPole)) return [...roots]
  const variables = new Map<Expr, Dependence>()
  const filled = foldExprs<Expr>(roots, (node, operands) => {
    const dependence = dependenceOf(node, variables)
    variables.set(node, dependence)
    if (dependence !== 'several') return node
    if (node.kind === 'sum' || node.kind === 'product') return fillGroups(node, operands, variables)
    return rebuild(
      node,
      node.operands.map((operand, i) => fillPart(operand, operands[i]!, variables)),
    )
  })
  return roots.map((root, i) => fillPart(root, filled[i]!, variables))
}

function dependenceOf(node: Expr, known: ReadonlyMap<Expr, Dependence>): Dependence {
  if (node.kind === 'symbol') return `=${node.label}`
  let dependence: Dependence = 'nothing'
  for (const operand of node.operands) {
    const one = known.get(operand)!
    if (one === 'nothing' || one === dependence) continue
    if (dependence !== 'nothing') return 'several'
    dependence = one
  }
  return dependence
}

function fillPart(part: Expr, filled: Expr, variables: ReadonlyMap<Expr, Dependence>): Expr {
  const dependence = variables.get(part)!
  return dependence === 'several' || dependence === 'nothing'
    ? filled
    : fill(part, dependence.slice(1))
}

/** The operands of a sum or product that share their one variable are taken together. */
function fillGroups(
  node: Expr,
  operands: readonly Expr[],
  variables: ReadonlyMap<Expr, Dependence>,
): Expr {
  const groups = new Map<Dependence, Expr[]>()
  const others: Expr[] = []
  for (const [i, operand] of node.operands.entries()) {
    const dependence = variables.get(operand)!
    if (dependence === 'several' || dependence === 'nothing') others.push(operands[i]!)
    else groups.set(dependence, [...(groups.get(dependence) ?? []), operand])
  }
  const join = node.kind === 'sum' ? sum : product
  const joined = [...groups].map(([dependence, parts]) => fill(join(parts), dependence.slice(1)))
  return join([...others, ...joined])
}

function isPole(node: Expr): boolean {
  if (node.kind !== 'power') return false
  const [, exponent] = node.operands
  return exponent.kind === 'number' && signOf(exponent.value) < 0
}

function fill(part: Expr, variable: string): Expr {
  const nodes = nodesOf([part])
  if (nodes.length > mostNodes) return part
  const points = new Set<Expr>()
  for (const node of nodes) {
    if (isPole(node)) for (const point of zerosOf(node.operands[0]!, variable)) points.add(point)
  }
  let filled = part
  for (const point of [...points].slice(0, mostPoints)) {
    filled = branchAt(part, filled, variable, point)
  }
  return filled
}

/** Numbers at which a formula is seen to vanish. */
function zerosOf(base: Expr, variable: string): Expr[] {
  const linear = base.degree === 1 ? coefficientsOf(base, variable) : undefined
  if (linear?.length === 2) {
    const zero = negate(linear[0]!.div(linear[1]!))
    return zero.kind === 'number' ? [zero] : []
  }
  return [0, 1, -1]
    .map(whole)
    .filter((point) => substitute(base, { [variable]: point }) === whole(0))
}

function branchAt(part: Expr, elsewhere: Expr, variable: string, point: Expr): Expr {
  const series = laurent(part, variable, point, terms)
  if (!series || series.order < 0) return elsewhere
  const found = [...new Array<Expr>(series.order).fill(whole(0)), ...series.coefficients]
  const coefficients = found.slice(0, degree + 1)
  const radius = radiusOf(coefficients)
  if (coefficients.length <= degree || !(radius > 0)) return elsewhere
  const step = sum([sym(variable), negate(point)])
  const isNear = call('lt', [call('abs', [step]), num(radius)])
  return call('select', [isNear, hornerForm(coefficients.slice(0, degree), step), elsewhere])
}

// So far from the point that cancellation no longer hurts, and so near that the first term
// left out is below the rounding error of the first one kept.
function radiusOf(coefficients: readonly Expr[]): number {
  const values = coefficients.map((value) => Math.abs(evaluate(value)))
  const lead = values.findIndex((value) => value > 0)
  if (lead < 0 || values.some((value) => !Number.isFinite(value))) return 0
  let radius = 0.5
  // Every other coefficient may be zero, so the last one alone says nothing.
  for (let k = Math.max(lead + 1, degree - 3); k < values.length; k++) {
    if (values[k] === 0) continue
    radius = Math.min(radius, (1e-17 * (values[lead]! / values[k]!)) ** (1 / (k - lead)))
  }
  // A short decimal keeps printed code readable.
  return Number(radius.toPrecision(2))
}

function hornerForm(coefficients: readonly Expr[], step: Expr): Expr {
  return coefficients.reduceRight<Expr>(
    (rest, value) => sum([value, product([step, rest])]),
    whole(0),
  )
}
