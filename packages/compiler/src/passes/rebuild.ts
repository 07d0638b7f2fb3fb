import { type Builder, bodyOf, makeBody, type Node, topologicalOrder } from '@gradus/graph'
import type { Entry, Program, StepEntry } from '../program.ts'

/** Makes a node again over other inputs. */
export function remake(builder: Builder, node: Node, inputs: readonly Node[]): Node {
  if (inputs.every((input, i) => input === node.inputs[i])) return node
  return builder.apply(node.op, inputs, node.attributes as never)
}

/**
 * The same graph with some nodes made in another way: `rule` gets each node that `isRuled`
 * picks and its new inputs, and returns what takes its place, or `undefined` to keep it.
 */
export function rebuild<N extends Node>(
  builder: Builder,
  roots: readonly Node[],
  isRuled: (node: Node) => node is N,
  rule: (node: N, inputs: readonly Node[]) => Node | undefined,
): Node[] {
  const changed = new Map<Node, Node>()
  const newest = (node: Node): Node => changed.get(node) ?? node
  for (const node of topologicalOrder(roots)) {
    if (!isRuled(node) && !node.inputs.some((input) => changed.has(input))) continue
    const inputs = node.inputs.map(newest)
    const made = builder.withOrigin(
      builder.originsOf(node)[0],
      () => (isRuled(node) && rule(node, inputs)) || remake(builder, node, inputs),
    )
    if (made === node) continue
    builder.copyOrigins(node, made)
    changed.set(node, made)
  }
  return roots.map(newest)
}

/** A region over other inputs that runs a changed body. */
export function remakeRegion(
  builder: Builder,
  node: Node<'repeat'>,
  inputs: readonly Node[],
  change: (outputs: readonly Node[]) => readonly Node[],
): Node {
  const body = bodyOf(node)
  const changed = makeBody(body.inputs, change(body.outputs))
  return builder.apply('repeat', inputs, { ...node.attributes, body: changed })
}

/** An entry with other nodes in the places of its roots, which are visited in a fixed order. */
export function mapEntry<E extends Entry & Partial<StepEntry>>(
  entry: E,
  change: (node: Node) => Node,
): E {
  const { writes, commitIf, stopIf, series } = entry
  return {
    ...entry,
    writes: writes.map(({ buffer, node }) => ({ buffer, node: change(node) })),
    ...(commitIf && { commitIf: change(commitIf) }),
    ...(stopIf && { stopIf: change(stopIf) }),
    ...(series && { series: series.map(({ name, node }) => ({ name, node: change(node) })) }),
  }
}

/** Every node that an entry gives, in a fixed order. */
export function rootsOfEntry(entry: Entry | StepEntry): Node[] {
  const roots: Node[] = []
  mapEntry(entry, (node) => {
    roots.push(node)
    return node
  })
  return roots
}

/** Every node that a program gives. */
export function rootsOfProgram({ entries, step }: Program): Node[] {
  return [...entries, ...(step ? [step] : [])].flatMap(rootsOfEntry)
}

/** A program with other nodes in the places of its roots, all changed at once. */
export function mapRoots(
  program: Program,
  change: (roots: readonly Node[]) => readonly Node[],
): Program {
  const roots = rootsOfProgram(program)
  const changed = change(roots)
  const byRoot = new Map(roots.map((root, i) => [root, changed[i]!]))
  const map = <E extends Entry>(entry: E): E => mapEntry(entry, (node) => byRoot.get(node)!)
  const { entries, step } = program
  return { ...program, entries: entries.map(map), ...(step && { step: map(step) }) }
}
