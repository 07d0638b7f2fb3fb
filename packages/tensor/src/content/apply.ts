import {
  infer,
  type Kernel,
  type KernelName,
  kernels,
  type OpAttributes,
  type OpName,
  type TypeRule,
} from '@gradus/ops'
import { type Content, currentTrace, isTraced, refuseLeaked, type Trace } from './trace.ts'
import { allocateFor } from './values.ts'

/**
 * Applies an op: on numbers at once, by the kernel of its row; where any input is traced, as
 * a node of the graph. Inputs have the shapes and dtypes that the row asks for.
 */
export function apply<K extends OpName>(
  op: K,
  inputs: readonly Content[],
  attributes: OpAttributes[K],
): Content {
  const trace = traceOf(inputs)
  if (trace) {
    const nodes = inputs.map((input) => trace.lift(input))
    return trace.content(trace.builder.apply(op, nodes, attributes))
  }
  const type = (infer[op] as TypeRule<K>)(inputs, attributes)
  const out = { ...type, data: allocateFor(type) }
  const kernel = kernels[op as unknown as KernelName] as unknown as Kernel<K>
  kernel(inputs as never, attributes, out, 0)
  return out
}

/** The trace that any of the contents is part of. */
export function traceOf(contents: readonly Content[]): Trace | undefined {
  if (!contents.some(isTraced)) return undefined
  return currentTrace() ?? refuseLeaked()
}
