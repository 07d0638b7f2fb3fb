import { countUses, type Node, topologicalOrder } from '@gradus/graph'
import { elementCount, hasTrait, isDotProduct, kindOf, type Shape } from '@gradus/ops'
import { isFed } from '../fed.ts'
import { hasWholeRounds } from '../loop/loop.ts'
import { Body } from './body.ts'
import { kernelOf } from './kernel.ts'
import { isView, viewOf } from './paths.ts'
import { isPartwise, type Root, rootsOf } from './root.ts'

// Note [What is stored] is at the end of this file.

/** What an op costs at a point, in machine operations, roughly. */
const expensiveCost = 20
/** Above this, a value is not computed again for its second user. */
const sharedCost = 10
/** Above this, a value is not computed again for every place that it is repeated to. */
const repeatedCost = 3
/** Above this, a single number is computed in straight code, not in each loop that needs it. */
const hoistedCost = 20
/** Above this, a chain is cut, so that no kernel outgrows what an engine compiles well. */
const longestCost = 500

/** Whether a node is an algorithm over whole buffers. */
export function isRoutine({ op }: Node): boolean {
  return hasTrait(op, 'whole')
}

/** A loop that fills a stored node, or a part of it, and what is computed in it. */
export interface PlannedLoop {
  readonly root: Root
  /** Its body on its own, apart from what it may share a kernel with. */
  readonly body: Body
}

/** The nodes, besides those that are fed, whose values are kept in memory, and their loops. */
export function chooseStored(wanted: readonly Node[]): ReadonlyMap<Node, readonly PlannedLoop[]> {
  const order = topologicalOrder(wanted)
  const stored = new Set(wanted)
  const isStored = (node: Node): boolean => stored.has(node) || isFed(node)
  for (const node of order) storeByKind(node, stored, isStored)
  storeByCost(order, countUses(wanted), stored, isStored)
  const loops = new Map<Node, readonly PlannedLoop[]>()
  // Bodies are right when nothing was stored since they were made.
  for (let before = -1; before !== stored.size; ) {
    before = stored.size
    loops.clear()
    for (const node of order) if (stored.has(node)) loops.set(node, planLoops(node, stored))
  }
  return loops
}

function storeByKind(node: Node, stored: Set<Node>, isStored: (node: Node) => boolean): void {
  const kind = kindOf[node.op]
  if (isRoutine(node)) {
    stored.add(node)
    for (const input of node.inputs) if (!isFed(input)) stored.add(input)
  }
  if (kind === 'reduction' || kind === 'contraction' || isPartwise(node)) stored.add(node)
  if (kind !== 'contraction') return
  const [root] = rootsOf(node) as [Root]
  for (const factor of node.inputs) {
    const { base, ...folded } = viewOf(factor, isStored)
    const isBackward = 'view' in folded && folded.view.strides.some((stride) => stride < 0)
    if (isBackward) stored.add(factor)
    if (!isStored(base) && !isFusedFactor(node as Node<'contract'>, base, root)) stored.add(base)
  }
}

/** Dot products compute their factors on the way, unless an element is needed many times. */
function isFusedFactor({ attributes }: Node<'contract'>, base: Node, { domain }: Root): boolean {
  return isDotProduct(attributes) && elementCount(base.shape) === elementCount(domain)
}

function storeByCost(
  order: readonly Node[],
  uses: ReadonlyMap<Node, number>,
  stored: Set<Node>,
  isStored: (node: Node) => boolean,
): void {
  const costs = new Map<Node, number>()
  for (const node of order) {
    const inputs = node.inputs.reduce((sum, input) => sum + (costs.get(input) ?? 0), 0)
    const [input] = node.inputs
    const most = input?.shape.length === 0 ? hoistedCost : repeatedCost
    if (input && isRepeating(node, input.shape) && inputs > most && !isStored(input)) {
      stored.add(viewOf(input, isStored).base)
      costs.set(node, 0)
      continue
    }
    const cost = isStored(node) ? 0 : inputs + ownCost(node)
    const isShared = uses.get(node)! > 1 && cost >= sharedCost && !isView(node)
    if (isShared || cost > longestCost) stored.add(node)
    costs.set(node, stored.has(node) ? 0 : cost)
  }
}

function ownCost({ op, inputs, shape, dtype }: Node): number {
  // In a loop of f32 it would make vectors half as wide.
  if (shape.length === 0 && dtype === 'f32' && inputs[0]?.dtype === 'f64') return hoistedCost + 1
  return kindOf[op] !== 'elementwise' ? 0 : hasTrait(op, 'expensive') ? expensiveCost : 1
}

/** Whether a node has the elements of its input several times. */
function isRepeating(node: Node, input: Shape): boolean {
  return isView(node) && elementCount(node.shape) > elementCount(input)
}

/** The loops of a stored node; what they need in memory is stored as well. */
function planLoops(node: Node, stored: Set<Node>): PlannedLoop[] {
  if (isRoutine(node)) return []
  return rootsOf(node).map((root) => {
    const body = bodyOfRoot(root, (other) => stored.has(other) || isFed(other))
    for (const blocked of body.unfoldable) if (!isFed(blocked)) stored.add(blocked)
    if (!isEven(root, body)) for (const term of termsOf(root)) if (!isFed(term)) stored.add(term)
    return { root, body }
  })
}

/** Whether a sum along 16 lanes meets them in the order of memory. */
function isEven(root: Root, body: Body): boolean {
  if (!root.reduction || root.reduction.order.lanes === 1) return true
  return hasWholeRounds(kernelOf([root], body, 'sum', () => ''))
}

/** What is summed, or the factors of what is summed. */
function termsOf({ source }: Root): readonly Node[] {
  if (source.kind === 'product') return source.factors
  return source.kind === 'node' ? [source.node] : []
}

/** The body of a root on its own, for what it loads. */
export function bodyOfRoot(root: Root, isStored: (node: Node) => boolean): Body {
  const body = new Body(root.domain, {
    bufferOf: (other) => (isStored(other) && isLoadedBy(root, other) ? `$${other.id}` : undefined),
    isComputedHere: () => false,
  })
  body.valueOf(root)
  return body
}

/** A node does not load itself, except where it is copied from its own buffer. */
function isLoadedBy(root: Root, other: Node): boolean {
  const { source } = root
  const isOwn = source.kind === 'node' && source.node === root.node && root.target === undefined
  return !(isOwn && other === root.node)
}

// Note [What is stored]
//
// Everything elementwise is computed where it is used, and movements are folded into
// addresses, unless there is a reason to keep the value: it is an output; it is made by a
// reduction, a contraction or a routine, or read by one that needs it in memory; it is
// costly and has several users; it would be computed again for every repetition; or a
// movement of it cannot be written as strides. The scheduler afterwards puts stored values
// and their users into one kernel where it can, and then drops stores that nobody loads.
