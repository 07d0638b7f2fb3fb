import { hasTrait } from '@gradus/ops'
import { type Builder, constantUnder } from '../builder.ts'
import type { Node } from '../node.ts'

/**
 * A tangent or cotangent times a slope of `node`. Where the slope was chosen to be 0, as that of
 * `relu` below 0, nothing passes, not even NaN or ∞: √relu(x) is flat at x = −1, as in PyTorch.
 */
export function scale(builder: Builder, node: Node, slope: Node, by: Node): Node {
  // What the user chose, such as a factor, is a number like any other.
  const isOwn = hasTrait(slope.op, 'choice') && !node.inputs.includes(slope)
  if (!isOwn) return builder.mul(by, slope)
  const [condition, ...values] = slope.inputs as [Node, Node, Node]
  const [first, second] = values.map((value) => {
    const constant = constantUnder(value)?.attributes.value
    if (constant === 0) return value
    // Choices are nested as deep as a rule of the table says.
    return constant === 1 ? by : scale(builder, node, value, by)
  }) as [Node, Node]
  return builder.select(condition, first, second)
}
