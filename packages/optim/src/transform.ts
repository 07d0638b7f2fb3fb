import type { Builder, Node } from '@gradus/graph'

/** What a transformation remembers from step to step: nodes under names, in any nesting. */
export interface State {
  readonly [name: string]: Node | readonly Node[] | State
}

/**
 * A rule that turns gradients into updates, written over graph nodes: it runs eagerly
 * where the nodes are interpreted, and fuses into the training step where they are
 * compiled. Updates are added to the parameters.
 */
export interface GradientTransform<S extends State = State> {
  /** The state before the first step, for parameters of these types. */
  init(builder: Builder, parameters: readonly Node[]): S
  /** Updates for gradients, one for each parameter, and the state after this step. */
  update(
    builder: Builder,
    gradients: readonly Node[],
    state: S,
    parameters: readonly Node[],
  ): { readonly updates: readonly Node[]; readonly state: S }
}

/** A hyperparameter: a number, or a node that is fed, so that a sweep compiles once. */
export type Scalar = number | Node

/** A hyperparameter that changes over the steps: a pure function of the step, from 0. */
export type Schedule = (builder: Builder, step: Node) => Node

/** A learning rate. */
export type Rate = Scalar | Schedule
