import { internalError } from '@gradus/diagnostics'
import type { Draft, Drafts } from './drafts.ts'

/** The order in which drafts run: each as early as what it waits for allows, older ones first. */
export function orderDrafts({ all }: Drafts): Draft[] {
  const order: Draft[] = []
  const waitsFor = new Map(all.map((draft) => [draft, draft.after.size]))
  const ready = new OldestFirst()
  for (const draft of all) if (draft.after.size === 0) ready.push(draft)
  for (let next = ready.pop(); next; next = ready.pop()) {
    order.push(next)
    for (const user of next.before) {
      const left = waitsFor.get(user)! - 1
      waitsFor.set(user, left)
      if (left === 0) ready.push(user)
    }
  }
  if (order.length < all.length) {
    internalError(`${all.length - order.length} kernels wait for each other`)
  }
  return order
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
