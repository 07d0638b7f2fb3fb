import { type BareRule, makeRuleset, type Ruleset } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'
import { constants } from './constants.ts'
import { contraction } from './contraction.ts'
import { identities } from './identities.ts'
import { nodeLanguage } from './language.ts'
import { movement } from './movement.ts'
import { reduction } from './reduction.ts'
import { stability } from './stability.ts'

type Rules = readonly BareRule<Node, Builder>[]

const themes = new Set<Rules>([constants, stability, identities, movement, reduction, contraction])

let known: Ruleset<Node, Builder> | undefined

/** Makes rules for ops known that are brought themselves, by who applies these ops. */
export function bringRules(rules: Rules): void {
  if (themes.has(rules)) return
  themes.add(rules)
  known = undefined
}

/** The rules by which graphs are simplified: those of all ops that a page has. */
export function knownRules(): Ruleset<Node, Builder> {
  known ??= makeRuleset(nodeLanguage, [...themes].flat())
  return known
}
