import { makeRuleset, type Ruleset } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { constants } from './constants.ts'
import { contraction } from './contraction.ts'
import { identities } from './identities.ts'
import { nodeLanguage } from './language.ts'
import { movement } from './movement.ts'
import { reduction } from './reduction.ts'
import { stability } from './stability.ts'
import { windows } from './windows.ts'

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
export const graphRules: Ruleset<Node, Builder> = /* @__PURE__ */ makeRuleset(
  nodeLanguage,
  Object.values(rulesByTheme).flat(),
)
