import { matchInOrder, type Ruleset } from './match.ts'
import type { Firing } from './trace.ts'

/** How far a strategy goes, and who is told. */
export interface StrategyOptions<T> {
  /** The most rewrites; what is left is kept as it is. Ends rules that feed each other. */
  readonly budget?: number
  /** Whether a rewrite is an improvement; any is unless said. */
  readonly accepts?: (before: T, after: T) => boolean
  readonly trace?: (firing: Firing<T>) => void
  /** Runs a replacement, for contexts that record what new terms come from. */
  readonly around?: (before: T, replace: () => T | undefined) => T | undefined
}

export const DEFAULT_BUDGET = 100_000

/**
 * Rewrites terms from the operands up until no rule fires. Every term of the DAG is visited
 * once, and a replacement is rewritten in turn. Neither the depth of terms nor the number
 * of rewrites deepens the stack.
 */
export function rewriteBottomUp<T, Context>(
  ruleset: Ruleset<T, Context>,
  context: Context,
  roots: readonly T[],
  options: StrategyOptions<T> = {},
): T[] {
  const run = new BottomUp(ruleset, context, options)
  return roots.map((root) => run.normalize(root))
}

/** A term that waits for its operands, or for the rewritten form of what replaced it. */
interface Frame<T> {
  readonly term: T
  replacement?: T
}

class BottomUp<T, Context> {
  readonly #ruleset: Ruleset<T, Context>
  readonly #context: Context
  readonly #options: StrategyOptions<T>
  readonly #results = new Map<T, T>()
  #budget: number

  constructor(ruleset: Ruleset<T, Context>, context: Context, options: StrategyOptions<T>) {
    this.#ruleset = ruleset
    this.#context = context
    this.#options = options
    this.#budget = options.budget ?? DEFAULT_BUDGET
  }

  normalize(root: T): T {
    const stack: Frame<T>[] = [{ term: root }]
    for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
      const next = this.#results.has(frame.term) ? undefined : this.#advance(frame)
      if (next === undefined) stack.pop()
      else for (const term of next) stack.push({ term })
    }
    return this.#results.get(root)!
  }

  /** Terms that must be rewritten before this one; `undefined` when it is done. */
  #advance(frame: Frame<T>): readonly T[] | undefined {
    if (frame.replacement !== undefined) {
      this.#results.set(frame.term, this.#results.get(frame.replacement)!)
      return undefined
    }
    const operands = this.#ruleset.language.operandsOf(frame.term)
    const waiting = operands.filter((operand) => !this.#results.has(operand))
    if (waiting.length > 0) return waiting
    const term = this.#withOperands(frame.term, operands)
    const after = this.#results.get(term) ?? this.#fire(term)
    if (after === term) {
      this.#results.set(term, term)
      this.#results.set(frame.term, term)
      return undefined
    }
    frame.replacement = after
    return [after]
  }

  #withOperands(term: T, operands: readonly T[]): T {
    const rewritten = operands.map((operand) => this.#results.get(operand)!)
    const isSame = rewritten.every((operand, i) => operand === operands[i])
    return isSame ? term : this.#ruleset.language.rebuild(this.#context, term, rewritten)
  }

  /** What the first rule that fires makes of a term; the term itself if none does. */
  #fire(term: T): T {
    const { language, byOp } = this.#ruleset
    const { accepts, trace, around = (_, replace) => replace() } = this.#options
    for (const { rule, pattern } of byOp.get(language.opOf(term)) ?? []) {
      if (this.#budget <= 0) return term
      const bound = matchInOrder(language, pattern, term)
      if (!bound || !rule.when(bound, term)) continue
      const after = around(term, () => rule.replace(bound, this.#context, term))
      if (after === undefined || after === term || accepts?.(term, after) === false) continue
      this.#budget--
      trace?.({ rule: rule.name, before: term, after })
      return after
    }
    return term
  }
}
