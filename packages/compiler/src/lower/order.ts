import type { Draft, Drafts } from './drafts.ts'

/** The order in which drafts run: older ones first, but each after what it waits for. */
export function orderDrafts({ all }: Drafts): Draft[] {
  const order = new Set<Draft>()
  const stack = all.toReversed()
  for (let next = stack.at(-1); next; next = stack.at(-1)) {
    const earlier = [...next.after].filter((draft) => !order.has(draft))
    if (earlier.length > 0) stack.push(...earlier.sort((a, b) => b.id - a.id))
    else order.add(stack.pop()!)
  }
  return [...order]
}
