import { elementCount, namesByKind, type Shape, sameSizes } from '@gradus/ops'
import { any, type BareRule, bareRule, named, oneOf, op } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

/** Movements that cancel, merge, or can happen after the work instead of before it. */
export const movement: readonly BareRule<Node, Builder>[] = [
  bareRule(
    'reshape-to-same',
    op('reshape', any('x')),
    ({ x }) => x,
    ({ x }, term) => sameSizes(x.shape, term.shape),
  ),
  bareRule('reshape-twice', op('reshape', op('reshape', any('x'))), ({ x }, b, { shape }) =>
    b.apply('reshape', [x], { shape }),
  ),
  bareRule(
    'reshape-of-repeated-number',
    op('reshape', op('broadcast', any('x'))),
    ({ x }, b, { shape }) => b.broadcastTo(x, shape),
    ({ x }) => x.shape.length === 0,
  ),
  bareRule(
    'transpose-to-same',
    op('transpose', any('x')),
    ({ x }) => x,
    (_, term) => isIdentity(orderOf(term)),
  ),
  bareRule('transpose-twice', op('transpose', op('transpose', any('x'))), ({ x }, b, term) => {
    const inner = orderOf(term.inputs[0]!)
    return b.apply('transpose', [x], { order: orderOf(term).map((axis) => inner[axis]!) })
  }),
  bareRule(
    'transpose-of-merged-transpose',
    op('transpose', op('reshape', named('x', op('transpose', any('from'))))),
    ({ x }, b, term) => {
      const groups = mergedAxes(x.shape, term.inputs[0]!.shape)
      const order = groups && orderOf(term).flatMap((axis) => groups[axis]!)
      const turnedOnce = order && b.apply('transpose', [x], { order })
      return turnedOnce && b.apply('reshape', [turnedOnce], { shape: term.shape })
    },
  ),
  bareRule(
    'transpose-of-broadcast',
    op('transpose', op('broadcast', any('x'))),
    ({ x }, b, term) => {
      const order = orderOf(term)
      const into = intoOf(term.inputs[0]!).map((axis) => order.indexOf(axis))
      return b.apply('broadcast', [x], { shape: term.shape, into })
    },
  ),
  bareRule(
    'broadcast-to-same',
    op('broadcast', any('x')),
    ({ x }) => x,
    ({ x }, term) => sameSizes(x.shape, term.shape) && isIdentity(intoOf(term)),
  ),
  bareRule('broadcast-twice', op('broadcast', op('broadcast', any('x'))), ({ x }, b, term) => {
    const outer = intoOf(term)
    const into = intoOf(term.inputs[0]!).map((axis) => outer[axis]!)
    return b.apply('broadcast', [x], { shape: term.shape, into })
  }),
  bareRule(
    'slice-of-everything',
    op('slice', any('x')),
    ({ x }) => x,
    ({ x }, term) => sameSizes(x.shape, term.shape),
  ),
  bareRule(
    'slice-twice',
    op('slice', op('slice', any('x'))),
    ({ x }, b, term) => {
      const [inner, outer] = [sliceOf(term.inputs[0]!), sliceOf(term)]
      return b.apply('slice', [x], { ...outer, start: inner.start + outer.start })
    },
    (_, term) => sliceOf(term).axis === sliceOf(term.inputs[0]!).axis,
  ),
  bareRule('slice-of-broadcast', op('slice', op('broadcast', any('x'))), ({ x }, b, term) => {
    const slice = sliceOf(term)
    const into = intoOf(term.inputs[0]!)
    const axis = into.indexOf(slice.axis)
    const part = axis < 0 ? x : b.apply('slice', [x], { ...slice, axis })
    return b.apply('broadcast', [part], { shape: term.shape, into })
  }),
  bareRule(
    'slice-of-pad',
    op('slice', op('pad', any('x'))),
    ({ x }, b, term) => {
      const { axis, start, size } = sliceOf(term)
      return b.apply('slice', [x], { axis, start: start - padOf(term.inputs[0]!).before, size })
    },
    ({ x }, term) => {
      const [{ axis, start, size }, pad] = [sliceOf(term), padOf(term.inputs[0]!)]
      const first = start - pad.before
      return axis === pad.axis && first >= 0 && first + size <= x.shape[axis]!.size
    },
  ),
  bareRule(
    'pad-with-nothing',
    op('pad', any('x')),
    ({ x }) => x,
    ({ x }, term) => sameSizes(x.shape, term.shape),
  ),
  bareRule(
    'slice-of-concat',
    oneOf('slice', ['slice']),
    ({ slice }, b) => sliceOfConcat(b, slice),
    ({ slice }) => isConcat(slice.inputs[0]!),
  ),
  bareRule('concat-of-one', op('concat', any('x')), ({ x }) => x),
  bareRule(
    'elementwise-of-broadcasts',
    oneOf('whole', namesByKind.elementwise),
    ({ whole }, b) => workBeforeRepeating(b, whole),
    ({ whole }) => whole.inputs.length > 0 && whole.inputs.every(isBroadcast),
  ),
  bareRule('reverse-twice', op('reverse', op('reverse', any('x'))), ({ x }, b, term) => {
    const [inner, outer] = [axesOf(term.inputs[0]!), axesOf(term)]
    const axes = x.shape.flatMap((_, axis) =>
      inner.includes(axis) === outer.includes(axis) ? [] : [axis],
    )
    return b.apply('reverse', [x], { axes })
  }),
  bareRule(
    'reverse-nothing',
    op('reverse', any('x')),
    ({ x }) => x,
    ({ x }, term) => axesOf(term).every((axis) => x.shape[axis]!.size === 1),
  ),
]

