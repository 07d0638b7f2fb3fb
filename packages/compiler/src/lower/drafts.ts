import { isRegion, type Node, runKey } from '@gradus/graph'
import { elementCount, sameSizes } from '@gradus/ops'
import { isFed } from '../fed.ts'
import type { AxisRole } from '../loop/loop.ts'
import type { Body } from './body.ts'
import type { Root } from './root.ts'
import { bodyOfRoot, isRoutine, type PlannedLoop } from './stored.ts'

// Note [Sharing loops] is at the end of this file.

/** A kernel while it is decided what it computes. */
export interface Draft {
  readonly id: number
  /** Loops over one domain; none in a routine. */
  readonly roots: Root[]
  /** The node that the kernel computes as an algorithm; several for the outputs of a region. */
  readonly routine?: Node[]
  /** Stored and fed nodes that it loads, and whether only at the same place of the domain. */
  readonly loads: Map<Node, boolean>
  /** Drafts that must run before this one, and those that must run after it. */
  readonly after: ReadonlySet<Draft>
  readonly before: ReadonlySet<Draft>
  /** Greater than that of any draft that must run before. */
  readonly depth: number
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

/** Drafts with one of its values that a loop may try to join; older ones rarely have more. */
const mostCandidates = 64

type OpenDraft = Draft & { after: Set<Draft>; before: Set<Draft>; depth: number }

/** Drafts of all kernels that compute stored nodes, in an order that would run. */
export class Drafts {
  readonly all: Draft[] = []
  readonly #makers = new Map<Node, Draft[]>()
  /** For each buffer of the program, who reads it, and whether only point by point. */
  readonly #readers = new Map<string, Map<Draft, boolean>>()
  /** Drafts that other loops may join, by each value of several elements that they have. */
  readonly #open = new Map<Node | undefined, OpenDraft[]>()
  /** Drafts of regions by their runs. */
  readonly #runs = new Map<string, Draft>()
  readonly #isStored: (node: Node) => boolean

  constructor(isStored: (node: Node) => boolean) {
    this.#isStored = isStored
  }

  /** The drafts that fill a stored node's buffer. */
  makersOf(node: Node): readonly Draft[] {
    return this.#makers.get(node) ?? []
  }

  /** The drafts that read a buffer of the program, and whether only point by point. */
  readersOf(buffer: string): ReadonlyMap<Draft, boolean> {
    return this.#readers.get(buffer) ?? new Map()
  }

