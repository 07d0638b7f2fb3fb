import { elementCount, type Shape, sameSizes } from '@gradus/ops'
import { any, type BareRule, bareRule, oneOf, op } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

/** Sums that need fewer additions, and reductions over nothing. */
export const reduction: readonly BareRule<Node, Builder>[] = [
  bareRule(
    'reduce-nothing',
    oneOf('whole', ['sum', 'reduce_max']),
    ({ whole }, b) => {
      const x = whole.inputs[0]!
      return sameSizes(x.shape, whole.shape) ? x : b.apply('reshape', [x], { shape: whole.shape })
    },
    ({ whole }) => axesOf(whole).every((axis) => isSingle(whole.inputs[0]!.shape, axis)),
  ),
  bareRule('sum-of-sum', op('sum', op('sum', any('x'))), ({ x }, b, term) => {
    const inner = axesOf(term.inputs[0]!)
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !inner.includes(axis))
    const axes = [...inner, ...axesOf(term).map((axis) => kept[axis]!)].sort((a, b) => a - b)
    return b.apply('sum', [x], { axes })
  }),
  bareRule('sum-of-broadcast', op('sum', op('broadcast', any('x'))), ({ x }, b, term) =>
    sumOfBroadcast(b, x, term),
  ),
  bareRule('sum-of-negative', op('sum', op('neg', any('x'))), ({ x }, b, term) =>
    b.neg(b.apply('sum', [x], { axes: axesOf(term) })),
  ),
  bareRule(
    'sum-of-scaled',
    op('sum', op('mul', any('x'), op('broadcast', any('s')))),
    ({ x, s }, b, term) => b.mul(b.apply('sum', [x], { axes: axesOf(term) }), s),
    ({ s }) => s.shape.length === 0,
  ),
  bareRule(
    'sum-of-divided',
    op('sum', op('div', any('x'), op('broadcast', any('s')))),
    ({ x, s }, b, term) => b.div(b.apply('sum', [x], { axes: axesOf(term) }), s),
    ({ s }) => s.shape.length === 0,
  ),
]

function axesOf(node: Node): readonly number[] {
  return (node as Node<'sum'>).attributes.axes
}

function isSingle(shape: Shape, axis: number): boolean {
  return shape[axis]!.size === 1 && !shape[axis]!.rows
}

/** Sums over repeated axes are multiples; axes with a run-time count stay as they are. */
function sumOfBroadcast(builder: Builder, x: Node, node: Node): Node | undefined {
  const { shape, attributes } = node.inputs[0] as Node<'broadcast'>
  const isRepeated = (axis: number): boolean =>
    !attributes.into.includes(axis) && !shape[axis]!.rows
  const repeated = axesOf(node).filter(isRepeated)
  if (repeated.length === 0) return undefined
  const count = elementCount(repeated.map((axis) => shape[axis]!))
  // Axes of the broadcast that are left, by their old number.
  const left = shape.map((_, axis) => axis).filter((axis) => !repeated.includes(axis))
  const into = attributes.into.map((axis) => left.indexOf(axis))
  const once = builder.apply('broadcast', [x], { shape: left.map((axis) => shape[axis]!), into })
  const axes = axesOf(node)
    .filter((axis) => !isRepeated(axis))
    .map((axis) => left.indexOf(axis))
  const sum = axes.length > 0 ? builder.apply('sum', [once], { axes }) : once
  return builder.mul(sum, builder.constant(count, x.dtype))
}
