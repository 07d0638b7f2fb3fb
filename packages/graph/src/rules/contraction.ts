import { type ContractionSpec, elementCount, type Shape } from '@gradus/ops'
import { any, type BareRule, bareRule, op } from '@gradus/rewrite'
import type { Builder } from '../builder.ts'
import type { Node } from '../node.ts'

type Labels = readonly number[]

/** Contractions that take over what stands around them. */
export const contraction: readonly BareRule<Node, Builder>[] = [
  bareRule(
    'contract-transposed-left',
    op('contract', op('transpose', any('x')), any('y')),
    ({ x, y }, b, term) => {
      const spec = specOf(term)
      const left = untransposed(term.inputs[0]!, spec.left)
      return b.apply('contract', [x, y], { ...spec, left })
    },
  ),
  bareRule(
    'contract-transposed-right',
    op('contract', any('x'), op('transpose', any('y'))),
    ({ x, y }, b, term) => {
      const spec = specOf(term)
      const right = untransposed(term.inputs[1]!, spec.right)
      return b.apply('contract', [x, y], { ...spec, right })
    },
  ),
  bareRule(
    'transpose-of-contract',
    op('transpose', op('contract', any('x'), any('y'))),
    ({ x, y }, b, term) => {
      const spec = specOf(term.inputs[0]!)
      const { order } = (term as Node<'transpose'>).attributes
      return b.apply('contract', [x, y], { ...spec, out: order.map((axis) => spec.out[axis]!) })
    },
  ),
  bareRule(
    'sum-of-contract',
    op('sum', op('contract', any('x'), any('y'))),
    ({ x, y }, b, term) => {
      const spec = specOf(term.inputs[0]!)
      const { axes } = (term as Node<'sum'>).attributes
      return b.apply('contract', [x, y], {
        ...spec,
        out: spec.out.filter((_, axis) => !axes.includes(axis)),
      })
    },
  ),
  bareRule('contract-own-axes', op('contract', any('x'), any('y')), ({ x, y }, b, term) => {
    const spec = specOf(term)
    const left = sumOwnAxes(b, x, spec.left, spec.right, spec.out)
    const right = sumOwnAxes(b, y, spec.right, spec.left, spec.out)
    return b.apply('contract', [left.node, right.node], {
      left: left.labels,
      right: right.labels,
      out: spec.out,
    })
  }),
  bareRule(
    'contract-repeated-left',
    op('contract', op('broadcast', any('x')), any('y')),
    ({ x, y }, b, term) => {
      const spec = specOf(term)
      const { into } = (term.inputs[0] as Node<'broadcast'>).attributes
      return contractOnce(b, term.shape, x, y, {
        ...spec,
        left: into.map((axis) => spec.left[axis]!),
      })
    },
    (_, term) => isSummedElsewhere(specOf(term), specOf(term).left, specOf(term).right),
  ),
  bareRule(
    'contract-repeated-right',
    op('contract', any('x'), op('broadcast', any('y'))),
    ({ x, y }, b, term) => {
      const spec = specOf(term)
      const { into } = (term.inputs[1] as Node<'broadcast'>).attributes
      return contractOnce(b, term.shape, x, y, {
        ...spec,
        right: into.map((axis) => spec.right[axis]!),
      })
    },
    (_, term) => isSummedElsewhere(specOf(term), specOf(term).right, specOf(term).left),
  ),
  bareRule(
    'contract-number-left',
    op('contract', any('x'), any('y')),
    ({ x, y }, b, term) => {
      const { right, out } = specOf(term)
      return b.mul(arranged(b, y, right, out), x)
    },
    ({ x }) => x.shape.length === 0,
  ),
  bareRule(
    'contract-number-right',
    op('contract', any('x'), any('y')),
    ({ x, y }, b, term) => {
      const { left, out } = specOf(term)
      return b.mul(arranged(b, x, left, out), y)
    },
    ({ y }) => y.shape.length === 0,
  ),
  bareRule(
    'contract-without-sum',
    op('contract', any('x'), any('y')),
    ({ x, y }, b, term) => {
      const { left, right, out } = specOf(term)
      return b.mul(arranged(b, x, left, out), arranged(b, y, right, out))
    },
    (_, term) => {
      const { left, right, out } = specOf(term)
      return [left, right].every(
        (own) => own.length === out.length && own.every((label) => out.includes(label)),
      )
    },
  ),
  bareRule(
    'contract-scaled-left',
    op('contract', op('mul', any('x'), op('broadcast', any('s'))), any('y')),
    ({ x, s, y }, b, term) => b.mul(b.apply('contract', [x, y], specOf(term)), s),
    ({ s, x }, term) => isCheaper(s, x, term),
  ),
  bareRule(
    'contract-scaled-right',
    op('contract', any('x'), op('mul', any('y'), op('broadcast', any('s')))),
    ({ x, s, y }, b, term) => b.mul(b.apply('contract', [x, y], specOf(term)), s),
    ({ s, y }, term) => isCheaper(s, y, term),
  ),
  bareRule(
    'sum-of-products',
    op('sum', op('mul', op('broadcast', any('x')), op('broadcast', any('y')))),
    ({ x, y }, b, term) => {
      const spec = productSpec(term)
      return spec && b.apply('contract', [x, y], spec)
    },
  ),
]

