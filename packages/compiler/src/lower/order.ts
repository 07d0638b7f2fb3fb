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
  const done = new Set<Draft>()
  let commitAt = commit ? -1 : 0
  while (order.length < drafts.all.length) {
    const isReady = (draft: Draft): boolean =>
      !done.has(draft) &&
      [...draft.after].every((other) => done.has(other)) &&
      (commitAt >= 0 || !draft.isCommitted)
    const next = drafts.all.find(isReady)
    if (next) {
      done.add(next)
      order.push(next)
    } else if (commitAt < 0 && commit!.every((draft) => done.has(draft))) {
      commitAt = order.length
    } else {
      internalError(`${drafts.all.length - order.length} kernels wait for each other`)
    }
  }
  return { order, commitAt: commitAt < 0 ? order.length : commitAt }
}
