import { dim, type Shape } from '@gradus/ops'
import { any, type BareRule, bareRule, op } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

/** Windows that do not overlap: parts of their axis, next to each other. */
export const windows: readonly BareRule<Node, Builder>[] = [
  bareRule(
    'windows-side-by-side',
    op('windows', any('x')),
    ({ x }, b, term) => {
      const { axis, size } = attributesOf(term)
      const count = term.shape[axis + 1]!
      const whole = b.apply('slice', [x], { axis, start: 0, size: size * count.size })
      const parts = b.apply('reshape', [whole], { shape: swapped(term.shape, axis) })
      return b.apply('transpose', [parts], { order: exchange(term.shape.length, axis) })
    },
    (_, term) => isSideBySide(attributesOf(term).size, term),
  ),
  bareRule(
    'windows-added-side-by-side',
    op('overlap_add', any('x')),
    ({ x }, b, term) => {
      const { axis, length } = (term as Node<'overlap_add'>).attributes
      const parts = b.apply('transpose', [x], { order: exchange(x.shape.length, axis) })
      const used = x.shape[axis]!.size * x.shape[axis + 1]!.size
      const after = length.size - used
      const shape = term.shape.map((old, i) => (i === axis && after > 0 ? dim(used) : old))
      const line = b.apply('reshape', [parts], { shape })
      return after === 0 ? line : b.apply('pad', [line], { axis, before: 0, after })
    },
    ({ x }, term) =>
      isSideBySide(x.shape[(term as Node<'overlap_add'>).attributes.axis]!.size, term),
  ),
]

function attributesOf(node: Node): Node<'windows'>['attributes'] {
  return (node as Node<'windows'>).attributes
}

/** Whether windows of that size end where the next one begins. */
function isSideBySide(size: number, { attributes }: Node): boolean {
  const { stride, dilation } = attributes as { readonly stride: number; readonly dilation: number }
  return stride === size && (dilation === 1 || size === 1)
}

function exchange(rank: number, axis: number): number[] {
  return Array.from({ length: rank }, (_, i) => (i === axis ? axis + 1 : i === axis + 1 ? axis : i))
}

function swapped(shape: Shape, axis: number): Shape {
  return exchange(shape.length, axis).map((from) => shape[from]!)
}