function specOf(node: Node): ContractionSpec {
  return (node as Node<'contract'>).attributes
}

/** The labels of what was transposed. */
function untransposed(transpose: Node, labels: Labels): Labels {
  const { order } = (transpose as Node<'transpose'>).attributes
  return order.map((_, axis) => labels[order.indexOf(axis)]!)
}

/** Sums a factor over the axes that neither the other factor nor the result has. */
function sumOwnAxes(
  builder: Builder,
  factor: Node,
  own: Labels,
  other: Labels,
  out: Labels,
): { readonly node: Node; readonly labels: Labels } {
  const isKept = (label: number): boolean => other.includes(label) || out.includes(label)
  const axes = own.flatMap((label, axis) => (isKept(label) ? [] : [axis]))
  if (axes.length === 0) return { node: factor, labels: own }
  return { node: builder.apply('sum', [factor], { axes }), labels: own.filter(isKept) }
}

/** Whether every summed label of one factor is in the other one, which then sums it alone. */
function isSummedElsewhere({ out }: ContractionSpec, own: Labels, other: Labels): boolean {
  return own.every((label) => out.includes(label) || other.includes(label))
}

/** Contracts factors before they are repeated, and repeats the result along what is missing. */
function contractOnce(
  builder: Builder,
  shape: Shape,
  x: Node,
  y: Node,
  spec: ContractionSpec,
): Node {
  const out = spec.out.filter((label) => spec.left.includes(label) || spec.right.includes(label))
  const node = builder.apply('contract', [x, y], { ...spec, out })
  if (out.length === spec.out.length) return node
  const into = out.map((label) => spec.out.indexOf(label))
  return builder.apply('broadcast', [node], { shape, into })
}

/** A factor summed over labels that the result lacks, its axes in the order of the result. */
function arranged(builder: Builder, x: Node, labels: Labels, out: Labels): Node {
  const axes = labels.flatMap((label, axis) => (out.includes(label) ? [] : [axis]))
  const kept = labels.filter((label) => out.includes(label))
  const summed = axes.length > 0 ? builder.apply('sum', [x], { axes }) : x
  const order = out.map((label) => kept.indexOf(label))
  return order.every((axis, i) => axis === i)
    ? summed
    : builder.apply('transpose', [summed], { order })
}

/** Whether scaling the result by a number costs no more than scaling the factor. */
function isCheaper(scale: Node, factor: Node, result: Node): boolean {
  return scale.shape.length === 0 && elementCount(result.shape) <= elementCount(factor.shape)
}

/**
 * The contraction that a sum of products of repeated values is. Both factors must be
 * repeated along an axis of the result: else no large product is avoided, and a plain
 * reduction fuses better.
 */
function productSpec(sum: Node): ContractionSpec | undefined {
  const { axes } = (sum as Node<'sum'>).attributes
  const product = sum.inputs[0]!
  const [left, right] = product.inputs.map((input) => (input as Node<'broadcast'>).attributes.into)
  const out = product.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const isShared = axes.every((axis) => left!.includes(axis) && right!.includes(axis))
  const isCovered = out.every((axis) => left!.includes(axis) || right!.includes(axis))
  const isOuter =
    out.some((axis) => !left!.includes(axis)) && out.some((axis) => !right!.includes(axis))
  return isShared && isCovered && isOuter ? { left: left!, right: right!, out } : undefined
}
