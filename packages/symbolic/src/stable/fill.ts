import type { ElementwiseName } from '@gradus/ops'
import { call } from '../canonical/call.ts'
import { coefficientPart, unscaledPart } from '../canonical/parts.ts'
import type { Expr } from '../expr.ts'
import { countOf } from '../factors.ts'
import { push } from '../identity/rule.ts'
import { toDouble } from '../number/numeral.ts'
import { rebuild } from '../rebuild.ts'
import { foldExprs, nodesOf } from '../traverse.ts'
import { type Branch, branchAt } from './branch.ts'
import type { Place } from './laurent.ts'
import { lossyParts, type Readings } from './loss.ts'

// Parts larger than this are left alone: their series would take longer than they are worth.
const mostNodes = 200
const mostPoints = 4

const known = new WeakMap<Expr, Expr>()

/** A formula in one variable with second forms near the places at which it loses digits. */
export function fillPart(part: Expr, variable: string, readings: Readings): Expr {
  if (part.height === 0) return part
  let filled = known.get(part)
  if (!filled) {
    filled = fillAll(part, variable, readings)
    known.set(part, filled)
  }
  return filled
}

function fillAll(part: Expr, variable: string, readings: Readings): Expr {
  const nodes = nodesOf([part])
  if (nodes.length > mostNodes || !nodes.some(isHard) || !nodes.some(mayCancel)) return part
  const branches = new Map<Expr, Branch[]>()
  for (const place of placesOf(nodes)) {
    for (const node of lossyParts(part, place, readings)) {
      const branch = branchAt(node, variable, place)
      if (branch) push(branches, node, branch)
    }
  }
  if (branches.size === 0) return part
  const [filled] = foldExprs<Expr>([part], (node, operands) =>
    (branches.get(node) ?? []).reduceRight(
      (elsewhere, { condition, value }) => call('select', [condition, value, elsewhere]),
      rebuild(node, operands),
    ),
  )
  return filled!
}

/** Whether digits may be lost in a node, or its value be missing. */
function mayCancel(node: Expr): boolean {
  return node.kind === 'sum' || (node.kind === 'power' && isHard(node))
}

/** Whether a node is more than a polynomial step. */
function isHard(node: Expr): boolean {
  if (node.kind === 'call') return true
  return node.kind === 'power' && !(countOf(node) > 0)
}

const logarithm: ElementwiseName = 'log'

/** Where digits are likely to be lost: 0, zeros of what is linear, 1 of logarithms, and infinity. */
function placesOf(nodes: readonly Expr[]): readonly Place[] {
  const points = new Set([0])
  for (const node of nodes) {
    const zero = node.kind === 'sum' ? zeroOf(node) : undefined
    if (zero !== undefined) points.add(zero)
    if (node.kind === 'call' && node.label === logarithm && node.operands[0]!.kind === 'symbol') {
      points.add(1)
    }
  }
  const near = [...points].slice(0, mostPoints)
  return [
    ...near.map((at): Place => ({ at, slope: 1, order: 1 })),
    { at: 0, slope: 1, order: -1 },
    { at: 0, slope: -1, order: -1 },
  ]
}

/** The number at which c·x + d is exactly 0. */
function zeroOf(term: Expr): number | undefined {
  const [linear, number] = term.operands as readonly [Expr, Expr]
  if (term.operands.length !== 2 || linear.degree !== 1 || number.kind !== 'number')
    return undefined
  if (unscaledPart(linear).kind !== 'symbol') return undefined
  const slope = toDouble(coefficientPart(linear))
  const zero = -toDouble(number.value) / slope
  return slope * zero + toDouble(number.value) === 0 ? zero + 0 : undefined
}
