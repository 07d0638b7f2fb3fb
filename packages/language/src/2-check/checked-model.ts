import type {
  BindingStatement,
  DataStatement,
  Expr,
  MetricStatement,
  ObjectiveStatement,
  ParamStatement,
  PlotStatement,
  RepeatStatement,
  ShowStatement,
  TestStatement,
  TrainStatement,
} from '../1-syntax/ast.ts'
import type { CheckedModule } from './definition.ts'
import type { Type } from './types.ts'

/** A dim: a fixed size, or one that data binds (`size` is then what the data said). */
export interface CheckedDim {
  readonly name: string
  readonly size: number | undefined
  readonly origin: 'fixed' | 'data' | 'stack'
}

/** What runs, in the order of the text: the statements that make values and parameters. */
export type ModelStep =
  | DataStatement
  | ParamStatement
  | BindingStatement
  | RepeatStatement
  | MetricStatement
  | ObjectiveStatement

/**
 * A model without errors: the tree and what was found about it. The tree is never
 * changed; the tables are keyed by its nodes.
 */
export interface CheckedModel {
  readonly main: CheckedModule
  readonly modules: readonly CheckedModule[]
  readonly dims: ReadonlyMap<string, CheckedDim>
  /** The types of the top-level names. */
  readonly names: ReadonlyMap<string, Type>
  /** The types of expressions outside functions and layers. */
  readonly types: ReadonlyMap<Expr, Type>
  readonly steps: readonly ModelStep[]
  readonly objective: ObjectiveStatement | undefined
  readonly metrics: readonly MetricStatement[]
  readonly trains: readonly TrainStatement[]
  readonly tests: readonly TestStatement[]
  readonly shows: readonly ShowStatement[]
  readonly plots: readonly PlotStatement[]
  /** The one dim that mini-batches cut, when a train block names or implies it. */
  readonly batchDim: string | undefined
  /** True when something understood but not yet available (W0713) stops a run. */
  readonly unavailable: boolean
}
