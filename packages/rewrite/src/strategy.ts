import type { TermLanguage } from './term.ts'
import type { Firing } from './trace.ts'

/** One way in which a term may be rewritten. */
export interface Attempt<T, Context> {
  readonly name: string
  /** What makes the replacement, where the term looks as it has to; no terms are made before. */
  readonly prepare: (term: T, context: Context) => (() => T | undefined) | undefined
}

/** What a strategy applies: attempts by the op at the head of a term, in their order. */
export interface Rewriting<T, Context> {
  readonly language: Pick<TermLanguage<T, Context>, 'opOf' | 'operandsOf' | 'rebuild'>
  readonly byOp: ReadonlyMap<string, readonly Attempt<T, Context>[]>
}

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
  rewriting: Rewriting<T, Context>,
  context: Context,
  roots: readonly T[],
  options: StrategyOptions<T> = {},
): T[] {
  const run = new BottomUp(rewriting, context, options)
  return roots.map((root) => run.normalize(root))
}

class BottomUp<T, Context> {
  readonly #rewriting: Rewriting<T, Context>
  readonly #context: Context
  readonly #options: StrategyOptions<T>
  readonly #results = new Map<T, T>()
  #budget: number

  constructor(rewriting: Rewriting<T, Context>, context: Context, options: StrategyOptions<T>) {
    this.#rewriting = rewriting
    this.#context = context
    this.#options = options
    this.#budget = options.budget ?? DEFAULT_BUDGET
  }

  normalize(root: T): T {
    // Terms that wait for their operands, or for the rewritten form of what replaced them.
    const terms = [root]
    const replacements: (T | undefined)[] = [undefined]
    while (terms.length > 0) {
      const at = terms.length - 1
      const term = terms[at]!
      const next = this.#results.has(term)
        ? undefined
        : this.#advance(term, replacements[at], terms)
      if (next !== undefined) {
        replacements[at] = next
        terms.push(next)
      }
      // Most terms are done when their operands are, and nothing was made for them.
      if (terms.length === at + 1) terms.pop()
      replacements.length = terms.length
    }
    return this.#results.get(root)!
  }

  /**
   * Pushes the operands that must be rewritten before this term, or returns what replaces
   * it. When there is neither, the term is done.
   */
  #advance(term: T, replacement: T | undefined, pending: T[]): T | undefined {
    const results = this.#results
    if (replacement !== undefined) {
      results.set(term, results.get(replacement)!)
      return undefined
    }
    const operands = this.#rewriting.language.operandsOf(term)
    const before = pending.length
    let isSame = true
    for (const operand of operands) {
      const rewritten = results.get(operand)
      if (rewritten === undefined) pending.push(operand)
      else if (rewritten !== operand) isSame = false
    }
    if (pending.length > before) return undefined
    const current = isSame ? term : this.#withRewritten(term, operands)
    const after = results.get(current) ?? this.#fire(current)
    if (after !== current) return after
    results.set(current, current)
    results.set(term, current)
    return undefined
  }

  #withRewritten(term: T, operands: readonly T[]): T {
    const rewritten = operands.map((operand) => this.#results.get(operand)!)
    return this.#rewriting.language.rebuild(this.#context, term, rewritten)
  }

  /** What the first rule that fires makes of a term; the term itself if none does. */
  #fire(term: T): T {
    const { language, byOp } = this.#rewriting
    const attempts = byOp.get(language.opOf(term))
    if (!attempts) return term
    const { accepts, trace, around = (_, replace) => replace() } = this.#options
    for (const { name, prepare } of attempts) {
      if (this.#budget <= 0) return term
      const replace = prepare(term, this.#context)
      const after = replace && around(term, replace)
      if (after === undefined || after === term || accepts?.(term, after) === false) continue
      this.#budget--
      trace?.({ rule: name, before: term, after })
      return after
    }
    return term
  }
}
