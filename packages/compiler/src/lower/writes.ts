import type { Node } from '@gradus/graph'
import type { Write } from '../program.ts'
import { type Draft, type Drafts, isPointwise } from './drafts.ts'
import { copyRoot } from './root.ts'

// Note [Writing in place] is at the end of this file.

/**
 * Decides for each write whether its value is computed right into the buffer, or into a
 * temporary that is copied; orders the drafts so that no old value is lost.
 *
 * @returns  The buffers of the nodes that are computed in place.
 */
export function placeWrites(
  drafts: Drafts,
  writes: readonly Write[],
  commit: Node | undefined,
): ReadonlyMap<Node, string> {
  const targets = new Map<Node, string>()
  const deciders = commit ? drafts.makersOf(commit) : []
  const deciding = drafts.ancestorsOf(deciders)
  for (const { buffer, node } of writes) {
    const makers = drafts.makersOf(node)
    const readers = drafts.readersOf(buffer)
    const canWrite = (maker: Draft): boolean =>
      !deciding.has(maker) &&
      [...readers].every(([draft, isWhole]) =>
        draft === maker ? isWhole && isPointwise(maker, node) : !drafts.dependsOn(draft, maker),
      )
    const isInPlace = !targets.has(node) && makers.every(canWrite)
    if (isInPlace) targets.set(node, buffer)
    for (const writer of isInPlace ? makers : [drafts.place(copyRoot(node, buffer))]) {
      writer.isCommitted = true
      for (const earlier of [...readers.keys(), ...deciders]) {
        if (earlier !== writer) drafts.wait(writer, earlier)
      }
    }
  }
  return targets
}

// Note [Writing in place]
//
// All writes of an entry happen after all reads, as if the old values had been copied
// first. A kernel may nevertheless write into the buffer itself when everything else that
// reads the old value runs earlier, and when the kernel itself reads an element only where
// it writes it: then the order of points does not matter, nor do vectors. Two buffers that
// exchange their values cannot both be in place; the second one goes through a temporary.
// Writing kernels also run after the decision to commit the step.
