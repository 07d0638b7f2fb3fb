import type { TensorAlgebra } from '@gradus/ops'
import type { Tensor } from '@gradus/tensor'
import type { Leaf } from './tree.ts'

/** What a transformation remembers from step to step: values under names, in any nesting. */
export interface State<T = Tensor> {
  readonly [name: string]: T | readonly T[] | State<T>
}

/**
 * A rule that turns gradients into updates, which are added to the parameters. Gradients,
 * updates and parameters are trees of one structure: nested objects and arrays of tensors,
 * or of numbers, which count as tensors without axes. State is a tree of tensors.
 *
 * The same rule runs at once on tensors that hold numbers, becomes part of the graph of a
 * function that is traced or compiled, and is built into a graph by `over`.
 */
export interface GradientTransform {
  /** The state before the first step. */
  init(parameters: unknown): State
  /** Updates for gradients, one for each parameter, and the state after this step. */
  update<G>(
    gradients: G,
    state: State,
    parameters: unknown,
    extras?: TreeExtras,
  ): { readonly updates: Updates<G>; readonly state: State }
  /** The rule over the values of an algebra, such as the nodes of a graph builder. */
  over<T>($: TensorAlgebra<T>): RuleOver<T>
}

/** A tree with every number and tensor replaced by a tensor. */
export type Updates<G> = G extends Leaf ? Tensor : { readonly [K in keyof G]: Updates<G[K]> }

/** A transformation over the values of one algebra; lists hold one value per parameter. */
export interface RuleOver<T> {
  init(parameters: readonly T[]): State<T>
  update(
    gradients: readonly T[],
    state: State<T>,
    parameters: readonly T[],
    extras?: Extras<T>,
  ): Step<T>
}

/** What a few rules ask for beside gradients; all others pass it on unread. */
export interface Extras<T> {
  /** The objective at the parameters, a single number. */
  readonly value?: T
  /** An estimate of the diagonal of the Hessian, one for each parameter. */
  readonly curvature?: readonly T[]
  /** The Hessian of all parameters, their elements one after the other: `[n, n]`. */
  readonly hessian?: T
}

/** `Extras` as trees: a number or a tensor, a tree like the parameters, a matrix or its rows. */
export interface TreeExtras {
  readonly value?: Leaf
  readonly curvature?: unknown
  readonly hessian?: Tensor | readonly (readonly number[])[]
}

/** What a rule gives for one step. */
export interface Step<T> {
  readonly updates: readonly T[]
  readonly state: State<T>
}

/** A value of some algebra: a tensor, or the node of a graph. */
export type Carried = { readonly shape: readonly unknown[]; readonly dtype: string }

/** A hyperparameter: a number, or a value that is fed, so that a sweep compiles once. */
export type Scalar = number | Carried

/**
 * A hyperparameter that changes over the steps: a pure function of the step, from 0. Called
 * with a number it gives a number; `over` builds it into a graph.
 */
export interface Schedule {
  (step: number): number
  over<T>($: TensorAlgebra<T>, step: T): T
}

/** A learning rate. */
export type Rate = Scalar | Schedule
