import type { TypedArray } from '@gradus/ops'
import type { BestCheckpoint, EpochRecord } from './run-checkpoint.ts'
import type { RunContext } from './run-context.ts'

/** Metrics of which less is better; of all others, more is. */
const LESS_IS_BETTER = /loss|error|(^|_)(rmse|mse|mae|nll|deviance|perplexity)/i

/**
 * Watches a metric of the validation rows: ends the run when it has not improved for some
 * epochs, and brings the parameters of the best epoch back. Ties go to the better
 * validation loss.
 */
export class BestRun {
  readonly #metric: string
  readonly #patience: number
  readonly #context: RunContext
  #best: { readonly score: number; readonly loss: number } | undefined
  #saved = new Map<string, TypedArray>()
  #epochsSince = 0

  constructor(
    { metric, patience }: { readonly metric: string; readonly patience: number },
    context: RunContext,
  ) {
    this.#metric = metric
    this.#patience = patience
    this.#context = context
    const { best } = context.from ?? {}
    if (!best) return
    this.#best = { score: best.score, loss: best.loss }
    this.#epochsSince = best.epochsSince
    this.#saved = new Map(best.parameters)
  }

  /** What is remembered, to be resumed with. */
  get checkpoint(): BestCheckpoint | undefined {
    if (!this.#best) return undefined
    return { ...this.#best, epochsSince: this.#epochsSince, parameters: this.#saved }
  }

  get #isMaximized(): boolean {
    return this.#context.description.isMaximized ?? false
  }

  /** Takes an epoch into account; true when the patience is used up. */
  isExhausted({ validation, metrics, loss }: EpochRecord): boolean {
    const rows = validation ?? { ...metrics, loss }
    const score = this.#scoreOf(rows[this.#metric])
    const lossHere = rows.loss ?? loss
    if (!this.#best || score > this.#best.score) this.#epochsSince = 0
    else this.#epochsSince++
    if (!this.#best || score > this.#best.score || this.#isTie(score, lossHere)) {
      this.#best = { score, loss: lossHere }
      this.#save()
    }
    return this.#epochsSince >= this.#patience
  }

  /** More is better; what is not a number is worse than everything. */
  #scoreOf(value = Number.NaN): number {
    const isLess = this.#metric === 'loss' ? !this.#isMaximized : LESS_IS_BETTER.test(this.#metric)
    const score = isLess ? -value : value
    return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score
  }

  #isTie(score: number, loss: number): boolean {
    const { score: known, loss: before } = this.#best!
    return score === known && (this.#isMaximized ? loss > before : loss < before)
  }

  /** Brings the parameters of the best epoch back into the session. */
  restore(): void {
    for (const [name, values] of this.#saved) this.#context.session.write(name, values)
  }

  #save(): void {
    const { plan, session } = this.#context
    this.#saved = new Map(plan.model.parameters.map(({ name }) => [name, session.read(name)]))
  }
}
