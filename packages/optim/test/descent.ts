import { Builder, gradient, interpret, type Node } from '@gradus/graph'
import { allocate, dim, type TypedArray } from '@gradus/ops'
import { flattenState, type GradientTransform, mapState } from '../src/index.ts'

/** A function of parameters, as nodes: a single number. */
export type Objective = (builder: Builder, parameters: readonly Node[]) => Node

/** What a descent is run with. */
export interface DescentOptions {
  readonly objective: Objective
  /** One list of elements for each parameter; a number is a parameter of no axes. */
  readonly start: readonly (number | readonly number[])[]
  readonly steps: number
  readonly dtype?: 'f64' | 'f32'
}

/** The parameters, all elements in one list, after each step of a transformation. */
export function descend(
  transform: GradientTransform,
  { objective, start, steps, dtype = 'f64' }: DescentOptions,
): readonly (readonly number[])[] {
  const builder = new Builder()
  const parameters = start.map((value, i) =>
    builder.parameter(`p${i}`, typeof value === 'number' ? [] : [dim(value.length)], dtype),
  )
  const rule = transform.over<Node>(builder)
  const first = rule.init(parameters)
  const fed = mapState(first, (path, node) => builder.input(path, node.shape, node.dtype))
  const gradients = gradient(builder, objective(builder, parameters), parameters)
  const { updates, state } = rule.update(gradients, fed, parameters)
  const moved = parameters.map((node, i) => builder.add(node, updates[i]!))
  const carried = [...parameters, ...flattenState(fed).values()]
  const next = [...moved, ...flattenState(state).values()]

  const begun = start.map((value) => elements(dtype, value))
  const fedStart = new Map(parameters.map((node, i) => [node, begun[i]!]))
  const states = interpret([...flattenState(first).values()], { values: fedStart })
  let values: readonly TypedArray[] = [...begun, ...states.map(({ data }) => data)]
  return Array.from({ length: steps }, () => {
    const environment = { values: new Map(carried.map((node, i) => [node, values[i]!])) }
    values = interpret(next, environment).map(({ data }) => data)
    return values.slice(0, parameters.length).flatMap((data) => [...data])
  })
}

/** The updates that a transformation gives for gradients in its first step. */
export function firstUpdates(
  transform: GradientTransform,
  gradients: readonly (readonly number[])[],
  parameters: readonly (readonly number[])[] = gradients.map((g) => g.map(() => 0)),
): readonly (readonly number[])[] {
  const builder = new Builder()
  const inputs = gradients.map((g, i) => builder.input(`g${i}`, [dim(g.length)], 'f64'))
  const nodes = parameters.map((p, i) => builder.parameter(`p${i}`, [dim(p.length)], 'f64'))
  const rule = transform.over<Node>(builder)
  const { updates } = rule.update(inputs, rule.init(nodes), nodes)
  const values = new Map<Node, TypedArray>([
    ...inputs.map((node, i): [Node, TypedArray] => [node, elements('f64', gradients[i]!)]),
    ...nodes.map((node, i): [Node, TypedArray] => [node, elements('f64', parameters[i]!)]),
  ])
  return interpret(updates, { values }).map(({ data }) => [...data])
}

function elements(dtype: 'f64' | 'f32', value: number | readonly number[]): TypedArray {
  const list = typeof value === 'number' ? [value] : value
  const data = allocate(dtype, list.length)
  data.set(list)
  return data
}

/** Booth's function (x + 2y - 7)² + (2x + y - 5)²: its minimum is 0 at (1, 3). */
export const booth: Objective = (builder, [x, y]) => {
  const c = (value: number): Node => builder.constant(value)
  const first = builder.sub(builder.add(x!, builder.mul(c(2), y!)), c(7))
  const second = builder.sub(builder.add(builder.mul(c(2), x!), y!), c(5))
  return builder.add(builder.mul(first, first), builder.mul(second, second))
}

/** The value of Booth's function at a point. */
export function boothAt([x, y]: readonly number[]): number {
  return (x! + 2 * y! - 7) ** 2 + (2 * x! + y! - 5) ** 2
}
