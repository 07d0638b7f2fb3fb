// What is rewritten
export type { TermLanguage } from './term.ts'

// Patterns and rules
export {
  any,
  constant,
  type NamesOf,
  named,
  oneOf,
  op,
  type OpPattern,
  type Pattern,
} from './pattern.ts'
export { type BareRule, bareRule, type Rule, type RuleDetails, rule } from './rule.ts'
export { type Bindings, makeRuleset, match, type Ruleset } from './match.ts'

// How rules are applied, and what they did
export {
  type Attempt,
  DEFAULT_BUDGET,
  rewriteBottomUp,
  type Rewriting,
  type StrategyOptions,
} from './strategy.ts'
export { countFirings, type Firing, printTrace } from './trace.ts'
