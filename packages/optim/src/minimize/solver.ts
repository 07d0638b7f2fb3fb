import type { Vector } from '../linear-algebra/vector.ts'
import type { Evaluator } from './evaluator.ts'
import type { Stop } from './stop.ts'

/**
 * What a solver knows between two iterations: plain data, that is numbers, texts, truth
 * values, vectors, and lists and records of them. Nothing in it is ever changed.
 */
export interface Iterate {
  readonly x: Vector
  readonly value: number
  readonly gradient?: Vector
  readonly hessian?: Vector
  /** What the iteration did, in a few words. */
  readonly action: string
  /** Why there is no next iteration. */
  readonly stop?: Stop
}

/** The ways to look for a lower point along a direction. */
export const lineSearchNames = ['armijo', 'strong-wolfe', 'hager-zhang'] as const

/** How a method looks for a lower point along a direction. */
export type LineSearchName = (typeof lineSearchNames)[number]

/** What solvers are asked to do, the same for all iterations. */
export interface Settings {
  readonly lineSearch?: LineSearchName | undefined
  /** A fixed step of gradient descent, instead of line searches. */
  readonly learningRate?: number | undefined
  readonly gradientTolerance?: number | undefined
  readonly seed: number
}

/**
 * A solver as a state machine. Both functions are pure but for the calls of the objective:
 * they ask the evaluator alone, change no state, and keep none of their own. So an iteration
 * can be ended by an exception at any call, and run again from the state it began with.
 */
export interface Solver<S extends Iterate> {
  /** The state at the start, which is inside the box of the evaluator. */
  start(evaluator: Evaluator, x: Vector, settings: Settings): S
  /** One iteration from a state that has not stopped. */
  step(state: S, evaluator: Evaluator, settings: Settings): S
}
