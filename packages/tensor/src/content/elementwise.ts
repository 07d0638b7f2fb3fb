import {
  type ElementwiseName,
  hasTrait,
  infer,
  isFloat,
  type Kernel,
  type KernelName,
  kernels,
  type Shape,
  ShapeError,
  signatures,
  type TypeRule,
  takesIntegers,
} from '@gradus/ops'
import { apply, traceOf } from './apply.ts'
import { broadcastTo } from './movement.ts'
import { cast, type Operand, promote, toDType } from './promotion.ts'
import type { Content } from './trace.ts'
import { allocateFor, describe, shapeOfSizes, sizesOf } from './values.ts'

/**
 * Applies an elementwise op as NumPy and PyTorch do: shapes are broadcast, dtypes promoted.
 * Integers become f64 where the op is for floats only. Messages have the name of who is called.
 */
export function applyElementwise(
  op: ElementwiseName,
  operands: readonly Operand[],
  name: string = op,
): Content {
  const inputs = unifyDTypes(op, operands)
  const isWhole = hasTrait(op, 'integral') && !isFloat(promote(operands))
  const result = applyUnified(op, inputs, name)
  return isWhole && operands.some((operand) => typeof operand === 'object')
    ? cast(result, 'i32')
    : result
}

function applyUnified(op: ElementwiseName, inputs: readonly Content[], name: string): Content {
  const sizes = broadcastSizes(name, inputs)
  const trace = traceOf(inputs)
  if (trace) {
    // Lifted before they are repeated, so that the repetition is part of the graph.
    const lifted = inputs.map((input) => trace.content(trace.lift(input)))
    return apply(
      op,
      lifted.map((input) => broadcastTo(input, sizes)),
      {},
    )
  }
  return compute(op, inputs, shapeOfSizes(sizes))
}

/** Single numbers need no copies: kernels read them at every element. */
function compute(op: ElementwiseName, inputs: readonly Content[], shape: Shape): Content {
  const spread = inputs.map((input) =>
    input.shape.length === 0 ? input : broadcastTo(input, sizesOf({ shape })),
  )
  const types = spread.map(({ dtype }) => ({ shape, dtype }))
  const type = (infer[op] as TypeRule<ElementwiseName>)(types, {})
  const out = { ...type, data: allocateFor(type) }
  const kernel = kernels[op as KernelName] as Kernel<ElementwiseName>
  kernel(spread as never, {}, out, 0)
  return out
}

function unifyDTypes(op: ElementwiseName, operands: readonly Operand[]): Content[] {
  const roles = signatures[op].split('>')[0]!
  const values = operands.filter((_, i) => roles[i] === 'v')
  const dtype = values.length > 0 ? valueDType(op, values) : 'bool'
  return operands.map((operand, i) => toDType(operand, roles[i] === 'v' ? dtype : 'bool'))
}

function valueDType(op: ElementwiseName, values: readonly Operand[]): 'f64' | 'f32' | 'i32' {
  if (values.every((value) => typeof value === 'number')) return 'f64'
  const promoted = promote(values)
  if (isFloat(promoted)) return promoted
  return takesIntegers(op) ? 'i32' : 'f64'
}

/** The common sizes: aligned at the last axis, where 1 stretches and other sizes must agree. */
export function broadcastSizes(op: string, inputs: readonly Content[]): number[] {
  const [first] = inputs
  let sizes = sizesOf(first!)
  for (const [i, input] of inputs.entries()) {
    if (i === 0 || input.shape.length === 0) continue
    const rank = Math.max(sizes.length, input.shape.length)
    sizes = Array.from({ length: rank }, (_, axis) => {
      const a = sizes[axis - rank + sizes.length] ?? 1
      const b = input.shape[axis - rank + input.shape.length]?.size ?? 1
      if (a !== b && a !== 1 && b !== 1) throw misfit(op, inputs, axis - rank, [a, b])
      return a === 1 ? b : a
    })
  }
  return sizes
}

function misfit(
  op: string,
  inputs: readonly Content[],
  axis: number,
  [a, b]: readonly [number, number],
): ShapeError {
  const given = inputs.map((input, i) => `argument ${i + 1} is ${describe(input)}`).join(', ')
  return new ShapeError(
    `${op}: shapes do not broadcast: ${given}; axis ${axis} has sizes ${a} and ${b}`,
  )
}