type Broadcast = Node<'broadcast'>

function isBroadcast(node: Node): node is Broadcast {
  return 'into' in node.attributes
}

function intoOf(node: Node): readonly number[] {
  return (node as Broadcast).attributes.into
}

function orderOf(node: Node): readonly number[] {
  return (node as Node<'transpose'>).attributes.order
}

function sliceOf(node: Node): Node<'slice'>['attributes'] {
  return (node as Node<'slice'>).attributes
}

function axesOf(node: Node): readonly number[] {
  return (node as Node<'reverse'>).attributes.axes
}

function padOf(node: Node): Node<'pad'>['attributes'] {
  return (node as Node<'pad'>).attributes
}

function isConcat(node: Node): node is Node<'concat'> {
  return 'axis' in node.attributes && 'name' in node.attributes
}

function isIdentity(axes: readonly number[]): boolean {
  return axes.every((axis, i) => axis === i)
}

/** For each axis of `to`, the neighbouring axes of `from` that it joins; if it only joins some. */
function mergedAxes(from: Shape, to: Shape): readonly (readonly number[])[] | undefined {
  const groups: number[][] = []
  let next = 0
  for (const [axis, { size, rows }] of to.entries()) {
    const group = [next]
    let product = from[next++]?.size ?? 0
    const isLast = axis === to.length - 1
    while (next < from.length && (product < size || (isLast && from[next]!.size === 1))) {
      product *= from[next]!.size
      group.push(next++)
    }
    if (product !== size || (rows && group.length > 1)) return undefined
    groups.push(group)
  }
  return next === from.length ? groups : undefined
}

/** A slice that lies within one of the parts that were joined. */
function sliceOfConcat(builder: Builder, node: Node): Node | undefined {
  const { axis, start, size } = sliceOf(node)
  const joined = node.inputs[0] as Node<'concat'>
  if (axis !== joined.attributes.axis) return undefined
  let before = 0
  for (const part of joined.inputs) {
    const length = part.shape[axis]!.size
    if (start >= before && start + size <= before + length) {
      return builder.apply('slice', [part], { axis, start: start - before, size })
    }
    before += length
  }
  return undefined
}

/**
 * An elementwise op on repeated values, done on the values before they are repeated. The
 * inputs are numbers, or values that are repeated in the same way.
 */
function workBeforeRepeating(builder: Builder, node: Node): Node | undefined {
  const widest = node.inputs.reduce((a, b) =>
    baseOf(b).shape.length > baseOf(a).shape.length ? b : a,
  )
  const { shape } = baseOf(widest)
  const into = intoOf(widest)
  if (elementCount(shape) === elementCount(node.shape)) return undefined
  const isAlike = (input: Node): boolean =>
    baseOf(input).shape.length === 0 ||
    (sameSizes(baseOf(input).shape, shape) && intoOf(input).every((axis, i) => axis === into[i]))
  if (!node.inputs.every(isAlike)) return undefined
  const bases = node.inputs.map((input) => spread(builder, baseOf(input), shape))
  const work = builder.apply(node.op, bases, node.attributes as never)
  return builder.apply('broadcast', [work], { shape: node.shape, into })
}

function baseOf(node: Node): Node {
  return node.inputs[0]!
}

function spread(builder: Builder, base: Node, shape: Shape): Node {
  return base.shape.length === shape.length ? base : builder.broadcastTo(base, shape)
}
