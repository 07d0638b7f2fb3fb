import { internalError } from '@gradus/diagnostics'
import type { Draft, Drafts } from './drafts.ts'

/**
 * The order in which drafts run: each as early as what it waits for allows, older ones
 * first. `commitAt` is the number of drafts before the point where a step is committed.
 */
export function orderDrafts(
  drafts: Drafts,
  commit: readonly Draft[] | undefined,
): { readonly order: readonly Draft[]; readonly commitAt: number } {
  const order: Draft[] = []
  const waitsFor = new Map(drafts.all.map((draft) => [draft, draft.after.size]))
  const ready = new OldestFirst()
  const held: Draft[] = []
  let commitAt = commit ? -1 : 0
  const release = (draft: Draft): void => {
    if (commitAt < 0 && draft.isCommitted) held.push(draft)
    else ready.push(draft)
  }
  for (const draft of drafts.all) if (draft.after.size === 0) release(draft)
  while (order.length < drafts.all.length) {
    const next = ready.pop()
    if (next) {
      order.push(next)
      for (const user of next.before) {
        const left = waitsFor.get(user)! - 1
        waitsFor.set(user, left)
        if (left === 0) release(user)
      }
    } else if (commitAt < 0 && commit!.every((draft) => order.includes(draft))) {
      commitAt = order.length
      held.forEach(release)
    } else {
      internalError(`${drafts.all.length - order.length} kernels wait for each other`)
    }
  }
  return { order, commitAt: commitAt < 0 ? order.length : commitAt }
}

/** Drafts as a binary heap: a parent is older than its two children. */
class OldestFirst {
  readonly #heap: Draft[] = []

  push(draft: Draft): void {
    const heap = this.#heap
    let at = heap.push(draft) - 1
    for (let above = (at - 1) >> 1; at > 0 && heap[above]!.id > draft.id; above = (at - 1) >> 1) {
      heap[at] = heap[above]!
      at = above
    }
    heap[at] = draft
  }

  pop(): Draft | undefined {
    const heap = this.#heap
    const oldest = heap[0]
    const last = heap.pop()
    if (!last || last === oldest) return oldest
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const right = left + 1
      const child = right < heap.length && heap[right]!.id < heap[left]!.id ? right : left
      if (child >= heap.length || heap[child]!.id > last.id) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return oldest
  }
}
