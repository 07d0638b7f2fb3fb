import { type Builder, bodyOf, makeBody, type Node, topologicalOrder } from '@gradus/graph'
import type { Entry, Program, StepEntry, Write } from '../program.ts'

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

/** Every node that an entry gives, in a fixed order. */
export function rootsOfEntry(entry: Entry | StepEntry): Node[] {
  const step: Partial<StepEntry> = entry
  return [
    ...entry.writes.map(({ node }) => node),
    ...(step.commitIf ? [step.commitIf] : []),
    ...(step.stopIf ? [step.stopIf] : []),
    ...(step.series ?? []).map(({ node }) => node),
  ]
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
  const entries = program.entries.map((entry) => mapEntry(entry, byRoot))
  return { ...program, entries, ...(program.step && { step: mapStep(program.step, byRoot) }) }
}

/** An entry with other nodes in the places of its roots. */
export function mapEntry(entry: Entry, changed: ReadonlyMap<Node, Node>): Entry {
  return { ...entry, writes: mapWrites(entry.writes, changed) }
}

/** A step with other nodes in the places of its roots. */
export function mapStep(step: StepEntry, changed: ReadonlyMap<Node, Node>): StepEntry {
  const { commitIf, stopIf, series, writes } = step
  return {
    ...step,
    writes: mapWrites(writes, changed),
    ...(commitIf && { commitIf: changed.get(commitIf)! }),
    ...(stopIf && { stopIf: changed.get(stopIf)! }),
    series: series.map(({ name, node }) => ({ name, node: changed.get(node)! })),
  }
}

function mapWrites(writes: readonly Write[], changed: ReadonlyMap<Node, Node>): Write[] {
  return writes.map(({ buffer, node }) => ({ buffer, node: changed.get(node)! }))
}