  /** Plans a stored node; its inputs have to be planned before. */
  plan(node: Node, loops: readonly PlannedLoop[]): void {
    if (isRoutine(node)) {
      enter(this.#makers, node, this.#routineFor(node))
      return
    }
    for (const { root, body } of loops) {
      const values = valuesOf(root, body)
      const candidates = values.flatMap(
        (value) => this.#open.get(value)?.slice(-mostCandidates) ?? [],
      )
      const host = [...new Set(candidates)]
        .sort((a, b) => b.id - a.id)
        .find((draft) => this.#canJoin(draft, root, body))
      const draft = host ? this.#join(host, root, body) : this.place(root, body)
      if (canHost(root)) for (const value of values) enter(this.#open, value, draft)
      enter(this.#makers, node, draft)
    }
  }

  /** A draft of its own for a root. */
  place(root: Root, body: Body = bodyOfRoot(root, this.#isStored)): OpenDraft {
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
      for (const earlier of next.after) {
        if (earlier.depth > other.depth || earlier === other) seen.add(earlier)
      }
    }
    return false
  }

  /** All drafts that have to run before some drafts, these included. */
  ancestorsOf(drafts: readonly Draft[]): ReadonlySet<Draft> {
    const seen = new Set(drafts)
    for (const next of seen) for (const earlier of next.after) seen.add(earlier)
    return seen
  }

  /** Lets a draft run after another, which must not depend on it. */
  wait(draft: Draft, other: Draft): void {
    const [later, earlier] = [draft as OpenDraft, other as OpenDraft]
    later.after.add(earlier)
    earlier.before.add(later)
    const raised = [{ later, earlier }]
    for (let next = raised.pop(); next; next = raised.pop()) {
      if (next.later.depth > next.earlier.depth) continue
      next.later.depth = next.earlier.depth + 1
      for (const user of next.later.before) {
        raised.push({ later: user as OpenDraft, earlier: next.later })
      }
    }
  }

  #create(loads: ReadonlyMap<Node, boolean>, routine?: Node): OpenDraft {
    const draft: OpenDraft = {
      id: this.all.length,
      roots: [],
      loads: new Map(),
      after: new Set(),
      before: new Set(),
      depth: 0,
      isCommitted: false,
      length: 0,
      ...(routine && { routine: [routine] }),
    }
    this.all.push(draft)
    this.#load(draft, loads)
    return draft
  }

  /** A draft for a routine; outputs of one run of a region share theirs. */
  #routineFor(node: Node): Draft {
    const key = isRegion(node) ? runKey(node) : undefined
    const known = key === undefined ? undefined : this.#runs.get(key)
    if (known) {
      known.routine!.push(node)
      return known
    }
    const draft = this.#create(new Map(node.inputs.map((input) => [input, false])), node)
    if (key !== undefined) this.#runs.set(key, draft)
    return draft
  }

  #join(draft: OpenDraft, root: Root, { loads, instructions }: Body): OpenDraft {
    draft.roots.push(root)
    draft.length += instructions.length
    this.#load(draft, loads)
    return draft
  }

  #load(draft: Draft, loads: ReadonlyMap<Node, boolean>): void {
    for (const [node, isWhole] of loads) {
      draft.loads.set(node, isWhole && (draft.loads.get(node) ?? true))
      for (const maker of this.makersOf(node)) if (maker !== draft) this.wait(draft, maker)
      if (!isFed(node)) continue
      const { name } = (node as Node<'input'>).attributes
      const readers = this.#readers.get(name) ?? new Map<Draft, boolean>()
      this.#readers.set(name, readers)
      readers.set(draft, isWhole && (readers.get(draft) ?? true))
    }
  }

  #canJoin(draft: Draft, root: Root, { loads, instructions }: Body): boolean {
    const { roots } = draft
    if (roots.length >= mostRoots) return false
    if (draft.length + instructions.length > longestKernel) return false
    if (!roots.every((other) => isCompatible(other, root))) return false
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

function enter<K, D extends Draft>(drafts: Map<K, D[]>, of: K, draft: D): void {
  const known = drafts.get(of)
  if (!known) drafts.set(of, [draft])
  else if (!known.includes(draft, -mostCandidates)) known.push(draft)
}

/** Whether loops of other nodes may be in one kernel with a loop. */
function canHost({ source, target }: Root): boolean {
  return source.kind === 'node' && target === undefined
}

/**
 * What a loop has in common with those that it may join: a value of several elements that it
 * loads or makes. Loops of single numbers need nothing in common.
 */
function valuesOf({ domain, node }: Root, { loads }: Body): readonly (Node | undefined)[] {
  if (domain.length === 0) return [undefined]
  return [node, ...loads.keys()].filter(({ shape }) => elementCount(shape) > 1)
}

/** Whether a draft has a node's value at each point of its domain. */
export function isPointwise({ roots }: Draft, node: Node): boolean {
  return roots.some((root) => root.node === node && isWholePoint(root))
}

function isWholePoint({ node, source, reduction, target }: Root): boolean {
  const isOwn = source.kind === 'node' && source.node === node
  return isOwn && reduction === undefined && target === undefined
}

/** Whether two loops can be one. */
function isCompatible(a: Root, b: Root): boolean {
  if (!canHost(a) || !canHost(b) || !sameSizes(a.domain, b.domain)) return false
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

// Note [Sharing loops]
//
// Loops over the same domain become one kernel when they read the same data or one another
// point by point, so that a loss and its gradient pass over the data once. To have a single
// number in common is not enough: the updates of many parameters, which all know the learning
// rate, would only take registers from one another. A loop may join
// a kernel unless something that it reads has to run after that kernel: then the kernel
// would wait for itself. Single numbers share straight code whenever that is allowed.
// Reductions whose vectors would be short stay alone, because what joins them would run in
// short vectors too.
