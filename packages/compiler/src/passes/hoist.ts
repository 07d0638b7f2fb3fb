import { type Builder, type Node, substitute, topologicalOrder } from '@gradus/graph'
import { elementCount, kindOf } from '@gradus/ops'
import { isFed, nameOf } from '../fed.ts'
import type { Entry, Program, Write } from '../program.ts'
import { mapRoots, rootsOfProgram } from './rebuild.ts'

// Note [What is prepared] is at the end of this file.

/** The entry that a session calls once, before any other and after the data is in memory. */
export const PREPARE = 'prepare'

/** A prepared value may be this many times as large as what it was computed from. */
const mostGrowth = 4

/** Moves what depends on constant buffers alone to the `prepare` entry. */
export function hoist(program: Program, builder: Builder): Program {
  const given = program.entries.find(({ name }) => name === PREPARE)
  const others = { ...program, entries: program.entries.filter((entry) => entry !== given) }
  const nodes = findPrepared(program, rootsOfProgram(others))
  if (nodes.length === 0) return program
  const buffers = nodes.map(({ shape, dtype }, i) => ({
    name: `prepared ${i}`,
    shape,
    dtype,
    isConstant: true as const,
  }))
  const loads = nodes.map((node, i): [Node, Node] => {
    const load = builder.input(buffers[i]!.name, node.shape, node.dtype)
    builder.copyOrigins(node, load)
    return [node, load]
  })
  const hoisted = mapRoots(others, (roots) => substitute(builder, roots, new Map(loads)))
  const writes = nodes.map((node, i) => ({ buffer: buffers[i]!.name, node }))
  const prepare = extendPrepare(builder, given, writes)
  return {
    ...hoisted,
    buffers: [...program.buffers, ...buffers],
    entries: [prepare, ...hoisted.entries],
  }
}

/** Adds writes that see what the given entry writes, not what was there before. */
function extendPrepare(
  builder: Builder,
  given: Entry | undefined,
  writes: readonly Write[],
): Entry {
  const written = new Map((given?.writes ?? []).map(({ buffer, node }) => [buffer, node]))
  const nodes = writes.map(({ node }) => node)
  const replacements = new Map<Node, Node>()
  for (const node of topologicalOrder(nodes)) {
    const value = isFed(node) ? written.get(nameOf(node)) : undefined
    if (value) replacements.set(node, value)
  }
  const seen = substitute(builder, nodes, replacements)
  const added = writes.map(({ buffer }, i) => ({ buffer, node: seen[i]! }))
  return { name: PREPARE, writes: [...(given?.writes ?? []), ...added] }
}

/** The last nodes that depend on constant buffers alone, where they are worth a buffer. */
function findPrepared(program: Program, roots: readonly Node[]): Node[] {
  const constants = new Set(
    program.buffers.filter(({ isConstant }) => isConstant).map(({ name }) => name),
  )
  const order = topologicalOrder(roots)
  const prepared = new Map<Node, { readonly source: number; readonly isWorth: boolean }>()
  for (const node of order) {
    const inputs = node.inputs.map((input) => prepared.get(input))
    const isFixed = isFed(node) ? constants.has(nameOf(node)) : inputs.every(Boolean)
    if (!isFixed || dependsOnRows(node)) continue
    const source = isFed(node)
      ? elementCount(node.shape)
      : inputs.reduce((most, input) => Math.max(most, input!.source), 0)
    const isWork = !['movement', 'source'].includes(kindOf[node.op])
    prepared.set(node, { source, isWorth: isWork || inputs.some((input) => input!.isWorth) })
  }
  const isGood = (node: Node): boolean => {
    const known = prepared.get(node)
    if (!known?.isWorth || known.source === 0) return false
    const isView = kindOf[node.op] === 'movement'
    return !isView && elementCount(node.shape) <= mostGrowth * known.source
  }
  const wanted = new Set<Node>(roots.filter(isGood))
  for (const node of order) {
    if (isGood(node)) continue
    for (const input of node.inputs) if (isGood(input)) wanted.add(input)
  }
  return order.filter((node) => wanted.has(node))
}

function dependsOnRows({ op, shape }: Node): boolean {
  return shape.some(({ rows }) => rows) || op in rowOps
}

const rowOps: { readonly [op: string]: true } = { extent: true }

// Note [What is prepared]
//
// Buffers that are never written after `prepare` (the data, mostly) make much of a step the
// same every time: standardized columns, one-hot labels, Xᵀy. Such values get buffers of
// their own, which are constant again. Movements are not moved, because they are free
// where they are, and neither is a value that is much larger than what it is made of.
// Values over a run-time count of rows change with the count, so they stay.
