import { gradient, type Node, vjp } from '@gradus/graph'
import { dim, elementCount } from '@gradus/ops'
import { canonicalDims } from '../2-check/dims.ts'
import { joinValues } from './align.ts'
import type { Lowering } from './lowering.ts'
import { type Lowered, tensor } from './value.ts'

/** The gradient of a single number by each variable, shaped like it. */
export function gradients(
  { builder }: Lowering,
  value: Lowered,
  variables: readonly Lowered[],
): readonly Lowered[] {
  const nodes = gradient(
    builder,
    value.node,
    variables.map((variable) => variable.node),
  )
  return nodes.map((node, i) => tensor(node, variables[i]!.dims, value.isFixed))
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
 * the value, then dims of the variables. One pass of reverse mode for each element.
 */
export function lowerJacobian(
  lowering: Lowering,
  value: Lowered,
  variables: readonly Lowered[],
  isList: boolean,
): Lowered {
  const { builder } = lowering
  const count = elementCount(value.node.shape)
  const flat = builder.apply('reshape', [value.node], { shape: [dim(count)] })
  const nodes = variables.map((variable) => variable.node)
  const rows = Array.from({ length: count }, (_, i) => {
    const parts = vjp(builder, [flat], [unitVector(lowering, count, i)], nodes)
    const lowered = parts.map((node, k) => tensor(node, variables[k]!.dims, value.isFixed))
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

function unitVector({ builder, precision }: Lowering, count: number, index: number): Node {
  const position = builder.apply('iota', [], { shape: [dim(count)], axis: 0 })
  return builder.cast(builder.eq(position, builder.constant(index, 'i32')), precision)
}
