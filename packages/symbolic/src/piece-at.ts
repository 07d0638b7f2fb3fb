import type { ElementwiseName } from '@gradus/ops'
import { evaluate } from './evaluate.ts'
import type { Expr } from './expr.ts'
import { constant, num } from './leaves.ts'
import { hasTrait } from './op-table.ts'
import { parseExpression } from './parse/parse.ts'
import { pieces } from './pieces.ts'
import { rebuild } from './rebuild.ts'
import { foldExprs, freeVariables } from './traverse.ts'

/**
 * What a formula is at a place inside one of its pieces: choices are made and steps are
 * numbers, where no other variable has a say in them.
 */
export function pieceAt(expr: Expr, place: Readonly<Record<string, number>>): Expr {
  const [piece] = foldExprs<Expr>([expr], (node, operands) => {
    const own = rebuild(node, operands)
    const text = own.kind === 'call' ? pieces[own.label] : undefined
    if (text === undefined) return decided(own, place)
    if (!isKnown(own, place)) return own
    const [found] = foldExprs<Expr>([parseExpression(text)], (part, parts) => {
      if (part.kind === 'symbol') return operands[part.label === 'a' ? 0 : 1]!
      return decided(rebuild(part, parts), place)
    })
    return found!
  })
  return piece!
}

function decided(node: Expr, place: Readonly<Record<string, number>>): Expr {
  if (node.kind !== 'call') return node
  const isStep = node.label === step
  if (!isStep && !hasTrait(node.label, 'comparison')) return node
  if (!isKnown(node, place)) return node
  const value = evaluate(node, place)
  return isStep ? num(value) : constant(value === 0 ? 'false' : 'true')
}

function isKnown(node: Expr, place: Readonly<Record<string, number>>): boolean {
  return freeVariables(node).every((name) => Object.hasOwn(place, name))
}

const step: ElementwiseName = 'floor'
