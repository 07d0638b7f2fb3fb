import { gradient, jvp, type Node, vjp } from '@gradus/graph'
import { dim, elementCount } from '@gradus/ops'
import { canonicalDims } from '../2-check/dims.ts'
import { joinValues } from './align.ts'
import { type Lowering, toBatch } from './lowering.ts'
import { type Lowered, tensor } from './value.ts'

/** The gradient of a single number by each variable, shaped like it. */
export function gradients(
  lowering: Lowering,
  value: Lowered,
  variables: readonly Lowered[],
): readonly Lowered[] {
  const sources = variables.map((variable) => variable.node)
  const nodes = gradient(lowering.builder, value.node, sources)
  return nodes.map((node, i) => derivativeBy(lowering, value, variables[i]!, node))
}

/**
 * A derivative by data is taken over all rows, since parts of the formula may be computed
 * on all of them, and then cut to the rows of the batch.
 */
function derivativeBy(
  lowering: Lowering,
  value: Lowered,
  { dims, isFixed }: Lowered,
  node: Node,
): Lowered {
  const derivative = tensor(node, dims, isFixed)
  return value.isFixed ? derivative : toBatch(lowering, derivative)
}

/** One gradient as it is; those of a list side by side, as `[x, y]` is. */
export function joinGradients(
  lowering: Lowering,
  parts: readonly Lowered[],
  isList: boolean,
): Lowered {
  return isList ? joinValues(lowering, parts, String(parts.length), 'first') : parts[0]!
}

/**
 * The derivative of every element of a value by every element of the variables: dims of
 * the value, then dims of the variables. One pass of reverse mode for each element of the
 * value; or of forward mode for each of the variables, where the value has rows that are
 * counted at run time.
 */
export function lowerJacobian(
  lowering: Lowering,
  value: Lowered,
  variables: readonly Lowered[],
  isList: boolean,
): Lowered {
  if (value.node.shape.some(({ rows }) => rows)) {
    return jacobianByColumns(lowering, value, variables, isList)
  }
  const { builder } = lowering
  const count = elementCount(value.node.shape)
  const flat = builder.apply('reshape', [value.node], { shape: [dim(count)] })
  const nodes = variables.map((variable) => variable.node)
  const rows = Array.from({ length: count }, (_, i) => {
    const parts = vjp(builder, [flat], [unitVector(lowering, count, i)], nodes)
    const lowered = parts.map((node, k) => derivativeBy(lowering, value, variables[k]!, node))
    return joinGradients(lowering, lowered, isList)
  })
  const [first] = rows
  const slices = rows.map(({ node }) =>
    builder.apply('reshape', [node], { shape: [dim(1), ...node.shape] }),
  )
  const stacked = builder.apply('concat', slices, { axis: 0, name: '' })
  const shape = [...value.node.shape, ...first!.node.shape]
  const node = builder.apply('reshape', [stacked], { shape })
  return tensor(node, canonicalDims([...value.dims, ...first!.dims]), value.isFixed)
}

function jacobianByColumns(
  lowering: Lowering,
  value: Lowered,
  variables: readonly Lowered[],
  isList: boolean,
): Lowered {
  const { builder } = lowering
  const nodes = variables.map((variable) => variable.node)
  const columns = nodes.flatMap((node, k) =>
    Array.from({ length: elementCount(node.shape) }, (_, i) => {
      const unit = unitVector(lowering, elementCount(node.shape), i)
      const moved = builder.apply('reshape', [unit], { shape: node.shape })
      const tangents = nodes.map((each, j) => (j === k ? moved : zeros(lowering, each)))
      const [column] = jvp(builder, [value.node], nodes, tangents)
      return builder.apply('reshape', [column!], { shape: [...value.node.shape, dim(1)] })
    }),
  )
  const axis = value.node.shape.length
  const joined = builder.apply('concat', columns, { axis, name: '' })
  const count = dim(nodes.length, String(nodes.length))
  const shape = [...value.node.shape, ...(isList ? [count] : []), ...nodes[0]!.shape]
  const node = builder.apply('reshape', [joined], { shape })
  const inner = isList ? [String(nodes.length), ...variables[0]!.dims] : variables[0]!.dims
  return tensor(node, canonicalDims([...value.dims, ...inner]), value.isFixed)
}

function zeros({ builder }: Lowering, { shape, dtype }: Node): Node {
  return builder.full(0, shape, dtype)
}

function unitVector({ builder, precision }: Lowering, count: number, index: number): Node {
  const position = builder.apply('iota', [], { shape: [dim(count)], axis: 0 })
  return builder.cast(builder.eq(position, builder.constant(index, 'i32')), precision)
}
