import type { TensorAlgebra } from '../algebra.ts'
import type { ContractionSpec } from '../attributes.ts'
import type { BroughtName } from '../brought-names.ts'
import { isFloat } from '../dtype.ts'
import { zerosLike } from '../linear-algebra/matrix-algebra.ts'
import type { OpName, RuledName } from '../names.ts'
import type { TransposeRule } from '../row.ts'
import { broughtEntries, broughtRow } from '../rows/brought.ts'
import { hasTrait } from './kinds.ts'
import { noCotangents } from './no-derivative.ts'
import { expandAxes, tieShares } from './reduced-axes.ts'

/** Reverse derivatives that are not elementwise partials. */
export const transposes: { readonly [K in RuledName]: TransposeRule<K> } = {
  eq: noCotangents,
  ne: noCotangents,
  lt: noCotangents,
  le: noCotangents,
  gt: noCotangents,
  ge: noCotangents,
  and: noCotangents,
  or: noCotangents,
  not: noCotangents,
  select: ($, { cotangent, inputs: [condition] }) => {
    const zero = zerosLike($, cotangent)
    return [undefined, $.select(condition!, cotangent, zero), $.select(condition!, zero, cotangent)]
  },
  cast: ($, { cotangent, inputs: [x] }) => {
    const { dtype } = $.typeOf(x!)
    return [isFloat(dtype) ? $.apply('cast', [cotangent], { dtype }) : undefined]
  },
  sum: ($, { cotangent, inputs: [x], attributes }) => [
    expandAxes($, cotangent, $.typeOf(x!).shape, attributes.axes),
  ],
  reduce_max: ($, { cotangent, inputs: [x], out, attributes: { axes } }) => [
    $.mul(expandAxes($, cotangent, $.typeOf(x!).shape, axes), tieShares($, x!, out, axes)),
  ],
  argmax: noCotangents,
  reshape: ($, { cotangent, inputs: [x] }) => [
    $.apply('reshape', [cotangent], { shape: $.typeOf(x!).shape }),
  ],
  transpose: ($, { cotangent, attributes: { order } }) => [
    $.apply('transpose', [cotangent], { order: order.map((_, axis) => order.indexOf(axis)) }),
  ],
  broadcast: ($, { cotangent, attributes: { shape, into } }) => {
    const axes = shape.map((_, axis) => axis).filter((axis) => !into.includes(axis))
    const summed = axes.length > 0 ? $.apply('sum', [cotangent], { axes }) : cotangent
    const kept = [...into].sort((a, b) => a - b)
    const order = into.map((axis) => kept.indexOf(axis))
    const isOrdered = order.every((axis, i) => axis === i)
    return [isOrdered ? summed : $.apply('transpose', [summed], { order })]
  },
  slice: ($, { cotangent, inputs: [x], attributes: { axis, start, size } }) => {
    const total = $.typeOf(x!).shape[axis]!.size
    const after = total - start - size
    return [$.apply('pad', [cotangent], { axis, before: start, after })]
  },
  pad: ($, { cotangent, inputs: [x], attributes: { axis, before } }) => {
    const { size } = $.typeOf(x!).shape[axis]!
    return [$.apply('slice', [cotangent], { axis, start: before, size })]
  },
  concat: ($, { cotangent, inputs, attributes: { axis } }) => {
    let start = 0
    return inputs.map((input) => {
      const { size } = $.typeOf(input).shape[axis]!
      start += size
      return $.apply('slice', [cotangent], { axis, start: start - size, size })
    })
  },
  gather: ($, { cotangent, inputs: [table, indices] }) => {
    const rows = $.typeOf(table!).shape[0]!
    return [$.apply('scatter_add', [cotangent, indices!], { rows }), undefined]
  },
  scatter_add: ($, { cotangent, inputs: [, indices] }) => [
    $.apply('gather', [cotangent, indices!], {}),
    undefined,
  ],
  one_hot: noCotangents,
  reverse: ($, { cotangent, attributes }) => [$.apply('reverse', [cotangent], attributes)],
  contract: ($, { cotangent, inputs: [left, right], attributes: { left: l, right: r, out } }) => [
    transposeFactor($, cotangent, right!, left!, { left: out, right: r, out: l }),
    transposeFactor($, cotangent, left!, right!, { left: out, right: l, out: r }),
  ],
  constant: noCotangents,
  input: noCotangents,
  parameter: noCotangents,
  iota: noCotangents,
  extent: noCotangents,
  .../* @__PURE__ */ broughtEntries<{ readonly [K in BroughtName]: TransposeRule<K> }>(
    (op): TransposeRule<BroughtName> =>
      ($, context) =>
        broughtRow(op).derivative.transpose($, context),
  ),
}

/** Whether a cotangent can flow through an op at all. */
export function isDifferentiable(op: OpName): boolean {
  return !hasTrait(op, 'constant') && !hasTrait(op, 'fed')
}

/** The cotangent of one factor: the contraction of the cotangent with the other factor. */
function transposeFactor<T>(
  $: TensorAlgebra<T>,
  cotangent: T,
  other: T,
  factor: T,
  spec: ContractionSpec,
): T {
  const known = new Set([...spec.left, ...spec.right])
  const out = spec.out.filter((label) => known.has(label))
  const part = $.apply('contract', [cotangent, other], { ...spec, out })
  if (out.length === spec.out.length) return part
  // Axes of this factor alone were summed over: every element gets the same cotangent.
  const into = out.map((label) => spec.out.indexOf(label))
  return $.apply('broadcast', [part], { shape: $.typeOf(factor).shape, into })
}
