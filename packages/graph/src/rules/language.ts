import { hasTrait, type OpName } from '@gradus/ops'
import type { TermLanguage } from '@gradus/rewrite'
import { type Builder, constantUnder } from '../builder.ts'
import type { Node } from '../node.ts'

/** Graphs as terms: the op is the head and inputs are operands. */
export const nodeLanguage: TermLanguage<Node, Builder> = {
  opOf: ({ op }) => op,
  operandsOf: ({ inputs }) => inputs,
  rebuild: (builder, { op, attributes }, inputs) => builder.apply(op, inputs, attributes as never),
  constantOf: (node) => constantUnder(node)?.attributes.value,
  isCommutative: (op) => hasTrait(op as OpName, 'commutative'),
}
