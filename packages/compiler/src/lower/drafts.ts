import type { Node } from '@gradus/graph'
import type { AxisRole } from '../loop/loop.ts'
import type { Body } from './body.ts'
import { type Root, rootsOf } from './root.ts'
import { bodyOfRoot, isFed, routineOps } from './stored.ts'

// Note [Sharing loops] is at the end of this file.

/** A kernel while it is decided what it computes. */
export interface Draft {
  readonly id: number
  /** Loops over one domain; none in a routine. */
  readonly roots: Root[]
  /** The routine that the kernel is. */
  readonly routine?: Node
  /** Stored and fed nodes that it loads, and whether only at the same place of the domain. */
  readonly loads: Map<Node, boolean>
  /** Drafts that must run before this one. */
  readonly after: Set<Draft>
  /** Whether it writes a buffer of the program, and so waits until the step is committed. */
  isCommitted: boolean
  /** Instructions of its loops. */
  length: number
}

/** Joining further loops would leave too few registers for any of them. */
const mostRoots = 8
/** Instructions that loops in one kernel have together at most. */
const longestKernel = 600
/** Fewer elements along the vector axis than this make sharing a loop a loss. */
const leastInner = 8

/** Drafts of all kernels that compute stored nodes, in an order that would run. */
export class Drafts {
  readonly all: Draft[] = []
  readonly #makers = new Map<Node, Draft[]>()
  readonly #isStored: (node: Node) => boolean

  constructor(isStored: (node: Node) => boolean) {
    this.#isStored = isStored
  }

  /** The drafts that fill a stored node's buffer. */
  makersOf(node: Node): readonly Draft[] {
    return this.#makers.get(node) ?? []
  }

  /** Plans a stored node; its inputs have to be planned before. */
  plan(node: Node): void {
    if (routineOps.has(node.op)) {
      const loads = new Map(node.inputs.map((input): [Node, boolean] => [input, false]))
      this.#enter(node, this.#create(loads, node))
      return
    }
    for (const root of rootsOf(node)) {
      const body = bodyOfRoot(root, this.#isStored)
      const host = this.all.findLast((draft) => this.#canJoin(draft, root, body))
      this.#enter(node, host ? this.#join(host, root, body) : this.place(root, body))
    }
  }

  /** A draft of its own for a root. */
  place(root: Root, body: Body = bodyOfRoot(root, this.#isStored)): Draft {
    const draft = this.#create(body.loads)
    draft.roots.push(root)
    draft.length = body.instructions.length
    return draft
  }

  /** Whether `draft` has to run after `other`, directly or not. */
  dependsOn(draft: Draft, other: Draft): boolean {
    const seen = new Set([draft])
    for (const next of seen) {
      if (next === other) return true
      for (const earlier of next.after) seen.add(earlier)
    }
    return false
  }

  #create(loads: Map<Node, boolean>, routine?: Node): Draft {
    const after = new Set([...loads.keys()].flatMap((node) => this.makersOf(node)))
    const draft: Draft = {
      id: this.all.length,
      roots: [],
      loads,
      after,
      isCommitted: false,
      length: 0,
      ...(routine && { routine }),
    }
    this.all.push(draft)
    return draft
  }

  #enter(node: Node, draft: Draft): void {
    const makers = this.#makers.get(node) ?? []
    if (!makers.includes(draft)) this.#makers.set(node, [...makers, draft])
  }

  #join(draft: Draft, root: Root, { loads, instructions }: Body): Draft {
    draft.roots.push(root)
    draft.length += instructions.length
    for (const [node, isWhole] of loads) {
      draft.loads.set(node, isWhole && (draft.loads.get(node) ?? true))
      for (const maker of this.makersOf(node)) if (maker !== draft) draft.after.add(maker)
    }
    return draft
  }

  #canJoin(draft: Draft, root: Root, { loads, instructions }: Body): boolean {
    const { roots } = draft
    if (draft.length + instructions.length > longestKernel) return false
    if (draft.routine || roots.length >= mostRoots) return false
    if (!roots.every((other) => isCompatible(other, root))) return false
    const isRelated = [...loads.keys()].some(
      (node) => draft.loads.has(node) || this.makersOf(node).includes(draft),
    )
    if (!isRelated && root.domain.length > 0) return false
    for (const [node, isWhole] of loads) {
      for (const maker of this.makersOf(node)) {
        if (
          maker === draft ? !isWhole || !isPointwise(draft, node) : this.dependsOn(maker, draft)
        ) {
          return false
        }
      }
    }
    return true
  }
}

/** Whether a draft has a node's value at each point of its domain. */
export function isPointwise({ roots }: Draft, node: Node): boolean {
  return roots.some((root) => root.node === node && isWholePoint(root))
}

function isWholePoint({ node, source, reduction, target }: Root): boolean {
  const isOwn = source.kind === 'node' && source.node === node
  return isOwn && reduction === undefined && target === undefined
}

function isCompatible(a: Root, b: Root): boolean {
  if (a.source.kind !== 'node' || b.source.kind !== 'node' || a.target || b.target) return false
  const isSameDomain =
    a.domain.length === b.domain.length &&
    a.domain.every(
      ({ size, rows }, axis) => size === b.domain[axis]!.size && rows === b.domain[axis]!.rows,
    )
  if (!isSameDomain) return false
  if (a.reduction && b.reduction) return a.roles.every((role, axis) => role === b.roles[axis])
  return innerSize(a) >= leastInner && innerSize(b) >= leastInner
}

/** The elements along the inner axes of a reduction, where vectors run. */
function innerSize({ domain, roles, reduction }: Root): number {
  if (reduction === undefined || reduction.order.lanes > 1) return leastInner
  return domain.reduce(
    (product, { size }, axis) => (isInner(roles[axis]!) ? product * size : product),
    1,
  )
}

function isInner(role: AxisRole): boolean {
  return role === 'inner'
}

/** The names of the program's buffers that a draft reads, and whether only point by point. */
export function fedReads({ loads }: Draft): [name: string, isWhole: boolean][] {
  return [...loads].flatMap(([node, isWhole]): [string, boolean][] =>
    isFed(node) ? [[(node as Node<'input'>).attributes.name, isWhole]] : [],
  )
}

// Note [Sharing loops]
//
// Loops over the same domain become one kernel when they read the same data or one another
// point by point, so that a loss and its gradient pass over the data once. A loop may join
// a kernel unless something that it reads has to run after that kernel: then the kernel
// would wait for itself. Single numbers share straight code whenever that is allowed.
// Reductions whose vectors would be short stay alone, because what joins them would run in
// short vectors too.
