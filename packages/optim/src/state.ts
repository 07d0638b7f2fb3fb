import type { Builder, Node } from '@gradus/graph'
import type { Rate, Scalar, State } from './transform.ts'

/** Zeros shaped like each parameter: how moments and velocities start. */
export function zerosFor(builder: Builder, parameters: readonly Node[]): readonly Node[] {
  return parameters.map(({ shape, dtype }) => builder.full(0, shape, dtype))
}

/** The step that a state counts, from 0. Steps are counted in f64, exact up to 2⁵³. */
export function startCount(builder: Builder): Node {
  return builder.constant(0, 'f64')
}

/** The count after one more step. */
export function nextCount(builder: Builder, count: Node): Node {
  return builder.add(count, builder.constant(1, 'f64'))
}

/** A hyperparameter as a node of a dtype. */
export function scalarNode(builder: Builder, value: Scalar, dtype: Node['dtype']): Node {
  return typeof value === 'number' ? builder.constant(value, dtype) : builder.cast(value, dtype)
}

/**
 * 1 minus a share, as a node of a dtype. It is computed in f64: a share near 1 that is
 * rounded to f32 first would leave 1 - 0.999 wrong in its fifth digit.
 */
export function remainderNode(builder: Builder, share: Scalar, dtype: Node['dtype']): Node {
  if (typeof share === 'number') return builder.constant(1 - share, dtype)
  const one = builder.constant(1, 'f64')
  return builder.cast(builder.sub(one, builder.cast(share, 'f64')), dtype)
}

/** A learning rate at a step, as a node of a dtype; schedules are computed in f64. */
export function rateNode(builder: Builder, rate: Rate, count: Node, dtype: Node['dtype']): Node {
  return typeof rate === 'function'
    ? builder.cast(rate(builder, count), dtype)
    : scalarNode(builder, rate, dtype)
}

/** Every node of a state under its path, in a fixed order. */
export function flattenState(state: State, prefix = ''): ReadonlyMap<string, Node> {
  const flat = new Map<string, Node>()
  for (const [name, entry] of Object.entries(state)) {
    const path = `${prefix}${name}`
    if (isNodeList(entry)) for (const [i, node] of entry.entries()) flat.set(`${path}.${i}`, node)
    else if (isNode(entry)) flat.set(path, entry)
    else for (const [inner, node] of flattenState(entry, `${path}.`)) flat.set(inner, node)
  }
  return flat
}

/** The same state with every node replaced by what `replace` gives for its path. */
export function mapState<S extends State>(
  state: S,
  replace: (path: string, node: Node) => Node,
  prefix = '',
): S {
  const entries = Object.entries(state).map(([name, entry]) => {
    const path = `${prefix}${name}`
    if (isNodeList(entry)) return [name, entry.map((node, i) => replace(`${path}.${i}`, node))]
    if (isNode(entry)) return [name, replace(path, entry)]
    return [name, mapState(entry, replace, `${path}.`)]
  })
  return Object.fromEntries(entries) as S
}

function isNodeList(entry: State[string]): entry is readonly Node[] {
  return Array.isArray(entry)
}

function isNode(entry: Node | State): entry is Node {
  return 'op' in entry && typeof entry.op === 'string'
}
