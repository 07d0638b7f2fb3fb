import { type Expr, type ExprKind, ExprNode } from './expr.ts'
import { NodeTable } from './node-table.ts'
import { isInteger, type Numeral, toDouble } from './number/numeral.ts'

// All formulas of the process share these tables, which is what makes `===` mean "equal": see
// Note [Generations].
const lasting = { number: new Map<string, Expr>(), constant: new Map(), symbol: new Map() } as {
  readonly [kind in LeafKind]: Map<string, Expr>
}
let young = new NodeTable()
let old: NodeTable | undefined
let generation = 0

type LeafKind = 'number' | 'constant' | 'symbol'
type CompoundKind = Exclude<ExprKind, LeafKind>

/** The one leaf of this kind and name. */
export function internLeaf(kind: LeafKind, label: string, value?: Numeral): Expr {
  const known = lasting[kind].get(label)
  if (known) return known
  const hash = finish(hashOfText(label, leafSeeds[kind]))
  const isLasting = kind !== 'number' || label.length <= mostLastingDigits
  if (!isLasting) return asExpr(findOrAdd(hash, kind, label, none, value))
  const leaf = makeNode(hash, kind, label, none, value)
  leaf.generation = forever
  lasting[kind].set(label, asExpr(leaf))
  return asExpr(leaf)
}

const none: readonly Expr[] = []
const forever = 2 ** 30 - 1
const mostLastingDigits = 4

/**
 * The one node with these operands. Only canonical constructors call this: it checks
 * nothing.
 */
export function intern(kind: CompoundKind, label: string, operands: readonly Expr[]): Expr {
  const present = presentAll(operands)
  return asExpr(findOrAdd(hashOf(kind, label, present), kind, label, present))
}

/** `candidate` is put into the table where it holds no equal one. */
function findOrAdd(
  hash: number,
  kind: ExprKind,
  label: string,
  operands: readonly Expr[],
  value?: Numeral,
  candidate?: ExprNode,
): ExprNode {
  const known = young.find(hash, kind, label, operands)
  if (known) return known
  const node =
    old?.find(hash, kind, label, operands) ??
    candidate ??
    makeNode(hash, kind, label, operands, value)
  node.generation = generation
  young.add(node)
  return node
}

function makeNode(
  hash: number,
  kind: ExprKind,
  label: string,
  operands: readonly Expr[],
  value?: Numeral,
): ExprNode {
  const degree = degreeOf(kind, operands)
  return new ExprNode(kind, label, value, operands, hash, heightOf(operands), degree)
}

/**
 * Begins a generation where the tables have become large. Only what starts something new, as
 * the parser does, calls this; never a function that has formulas in its hands.
 */
export function makeRoom(most = 2 ** 19): void {
  if (young.count <= most) return
  old = young
  young = new NodeTable()
  generation++
}

/** Formulas as they stand in the tables now; the list itself where nothing was forgotten. */
export function presentAll(exprs: readonly Expr[]): readonly Expr[] {
  for (let i = 0; i < exprs.length; i++) if (isPast(exprs[i]!)) return exprs.map(present)
  return exprs
}

/** A formula as it stands in the tables now: itself, unless an equal one took its place. */
export function present(expr: Expr): Expr {
  if (!isPast(expr)) return expr
  const found = new Map<Expr, Expr>()
  const pending = [expr]
  for (let node = pending.at(-1); node; node = pending.at(-1)) {
    const known = pending.length
    for (const operand of node.operands) {
      if (isPast(operand) && !found.has(operand)) pending.push(operand)
    }
    if (pending.length > known) continue
    pending.pop()
    found.set(node, renew(node, found))
  }
  return found.get(expr)!
}

function isPast(expr: Expr): boolean {
  return (expr as unknown as ExprNode).generation < generation
}

function renew(expr: Expr, found: ReadonlyMap<Expr, Expr>): Expr {
  const { kind, label, hash, value } = expr as unknown as ExprNode
  const operands = expr.operands.map((operand) => found.get(operand) ?? operand)
  const isSame = operands.every((operand, i) => operand === expr.operands[i])
  const candidate = isSame ? (expr as unknown as ExprNode) : undefined
  return asExpr(findOrAdd(hash, kind, label, operands, value, candidate))
}

const leafSeeds = { number: 1, constant: 2, symbol: 3 }
const seeds = { sum: 0x2545f491, product: 0x3c6ef372, power: 0x1b873593 }
const callSeeds = new Map<string, number>()

/** The hash of the node that operands make, from the one at `start`; by structure alone. */
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

// 30 bits: engines keep small integers unboxed. 0 marks free slots of the tables.
function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) & 0x3fffffff || 1
}

function heightOf(operands: readonly Expr[]): number {
  let height = 0
  for (let i = 0; i < operands.length; i++) {
    const { height: below } = operands[i]!
    if (below >= height) height = below + 1
  }
  return height
}

function degreeOf(kind: ExprKind, operands: readonly Expr[]): number {
  if (kind === 'symbol') return 1
  if (kind === 'power') return degreeOfPower(operands[0]!, operands[1]!)
  if (kind !== 'sum' && kind !== 'product') return 0
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

function asExpr(node: ExprNode): Expr {
  return node as unknown as Expr
}

/*
Note [Generations]

Kept for ever, the nodes of some hundred thousand small formulas would fill the memory of a
process. There are two tables: what is built or used in building goes into the young one, and
a node that is found in the old one moves over. When the young one is full, it becomes the old
one, and what that had is forgotten. So equal formulas are the same object, unless half a
million others were made since one of them was last used in building anything.

A node of the young table has all its operands there. Constructors look at the generations of
what they are given, and take a formula that was forgotten back into the tables with all its
parts, or the equal one that has taken its place: what they build is canonical whatever its
parts went through. Names, constants and numbers of few digits, which rules compare with, are
kept for ever. Weak references instead cost more than all else that is done for a node, and
what they point at is not freed before the program returns to its event loop.
*/
