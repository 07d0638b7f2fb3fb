import { hasTrait, type OpName } from '@gradus/ops'
import { makeRuleset, type Ruleset, type TermLanguage } from '@gradus/rewrite'
import { type Builder, constantUnder } from '../builder.ts'
import type { Node } from '../node.ts'
import { constants } from './constants.ts'
import { contraction } from './contraction.ts'
import { identities } from './identities.ts'
import { movement } from './movement.ts'
import { reduction } from './reduction.ts'
import { stability } from './stability.ts'
import { windows } from './windows.ts'

/** Graphs as terms: the op is the head and inputs are operands. */
export const nodeLanguage: TermLanguage<Node, Builder> = {
  opOf: ({ op }) => op,
  operandsOf: ({ inputs }) => inputs,
  rebuild: (builder, { op, attributes }, inputs) => builder.apply(op, inputs, attributes as never),
  constantOf: (node) => constantUnder(node)?.attributes.value,
  isCommutative: (op) => hasTrait(op as OpName, 'commutative'),
}

/** The rules by theme, in the order in which they are tried. */
export const rulesByTheme = {
  constants,
  stability,
  identities,
  movement,
  windows,
  reduction,
  contraction,
} as const

/** All rules, ready to be applied to graphs. */
export const graphRules: Ruleset<Node, Builder> = makeRuleset(
  nodeLanguage,
  Object.values(rulesByTheme).flat(),
)
