import { type Expr, type ExprKind, ExprNode } from './expr.ts'
import { isInteger, type Numeral, toDouble } from './number/numeral.ts'

// All formulas of the process share this table, which is what makes `===` mean "equal".
// Nodes are never dropped: they are pure values without identity beyond their structure,
// so nothing that a test or a caller builds can change what another one sees, at the price
// of memory that grows with the number of different formulas ever built.
let slots: (ExprNode | undefined)[] = new Array(1 << 14).fill(undefined)
let count = 0

const kinds: readonly ExprKind[] = [
  'number',
  'constant',
  'symbol',
  'sum',
  'product',
  'power',
  'call',
]
const kindHash = new Map(kinds.map((kind, index) => [kind, Math.imul(index + 1, 0x9e3779b1)]))

/**
 * The one node with this structure. Only canonical constructors call this: it checks
 * nothing.
 */
export function intern(
  kind: ExprKind,
  label: string,
  operands: readonly Expr[],
  value?: Numeral,
): Expr {
  const hash = hashOf(kind, label, operands)
  for (let node = slots[hash & (slots.length - 1)]; node; node = node.next) {
    if (node.hash === hash && node.kind === kind && node.label === label) {
      if (sameOperands(node.operands, operands)) return node as unknown as Expr
    }
  }
  if (count >= slots.length) grow()
  const node = new ExprNode(
    kind,
    label,
    value,
    operands,
    hash,
    heightOf(operands),
    degreeOf(kind, operands),
  )
  const slot = hash & (slots.length - 1)
  node.next = slots[slot]
  slots[slot] = node
  count++
  return node as unknown as Expr
}

function hashOf(kind: ExprKind, label: string, operands: readonly Expr[]): number {
  let hash = kindHash.get(kind) ?? 0
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193)
  for (const operand of operands) {
    hash = Math.imul(hash ^ operand.hash, 0x85ebca6b)
    hash ^= hash >>> 15
  }
  // 30 bits: engines keep small integers unboxed.
  return Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) & 0x3fffffff
}

function sameOperands(a: readonly Expr[], b: readonly Expr[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function heightOf(operands: readonly Expr[]): number {
  let height = 0
  for (const operand of operands) height = Math.max(height, operand.height + 1)
  return height
}

function degreeOf(kind: ExprKind, operands: readonly Expr[]): number {
  if (kind === 'symbol') return 1
  if (kind === 'sum') return operands.reduce((most, { degree }) => Math.max(most, degree), 0)
  if (kind === 'product') return operands.reduce((total, { degree }) => total + degree, 0)
  const [base, exponent] = operands
  if (kind !== 'power' || exponent?.kind !== 'number') return 0
  return base && isInteger(exponent.value) ? base.degree * toDouble(exponent.value) : 0
}

function grow(): void {
  const wider: (ExprNode | undefined)[] = new Array(slots.length * 4).fill(undefined)
  for (const first of slots) {
    let node = first
    while (node) {
      const { next } = node
      const slot = node.hash & (wider.length - 1)
      node.next = wider[slot]
      wider[slot] = node
      node = next
    }
  }
  slots = wider
}
