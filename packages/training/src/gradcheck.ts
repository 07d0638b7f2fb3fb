import { type Backend, defaultBackend } from '@gradus/runtime'
import { Evaluator } from './evaluator.ts'
import { checkGradient } from './gradient-check.ts'
import type { Model } from './load-model.ts'
import { explainExhaustion } from './memory.ts'
import { situationOf } from './plots.ts'
import type { GradientReport, RunResult } from './result.ts'

export interface GradcheckOptions {
  /** Checks at the end of this run instead of the declared starts. */
  readonly run?: RunResult
  readonly backend?: Backend
  /** The largest relative difference that is allowed. */
  readonly tolerance?: number
}

/**
 * Checks the gradient of a model's objective over all rows, in f64; `undefined` where it cannot
 * be computed, or where memory does not suffice.
 */
export function gradcheck(
  model: Model,
  options: GradcheckOptions = {},
): GradientReport | undefined {
  const { checked } = model
  if (!checked || checked.unavailable) return undefined
  const { run, backend = defaultBackend, tolerance = 1e-6 } = options
  const situation = { ...situationOf(run), precision: 'f64' as const }
  const parameters =
    run && new Map(Array.from(run.state, ([name, data]) => [name, Float64Array.from(data)]))
  const atParameters = { ...situation, ...(parameters && { parameters }) }
  try {
    const evaluator = new Evaluator({ ...model, checked }, atParameters, backend)
    const { objective } = evaluator.lowered
    return objective && checkGradient(evaluator, objective, tolerance)
  } catch (error) {
    explainExhaustion(model, error)
    return undefined
  }
}
