import { hasTrait, isFloat } from '@gradus/ops'
import { constantUnder } from '../builder.ts'
import type { Node } from '../node.ts'

const DEPTH = 4

/** Ops whose results are finite when all their inputs are. */
const bounded: ReadonlySet<string> = new Set([
  'neg',
  'abs',
  'sign',
  'min',
  'max',
  'floor',
  'relu',
  'select',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'cast',
  'reshape',
  'transpose',
  'broadcast',
  'slice',
])

/**
 * Whether a value is a number and not infinite, whatever is fed: what is computed from
 * positions, draws and finite constants by ops that keep that, a few ops deep.
 */
export function isAlwaysFinite(node: Node, depth: number = DEPTH): boolean {
  if (!isFloat(node.dtype)) return true
  const constant = constantUnder(node)
  if (constant) return Number.isFinite(constant.attributes.value)
  if (hasTrait(node.op, 'fed')) return false
  if (hasTrait(node.op, 'constant') && node.inputs.every(({ dtype }) => !isFloat(dtype)))
    return true
  if (depth === 0 || !bounded.has(node.op)) return false
  return node.inputs.every((input) => isAlwaysFinite(input, depth - 1))
}
