import { type Expr, type ExprKind, ExprNode } from './expr.ts'
import { isInteger, type Numeral, toDouble } from './number/numeral.ts'

// All formulas of the process share these tables, which is what makes `===` mean "equal".
// Nodes are never dropped: they are pure values without identity beyond their structure,
// so nothing that a test or a caller builds can change what another one sees, at the price
// of memory that grows with the number of different formulas ever built.
const leaves = {
  number: new Map<string, Expr>(),
  constant: new Map<string, Expr>(),
  symbol: new Map<string, Expr>(),
}

// Nodes with operands are in open addressing. Hashes stand apart, so that a probe reads a
// node only where it is very likely the one; 0 is a free slot.
let hashes = new Int32Array(1 << 12)
let nodes: (Expr | undefined)[] = emptySlots(hashes.length)
let count = 0

type LeafKind = keyof typeof leaves
type CompoundKind = Exclude<ExprKind, LeafKind>

/** The one leaf of this kind and name. */
export function internLeaf(kind: LeafKind, label: string, value?: Numeral): Expr {
  const known = leaves[kind].get(label)
  if (known) return known
  const hash = finish(hashOfText(label, leafSeeds[kind]))
  const degree = kind === 'symbol' ? 1 : 0
  const leaf = asExpr(new ExprNode(kind, label, value, [], hash, 0, degree))
  leaves[kind].set(label, leaf)
  return leaf
}

/**
 * The one node with these operands. Only canonical constructors call this: it checks
 * nothing.
 */
export function intern(kind: CompoundKind, label: string, operands: readonly Expr[]): Expr {
  const hash = hashOf(kind, label, operands)
  const last = hashes.length - 1
  let slot = hash & last
  for (let found = hashes[slot]; found !== 0; found = hashes[slot]) {
    if (found === hash) {
      const node = nodes[slot]!
      if (node.kind === kind && node.label === label && isSameList(node.operands, operands)) {
        return node
      }
    }
    slot = (slot + 1) & last
  }
  const degree = degreeOf(kind, operands)
  const node = new ExprNode(kind, label, undefined, operands, hash, heightOf(operands), degree)
  hashes[slot] = hash
  nodes[slot] = asExpr(node)
  count++
  if (count * 2 > hashes.length) grow()
  return asExpr(node)
}

const leafSeeds = { number: 1, constant: 2, symbol: 3 }
const seeds = { sum: 0x2545f491, product: 0x3c6ef372, power: 0x1b873593, call: 0 }
const callSeeds = new Map<string, number>()

/** The hash of the node that these operands make. It depends on structure alone. */
export function hashOf(
  kind: CompoundKind,
  label: string,
  operands: readonly Expr[],
  start = 0,
): number {
  let hash = kind === 'call' ? seedOfCall(label) : seeds[kind]
  for (let i = start; i < operands.length; i++) {
    hash = Math.imul(hash ^ operands[i]!.hash, 0x85ebca6b)
    hash ^= hash >>> 15
  }
  return finish(hash)
}

function seedOfCall(label: string): number {
  let seed = callSeeds.get(label)
  if (seed === undefined) {
    seed = hashOfText(label, 4)
    callSeeds.set(label, seed)
  }
  return seed
}

function hashOfText(text: string, seed: number): number {
  let hash = Math.imul(seed, 0x9e3779b1)
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

// 30 bits: engines keep small integers unboxed. 0 marks free slots.
function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) & 0x3fffffff || 1
}

function isSameList(a: readonly Expr[], b: readonly Expr[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function heightOf(operands: readonly Expr[]): number {
  let height = 0
  for (let i = 0; i < operands.length; i++) {
    const { height: below } = operands[i]!
    if (below >= height) height = below + 1
  }
  return height
}

function degreeOf(kind: CompoundKind, operands: readonly Expr[]): number {
  if (kind === 'call') return 0
  if (kind === 'power') return degreeOfPower(operands[0]!, operands[1]!)
  let degree = 0
  for (let i = 0; i < operands.length; i++) {
    const { degree: part } = operands[i]!
    degree = kind === 'product' ? degree + part : Math.max(degree, part)
  }
  return limitDegree(degree)
}

function degreeOfPower(base: Expr, exponent: Expr): number {
  const isWhole = exponent.kind === 'number' && isInteger(exponent.value)
  return isWhole ? limitDegree(base.degree * toDouble(exponent.value)) : 0
}

// A small integer, like the hash; beyond the limit all are alike.
function limitDegree(degree: number): number {
  return Math.max(-mostDegree, Math.min(degree, mostDegree)) | 0
}

const mostDegree = 2 ** 29

function grow(): void {
  const [oldHashes, oldNodes] = [hashes, nodes]
  hashes = new Int32Array(oldHashes.length * 2)
  nodes = emptySlots(hashes.length)
  const last = hashes.length - 1
  for (let i = 0; i < oldHashes.length; i++) {
    const hash = oldHashes[i]!
    if (hash === 0) continue
    let slot = hash & last
    while (hashes[slot] !== 0) slot = (slot + 1) & last
    hashes[slot] = hash
    nodes[slot] = oldNodes[i]
  }
}

function emptySlots(length: number): (Expr | undefined)[] {
  return new Array(length).fill(undefined)
}

function asExpr(node: ExprNode): Expr {
  return node as unknown as Expr
}
