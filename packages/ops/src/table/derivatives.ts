import type { TensorAlgebra } from '../algebra.ts'
import type { ContractionSpec } from '../attributes.ts'
import type { BroughtName } from '../brought-names.ts'
import { isFloat } from '../dtype.ts'
import { addAll, zerosLike } from '../linear-algebra/matrix-algebra.ts'
import type { OpName, RegionName, SmoothName } from '../names.ts'
import type { Derivative, TransposeRule } from '../row.ts'
import { broughtEntries, broughtRow } from '../rows/brought.ts'
import type { Shape } from '../shape.ts'
import { hasTrait } from './kinds.ts'
import { none } from './no-derivative.ts'

type RuledName = Exclude<OpName, SmoothName | RegionName>

/** Derivatives that are not elementwise partials; see `differentiates` for the others. */
export const derivatives: { readonly [K in RuledName]: Derivative<K> } = {
  eq: none,
  ne: none,
  lt: none,
  le: none,
  gt: none,
  ge: none,
  and: none,
  or: none,
  not: none,
  select: {
    forward: ($, { inputs, tangents: [, x, y], out }) =>
      $.select(inputs[0]!, x ?? zerosLike($, out), y ?? zerosLike($, out)),
    transpose: ($, { cotangent, inputs: [condition] }) => {
      const zero = zerosLike($, cotangent)
      return [
        undefined,
        $.select(condition!, cotangent, zero),
        $.select(condition!, zero, cotangent),
      ]
    },
  },
  cast: /* @__PURE__ */ linear('cast', ($, { cotangent, inputs: [x] }) => {
    const { dtype } = $.typeOf(x!)
    return [isFloat(dtype) ? $.apply('cast', [cotangent], { dtype }) : undefined]
  }),
  sum: /* @__PURE__ */ linear('sum', ($, { cotangent, inputs: [x], attributes }) => [
    expandAxes($, cotangent, $.typeOf(x!).shape, attributes.axes),
  ]),
  reduce_max: {
    forward: ($, { inputs: [x], tangents: [t], out, attributes: { axes } }) =>
      $.apply('sum', [$.mul(t!, tieShares($, x!, out, axes))], { axes }),
    transpose: ($, { cotangent, inputs: [x], out, attributes: { axes } }) => [
      $.mul(expandAxes($, cotangent, $.typeOf(x!).shape, axes), tieShares($, x!, out, axes)),
    ],
  },
  argmax: none,
  reshape: /* @__PURE__ */ linear('reshape', ($, { cotangent, inputs: [x] }) => [
    $.apply('reshape', [cotangent], { shape: $.typeOf(x!).shape }),
  ]),
  transpose: /* @__PURE__ */ linear('transpose', ($, { cotangent, attributes: { order } }) => [
    $.apply('transpose', [cotangent], { order: order.map((_, axis) => order.indexOf(axis)) }),
  ]),
  broadcast: /* @__PURE__ */ linear(
    'broadcast',
    ($, { cotangent, attributes: { shape, into } }) => {
      const axes = shape.map((_, axis) => axis).filter((axis) => !into.includes(axis))
      const summed = axes.length > 0 ? $.apply('sum', [cotangent], { axes }) : cotangent
      const kept = [...into].sort((a, b) => a - b)
      const order = into.map((axis) => kept.indexOf(axis))
      const isOrdered = order.every((axis, i) => axis === i)
      return [isOrdered ? summed : $.apply('transpose', [summed], { order })]
    },
  ),
  slice: /* @__PURE__ */ linear(
    'slice',
    ($, { cotangent, inputs: [x], attributes: { axis, start, size } }) => {
      const total = $.typeOf(x!).shape[axis]!.size
      const after = total - start - size
      return [$.apply('pad', [cotangent], { axis, before: start, after })]
    },
  ),
  pad: /* @__PURE__ */ linear(
    'pad',
    ($, { cotangent, inputs: [x], attributes: { axis, before } }) => {
      const { size } = $.typeOf(x!).shape[axis]!
      return [$.apply('slice', [cotangent], { axis, start: before, size })]
    },
  ),
  concat: {
    forward: ($, { inputs, tangents, attributes }) =>
      $.apply(
        'concat',
        inputs.map((input, i) => tangents[i] ?? zerosLike($, input)),
        attributes,
      ),
    transpose: ($, { cotangent, inputs, attributes: { axis } }) => {
      let start = 0
      return inputs.map((input) => {
        const { size } = $.typeOf(input).shape[axis]!
        start += size
        return $.apply('slice', [cotangent], { axis, start: start - size, size })
      })
    },
  },
  gather: /* @__PURE__ */ linear('gather', ($, { cotangent, inputs: [table, indices] }) => {
    const rows = $.typeOf(table!).shape[0]!
    return [$.apply('scatter_add', [cotangent, indices!], { rows }), undefined]
  }),
  scatter_add: /* @__PURE__ */ linear('scatter_add', ($, { cotangent, inputs: [, indices] }) => [
    $.apply('gather', [cotangent, indices!], {}),
    undefined,
  ]),
  one_hot: none,
  reverse: /* @__PURE__ */ linear('reverse', ($, { cotangent, attributes }) => [
    $.apply('reverse', [cotangent], attributes),
  ]),
  contract: {
    forward: ($, { inputs: [left, right], tangents: [dLeft, dRight], attributes }) => {
      const parts = [
        dLeft && $.apply('contract', [dLeft, right!], attributes),
        dRight && $.apply('contract', [left!, dRight], attributes),
      ]
      return addAll($, parts)
    },
    transpose: (
      $,
      { cotangent, inputs: [left, right], attributes: { left: l, right: r, out } },
    ) => [
      transposeFactor($, cotangent, right!, left!, { left: out, right: r, out: l }),
      transposeFactor($, cotangent, left!, right!, { left: out, right: l, out: r }),
    ],
  },
  constant: none,
  input: none,
  parameter: none,
  iota: none,
  extent: none,
  .../* @__PURE__ */ broughtEntries<BroughtDerivatives>(
    (op): Derivative<BroughtName> => ({
      forward: ($, context) => broughtRow(op).derivative.forward($, context),
      transpose: ($, context) => broughtRow(op).derivative.transpose($, context),
    }),
  ),
}

type BroughtDerivatives = { readonly [K in BroughtName]: Derivative<K> }

/** Of an op that is linear in its first input, beside which others are positions. */
function linear<K extends OpName>(op: K, transpose: TransposeRule<K>): Derivative<K> {
  return {
    forward: ($, { inputs, tangents: [x], attributes }) =>
      $.apply(op, [x!, ...inputs.slice(1)], attributes),
    transpose,
  }
}

/** Whether a cotangent can flow through an op at all. */
export function isDifferentiable(op: OpName): boolean {
  return !hasTrait(op, 'constant') && !hasTrait(op, 'fed')
}

/** Repeats a reduced value along the axes that were reduced. */
function expandAxes<T>($: TensorAlgebra<T>, x: T, shape: Shape, axes: readonly number[]): T {
  const into = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  return $.apply('broadcast', [x], { shape, into })
}

/** 1/k at each of the k places that hold the maximum, else 0. */
function tieShares<T>($: TensorAlgebra<T>, x: T, max: T, axes: readonly number[]): T {
  const { shape, dtype } = $.typeOf(x)
  const isMax = $.apply('cast', [$.eq(x, expandAxes($, max, shape, axes))], { dtype })
  const count = $.apply('sum', [isMax], { axes })
  return $.div(isMax, expandAxes($, count, shape, axes))
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
