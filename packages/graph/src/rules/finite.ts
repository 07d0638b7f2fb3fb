import { bytesPerElement, hasTrait, isFloat } from '@gradus/ops'
import { constantUnder } from '../builder.ts'
import type { Node } from '../node.ts'

const DEPTH = 4

/**
 * Whether a value is a number and not infinite, whatever is fed: what is computed from
 * positions, counts and finite constants by ops that keep that, a few ops deep.
 */
export function isAlwaysFinite(node: Node, depth: number = DEPTH): boolean {
  if (!isFloat(node.dtype)) return true
  const constant = constantUnder(node)
  if (constant) return Number.isFinite(constant.attributes.value)
  if (depth < 0 || !hasTrait(node.op, 'finite')) return false
  return node.inputs.every((input) => isWidened(input, node) && isAlwaysFinite(input, depth - 1))
}

// A finite f64 may be too large for an f32.
function isWidened(input: Node, result: Node): boolean {
  return bytesPerElement[input.dtype] <= bytesPerElement[result.dtype]
}
