import { interpret, type Node, substitute, topologicalOrder } from '@gradus/graph'
import { hasTrait, isFloat, type TypedArray, type ValueType } from '@gradus/ops'
import { type Content, isTraced, type Trace } from '../content/trace.ts'
import { describe, requireMemory } from '../content/values.ts'
import { DTypeError } from '../errors.ts'
import { Tensor, toContentOf } from '../tensor.ts'
import {
  type Flattened,
  flattenTree,
  type LeafLike,
  type Structure,
  unflattenTree,
} from '../tree.ts'

/** Arguments of a function that were replaced by new inputs. */
export interface StandIns {
  readonly nodes: readonly Node<'input'>[]
  /** What they stand for. */
  readonly given: readonly Content[]
  /** Where they are: the place of the argument, and the keys in it with dots between. */
  readonly paths: readonly string[]
  /** The tree of each argument; arguments that were not replaced are whole in it. */
  readonly structures: readonly (Structure | undefined)[]
  /** How many leaves each argument has; 0 for those that were not replaced. */
  readonly counts: readonly number[]
  /** The arguments to call the function with. */
  readonly args: readonly unknown[]
}

/** How stand-ins are made. */
export interface StandInOptions {
  /** Which arguments are replaced. */
  readonly isReplaced: (place: number) => boolean
  /** The type of a stand-in; that of the leaf unless given. */
  readonly typeOf?: (content: Content, place: number, leaf: number) => ValueType
  /** Whether leaves have to be floats. */
  readonly needsFloats?: boolean
}

/** Replaces arguments by new inputs of the trace, leaf by leaf. */
export function makeStandIns(
  trace: Trace,
  name: string,
  args: readonly unknown[],
  { isReplaced, typeOf = (content) => content, needsFloats = false }: StandInOptions,
): StandIns {
  const nodes: Node<'input'>[] = []
  const given: Content[] = []
  const flat = args.map((arg, i) => (isReplaced(i) ? flattenArgument(arg, name) : undefined))
  const replaced = flat.map((one, place) =>
    one?.leaves.map((leaf, i) => {
      const content = toContentOf(leaf, name, place + 1)
      if (needsFloats) requireFloat(name, content, one, place, i)
      const node = trace.standIn(typeOf(content, place, i), pathName(place, one.paths[i]!))
      nodes.push(node)
      given.push(content)
      return new Tensor(trace.content(node))
    }),
  )
  return {
    nodes,
    given,
    paths: flat.flatMap((one, place) => one?.paths.map((path) => joinPath(place, path)) ?? []),
    structures: flat.map((one) => one?.structure),
    counts: flat.map((one) => one?.leaves.length ?? 0),
    args: args.map((arg, i) => (flat[i] ? unflattenTree(flat[i].structure, replaced[i]!) : arg)),
  }
}

function flattenArgument(arg: unknown, name: string): Flattened<LeafLike> {
  const flat = flattenTree(arg)
  if (flat.leaves.length === 0 && flat.structure.kind === 'fixed') {
    throw new DTypeError(`${name}: ${String(arg)} is no tensor and no tree of tensors`)
  }
  return flat
}

/** The path of a leaf in an array of trees. */
export function joinPath(place: number, path: string): string {
  return path === '' ? `${place}` : `${place}.${path}`
}

/** The path of a leaf among the arguments of a function, for messages. */
export function pathName(place: number, path: string): string {
  return path === '' ? `argument ${place + 1}` : `argument ${place + 1}.${path}`
}

function requireFloat(
  name: string,
  content: Content,
  { paths }: Flattened<LeafLike>,
  place: number,
  leaf: number,
): void {
  if (isFloat(content.dtype)) return
  throw new DTypeError(
    `${name}: ${pathName(place, paths[leaf]!)} is ${describe(content)}, and only floats have ` +
      'derivatives; choose other arguments by `argnums`, or convert it by `cast`',
  )
}

/** The results of a function as nodes of a trace, and their tree. */
export interface Results {
  readonly nodes: readonly Node[]
  readonly structure: Structure
  readonly paths: readonly string[]
}

/** Takes what a traced function returned. */
export function takeResults(trace: Trace, name: string, returned: unknown): Results {
  if (returned instanceof Promise) {
    throw new DTypeError(
      `${name}: the function is async; only functions that return at once are traced`,
    )
  }
  const { leaves, paths, structure } = flattenTree(returned)
  if (leaves.length === 0) throw new DTypeError(`${name}: the function returned no tensor`)
  const nodes = leaves.map((leaf) => trace.lift(toContentOf(leaf, name)))
  return { nodes, structure, paths }
}

/**
 * Puts the actual arguments in the place of stand-ins. Results that depend on known values
 * alone are computed; others stay nodes of the functions that are being traced around.
 */
export function resolve(
  trace: Trace,
  { nodes, given }: Pick<StandIns, 'nodes' | 'given'>,
  results: readonly Node[],
): Content[] {
  trace.close(nodes)
  const values = new Map<Node, TypedArray>(trace.values)
  for (const [i, content] of given.entries()) {
    if (!isTraced(content)) values.set(nodes[i]!, content.data)
  }
  if (unknownInputs(results, values).length === 0) return compute(results, values)
  const replacements = new Map(nodes.map((node, i): [Node, Node] => [node, trace.lift(given[i]!)]))
  const first = nodes[0]?.id ?? 0
  const placed = substitute(trace.builder, results, replacements, ({ id }) => id < first)
  const unknown = unknownInputs(placed, trace.values)
  if (unknown.length === 0) return compute(placed, trace.values)
  trace.requireOpen(unknown)
  return placed.map((node) => trace.content(node))
}

function compute(results: readonly Node[], values: ReadonlyMap<Node, TypedArray>): Content[] {
  for (const node of topologicalOrder(results)) requireMemory(node)
  return interpret(results, { values })
}

function unknownInputs(results: readonly Node[], known: ReadonlyMap<Node, TypedArray>): Node[] {
  return topologicalOrder(results).filter((node) => hasTrait(node.op, 'fed') && !known.has(node))
}
