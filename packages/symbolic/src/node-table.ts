import type { ExprKind, ExprNode } from './expr.ts'

const firstSize = 2 ** 14

/**
 * Nodes by structure, in open addressing. Hashes stand apart, so that a probe reads a node
 * only where it is very likely the one; 0 marks a free slot.
 */
export class NodeTable {
  count = 0
  #hashes = new Int32Array(firstSize)
  #nodes: (ExprNode | undefined)[] = emptySlots(firstSize)

  find(
    hash: number,
    kind: ExprKind,
    label: string,
    operands: readonly unknown[],
  ): ExprNode | undefined {
    const hashes = this.#hashes
    const last = hashes.length - 1
    for (let slot = hash & last; hashes[slot] !== 0; slot = (slot + 1) & last) {
      if (hashes[slot] !== hash) continue
      const node = this.#nodes[slot]!
      if (node.kind !== kind || node.label !== label) continue
      if (isSameList(node.operands, operands)) return node
    }
    return undefined
  }

  /** Takes a node that is not in the table. */
  add(node: ExprNode): void {
    this.count++
    if (this.count * 2 > this.#hashes.length) this.#grow()
    this.#put(node.hash, node)
  }

  #put(hash: number, node: ExprNode): void {
    const hashes = this.#hashes
    const last = hashes.length - 1
    let slot = hash & last
    while (hashes[slot] !== 0) slot = (slot + 1) & last
    hashes[slot] = hash
    this.#nodes[slot] = node
  }

  #grow(): void {
    const [hashes, nodes] = [this.#hashes, this.#nodes]
    this.#hashes = new Int32Array(hashes.length * 2)
    this.#nodes = emptySlots(hashes.length * 2)
    for (let i = 0; i < hashes.length; i++) if (hashes[i] !== 0) this.#put(hashes[i]!, nodes[i]!)
  }
}

function emptySlots(length: number): undefined[] {
  return new Array(length).fill(undefined)
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
