import type { Node } from '@gradus/graph'
import { hasTrait } from '@gradus/ops'

/** Whether a node reads a buffer of the program. */
export function isFed({ op }: Node): boolean {
  return hasTrait(op, 'fed')
}

/** The name of the buffer that a fed node reads. */
export function nameOf(node: Node): string {
  return (node as Node<'input'>).attributes.name
}
