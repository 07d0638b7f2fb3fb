import type { TensorAlgebra } from '@gradus/ops'
import { Tensor, tensor, tensorAlgebra } from '@gradus/tensor'
import { flatten, type Leaf } from './tree.ts'

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

/** A transformation from its rule, written once for every algebra. */
export function defineTransform(over: <T>($: TensorAlgebra<T>) => RuleOver<T>): GradientTransform {
  const eager = over(tensorAlgebra)
  return {
    over,
    init: (parameters) => eager.init(flatten(parameters).leaves),
    update: (gradients, state, parameters, extras) => {
      const given = flatten(gradients)
      const { leaves } = flatten(parameters)
      const step = eager.update(given.leaves, state, leaves, extras && flattenExtras(extras))
      return { updates: given.restore(step.updates) as never, state: step.state }
    },
  }
}

function flattenExtras({ value, curvature, hessian }: TreeExtras): Extras<Tensor> {
  return {
    ...(value !== undefined && { value: flatten(value).leaves[0]! }),
    ...(curvature !== undefined && { curvature: flatten(curvature).leaves }),
    ...(hessian !== undefined && {
      hessian: hessian instanceof Tensor ? hessian : tensor(hessian),
    }),
  }
}

/** A transformation that remembers nothing: each step depends on its gradients alone. */
export function defineStateless(
  update: <T>(
    $: TensorAlgebra<T>,
    gradients: readonly T[],
    parameters: readonly T[],
  ) => readonly T[],
): GradientTransform {
  return defineTransform(($) => ({
    init: () => ({}),
    update: (gradients, state, parameters) => ({
      updates: update($, gradients, parameters),
      state,
    }),
  }))
}

/** A schedule from its rule; steps and rates are f64. */
export function defineSchedule(over: <T>($: TensorAlgebra<T>, step: T) => T): Schedule {
  const at = (step: number): number =>
    over(tensorAlgebra, tensorAlgebra.constant(step)).item() as number
  return Object.assign(at, { over })
}
