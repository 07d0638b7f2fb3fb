import type { OpAttributes, OpName } from '@gradus/ops'
import { Builder } from './builder.ts'
import type { Node, Origin } from './node.ts'

// A constant that a formula has 100 000 times is made by as many places: to look through all
// of them each time would be quadratic, and nobody reads so many.
const MOST_ORIGINS = 16

/** A builder for those who have a text: it remembers which places of it made a node. */
export class OriginBuilder extends Builder {
  readonly #origins = new Map<Node, Origin[]>()
  #origin: Origin | undefined

  override apply<K extends OpName>(
    op: K,
    inputs: readonly Node[],
    attributes: OpAttributes[K],
  ): Node {
    const node = super.apply(op, inputs, attributes)
    if (this.#origin) this.#record(node, this.#origin)
    return node
  }

  override withOrigin<T>(origin: Origin | undefined, make: () => T): T {
    const outer = this.#origin
    this.#origin = origin
    try {
      return make()
    } finally {
      this.#origin = outer
    }
  }

  override originsOf(node: Node): readonly Origin[] {
    return this.#origins.get(node) ?? []
  }

  override copyOrigins(from: Node, to: Node): void {
    for (const origin of this.originsOf(from)) this.#record(to, origin)
  }

  #record(node: Node, origin: Origin): void {
    const origins = this.#origins.get(node)
    if (!origins) this.#origins.set(node, [origin])
    else if (origins.length < MOST_ORIGINS && !origins.includes(origin)) origins.push(origin)
  }
}
