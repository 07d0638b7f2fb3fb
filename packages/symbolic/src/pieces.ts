import type { ElementwiseName } from '@gradus/ops'
import { negate } from './canonical/product.ts'
import { sum } from './canonical/sum.ts'
import { differentiate } from './differentiate.ts'
import { run } from './double.ts'
import type { CallExpr, Expr } from './expr.ts'
import { constant, whole } from './leaves.ts'
import { hasTrait } from './op-table.ts'
import { parseExpression } from './parse/parse.ts'
import { plainValues } from './plain-values.ts'
import { rebuild } from './rebuild.ts'
import { substitute } from './substitute.ts'
import { foldExprs, freeVariables } from './traverse.ts'

/** Functions that are pieced together, by choices and by `floor`. */
export const pieces: Readonly<Partial<Record<ElementwiseName, string>>> = {
  abs: 'if(a < 0, -a, a)',
  sign: 'if(a < 0, -1, if(a > 0, 1, 0))',
  relu: 'if(a < 0, 0, a)',
  max: 'if(a < b, b, a)',
  min: 'if(a < b, a, b)',
  ceil: '-floor(-a)',
  round: 'floor(a + 1/2)',
  mod: 'a - b*floor(a/b)',
}

/** One side of a point: below it for -1, above it for 1. */
interface Side {
  readonly variable: string
  readonly point: Expr
  readonly side: number
}

/**
 * What a formula is on one side of a point: choices are made and steps are numbers, where no
 * other variable has a say in them.
 */
export function pieceOf(expr: Expr, at: Side): Expr {
  const [piece] = foldExprs<Expr>([expr], (node, operands) => {
    const text = node.kind === 'call' ? pieces[node.label] : undefined
    if (text === undefined) return decide(node, operands, at) ?? rebuild(node, operands)
    let isOpen = false
    const [found] = foldExprs<Expr>([parseExpression(text)], (part, parts) => {
      if (part.kind === 'symbol') return operands[part.label === 'a' ? 0 : 1]!
      const known = decide(part, parts, at)
      if (!known && isDecision(part)) isOpen = true
      return known ?? rebuild(part, parts)
    })
    return isOpen ? rebuild(node, operands) : found!
  })
  return piece!
}

function isDecision(node: Expr): node is CallExpr {
  return node.kind === 'call' && (node.label === step || hasTrait(node.label, 'comparison'))
}

function decide(node: Expr, [a, b]: readonly Expr[], at: Side): Expr | undefined {
  if (!isDecision(node)) return undefined
  if (node.label !== step) {
    const sign = signBeside(sum([a!, negate(b!)]), at)
    return sign === undefined ? undefined : constant(run(node.label, [sign, 0]) ? 'true' : 'false')
  }
  const value = valueAt(a!, at)
  if (value === undefined) return undefined
  const isFalling = Number.isInteger(value) && signBeside(sum([a!, whole(-value)]), at) === -1
  return whole(Math.floor(value) - (isFalling ? 1 : 0))
}

const step: ElementwiseName = 'floor'

/** How often a formula may vanish before it counts as 0. */
const mostZeros = 16

/** The sign of a formula beside the point: that of the first derivative that is not 0 there. */
function signBeside(expr: Expr, at: Side): number | undefined {
  let slope = expr
  for (let k = 0; k < mostZeros && slope !== whole(0); k++) {
    const value = valueAt(slope, at)
    if (value === undefined || Number.isNaN(value)) return undefined
    if (value !== 0) return Math.sign(value) * at.side ** k
    slope = differentiate(slope, at.variable)
  }
  return 0
}

/** The value at the point, with what is only rounding as 0; `undefined` if variables are left. */
function valueAt(expr: Expr, { variable, point }: Side): number | undefined {
  const value = substitute(expr, { [variable]: point })
  if (freeVariables(value).length > 0) return undefined
  const [found] = plainValues([value]) as [number]
  return Math.abs(found) < 1e-14 ? 0 : found
}
