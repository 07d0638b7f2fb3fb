import {
  type ElementwiseName,
  kindOf,
  type OpAttributes,
  type OpName,
  signatures,
  type TensorAlgebra,
} from '@gradus/ops'
import { apply } from './apply.ts'
import { applyElementwise } from './elementwise.ts'
import type { Content } from './trace.ts'
import { scalarContent } from './values.ts'

/**
 * Content as a carrier: what the graph package composes of ops, such as convolutions, is
 * computed at once by it, or traced.
 */
export const algebra: TensorAlgebra<Content> = /* @__PURE__ */ makeAlgebra()

function makeAlgebra(): TensorAlgebra<Content> {
  const names = Object.keys(signatures) as ElementwiseName[]
  const methods = names.map((op) => [
    op,
    (...inputs: Content[]): Content => applyElementwise(op, inputs),
  ])
  const others = {
    constant: (value: number): Content => scalarContent(value, 'f64'),
    typeOf: (content: Content): Content => content,
    apply: <K extends OpName>(
      op: K,
      inputs: readonly Content[],
      attributes: OpAttributes[K],
    ): Content =>
      kindOf[op] === 'elementwise' && op in signatures
        ? applyElementwise(op as ElementwiseName, inputs)
        : apply(op, inputs, attributes),
  }
  return { ...Object.fromEntries(methods), ...others } as unknown as TensorAlgebra<Content>
}
