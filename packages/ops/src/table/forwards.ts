import type { BroughtName } from '../brought-names.ts'
import { addAll, zerosLike } from '../linear-algebra/matrix-algebra.ts'
import type { RuledName } from '../names.ts'
import type { ForwardRule } from '../row.ts'
import { broughtEntries, broughtRow } from '../rows/brought.ts'
import { noTangent } from './no-derivative.ts'
import { tieShares } from './reduced-axes.ts'

/** Forward derivatives that are not elementwise partials. */
export const forwards: { readonly [K in RuledName]: ForwardRule<K> } = {
  eq: noTangent,
  ne: noTangent,
  lt: noTangent,
  le: noTangent,
  gt: noTangent,
  ge: noTangent,
  and: noTangent,
  or: noTangent,
  not: noTangent,
  select: ($, { inputs, tangents: [, x, y], out }) =>
    $.select(inputs[0]!, x ?? zerosLike($, out), y ?? zerosLike($, out)),
  cast: linear('cast'),
  sum: linear('sum'),
  reduce_max: ($, { inputs: [x], tangents: [t], out, attributes: { axes } }) =>
    $.apply('sum', [$.mul(t!, tieShares($, x!, out, axes))], { axes }),
  argmax: noTangent,
  reshape: linear('reshape'),
  transpose: linear('transpose'),
  broadcast: linear('broadcast'),
  slice: linear('slice'),
  pad: linear('pad'),
  concat: ($, { inputs, tangents, attributes }) =>
    $.apply(
      'concat',
      inputs.map((input, i) => tangents[i] ?? zerosLike($, input)),
      attributes,
    ),
  gather: linear('gather'),
  scatter_add: linear('scatter_add'),
  one_hot: noTangent,
  reverse: linear('reverse'),
  contract: ($, { inputs: [left, right], tangents: [dLeft, dRight], attributes }) =>
    addAll($, [
      dLeft && $.apply('contract', [dLeft, right!], attributes),
      dRight && $.apply('contract', [left!, dRight], attributes),
    ]),
  constant: noTangent,
  input: noTangent,
  parameter: noTangent,
  iota: noTangent,
  extent: noTangent,
  ...broughtEntries<{ readonly [K in BroughtName]: ForwardRule<K> }>(
    (op): ForwardRule<BroughtName> =>
      ($, context) =>
        broughtRow(op).derivative.forward($, context),
  ),
}

/** Of an op that is linear in its first input, beside which others are positions. */
function linear<K extends RuledName>(op: K): ForwardRule<K> {
  return ($, { inputs, tangents: [x], attributes }) =>
    $.apply(op, [x!, ...inputs.slice(1)], attributes)
}
