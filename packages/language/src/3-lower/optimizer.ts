import type { Node } from '@gradus/graph'
import type { OptimizerStatement } from '../1-syntax/ast.ts'
import type { CheckedModule } from '../2-check/definition.ts'
import { asNumber } from './align.ts'
import { lowerTensor } from './lower.ts'
import type { LoweredModel } from './model.ts'
import { Scope } from './scope.ts'
import { type Lowered, tensor } from './value.ts'

/** What an optimizer block sees in one step, for one parameter. */
export interface OptimizerStep {
  readonly parameter: Node
  readonly gradient: Node
  /** The step, counted from 1. */
  readonly step: Node
  /** The block's formals by name. */
  readonly settings: ReadonlyMap<string, Node>
  /** The block's states by name, shaped like the parameter. */
  readonly states: ReadonlyMap<string, Node>
}

/** The names of the states that an optimizer block declares. */
export function statesOf({ rules }: OptimizerStatement): readonly string[] {
  return rules.filter((rule) => rule.kind === 'state').map((rule) => rule.name.text)
}

/** The starts of the states of an optimizer block, shaped like a parameter. */
export function lowerStates(
  model: LoweredModel,
  statement: OptimizerStatement,
  module: CheckedModule,
  step: Omit<OptimizerStep, 'states'>,
): ReadonlyMap<string, Node> {
  const scope = openScope(model, module, { ...step, states: new Map() })
  const starts = new Map<string, Node>()
  for (const { kind, name, value } of statement.rules) {
    if (kind !== 'state') continue
    starts.set(name.text, shaped(model, lowerTensor(model.lowering, scope, value), step.parameter))
  }
  return starts
}

/** Runs the rules of an optimizer block from top to bottom: each sees what was updated above. */
export function lowerUpdate(
  model: LoweredModel,
  statement: OptimizerStatement,
  module: CheckedModule,
  step: OptimizerStep,
): { readonly parameter: Node; readonly states: ReadonlyMap<string, Node> } {
  const scope = openScope(model, module, step)
  for (const { kind, name, value } of statement.rules) {
    if (kind !== 'state') scope.define(name.text, lowerTensor(model.lowering, scope, value))
  }
  const result = (name: string): Node => shaped(model, scope.find(name) as Lowered, step.parameter)
  const states = new Map(statesOf(statement).map((name) => [name, result(name)]))
  return { parameter: result('w'), states }
}

function openScope(
  model: LoweredModel,
  module: CheckedModule,
  { parameter, gradient, step, settings, states }: OptimizerStep,
): Scope {
  const scope = new Scope(module)
  const dims = axisNames(parameter)
  scope.define('w', tensor(parameter, dims, false))
  scope.define('g', tensor(gradient, dims, false))
  scope.define('t', tensor(model.lowering.builder.cast(step, parameter.dtype), [], false))
  for (const [name, node] of settings) scope.define(name, tensor(node, [], false))
  for (const [name, node] of states) scope.define(name, tensor(node, dims, false))
  return scope
}

/** Names that tell the axes of a parameter apart; the rules are elementwise. */
function axisNames({ shape }: Node): readonly string[] {
  return shape.map((_, axis) => `axis ${axis}`)
}

function shaped({ lowering }: LoweredModel, value: Lowered, like: Node): Node {
  const lowered = asNumber(lowering, value)
  if (lowered.dims.length > 0 || like.shape.length === 0) return lowered.node
  return lowering.builder.broadcastTo(lowered.node, like.shape)
}
