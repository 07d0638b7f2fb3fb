import type { OpAttributes } from '../attributes.ts'
import type { BroughtName } from '../brought-names.ts'
import { ShapeError } from '../errors.ts'
import { type ElementwiseName, type OpName, type SignatureOf, signatures } from '../names.ts'
import type { TypeRule } from '../row.ts'
import { broughtEntries, broughtRow, broughtType } from '../rows/brought.ts'
import {
  type Dim,
  elementCount,
  printShape,
  type Shape,
  sameSize,
  sameSizes,
  scalarShape,
  type ValueType,
} from '../shape.ts'
import {
  axisOf,
  badAxes,
  dropAxes,
  fixedAxis,
  mismatch,
  numeric,
  replaceAxis,
  requireIndices,
  resized,
  sameDType,
  wrongDType,
} from './type-checks.ts'

/** The type rule of every op: shapes and dtypes of the inputs give those of the result. */
export const infer: { readonly [K in OpName]: TypeRule<K> } = {
  ...inferElementwise(),
  cast: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  sum: ([x], { axes }) => ({ shape: dropAxes('sum', x!, axes), dtype: numeric('sum', x!) }),
  reduce_max: ([x], { axes }) => ({
    shape: dropAxes('reduce_max', x!, axes),
    dtype: numeric('reduce_max', x!),
  }),
  argmax: ([x], { axis }) => ({ shape: dropAxes('argmax', x!, [axis]), dtype: 'i32' }),
  reshape: ([x], { shape }) => {
    const rows = (s: Shape): number => s.filter((dim) => dim.rows).length
    if (elementCount(shape) !== elementCount(x!.shape) || rows(shape) !== rows(x!.shape)) {
      throw new ShapeError(`reshape: ${printShape(x!.shape)} does not fill ${printShape(shape)}`)
    }
    return { shape, dtype: x!.dtype }
  },
  transpose: ([x], { order }) => {
    const isPermutation = order.length === x!.shape.length && new Set(order).size === order.length
    if (!isPermutation) throw badAxes('transpose', x!, order)
    return { shape: order.map((axis) => axisOf('transpose', x!, axis)), dtype: x!.dtype }
  },
  broadcast: ([x], { shape, into }) => {
    const fits = x!.shape.every((dim, i) => shape[into[i]!] && sameSize(dim, shape[into[i]!]!))
    if (into.length !== x!.shape.length || new Set(into).size !== into.length || !fits) {
      throw new ShapeError(
        `broadcast: ${printShape(x!.shape)} does not fit axes ${into} of ${printShape(shape)}`,
      )
    }
    return { shape, dtype: x!.dtype }
  },
  slice: ([x], { axis, start, size }) => {
    const from = fixedAxis('slice', x!, axis)
    if (start < 0 || size < 0 || start + size > from.size) {
      throw new ShapeError(`slice: ${start} to ${start + size} is outside ${printShape(x!.shape)}`)
    }
    return { shape: replaceAxis(x!.shape, axis, resized(from, size)), dtype: x!.dtype }
  },
  pad: ([x], { axis, before, after }) => {
    const from = fixedAxis('pad', x!, axis)
    if (before < 0 || after < 0) throw new ShapeError(`pad: negative width ${before}, ${after}`)
    const to = resized(from, before + from.size + after)
    return { shape: replaceAxis(x!.shape, axis, to), dtype: x!.dtype }
  },
  concat: (inputs, { axis, name }) => {
    const [first] = inputs
    if (!first) throw new ShapeError('concat: needs at least one input')
    let size = 0
    for (const input of inputs) {
      size += fixedAxis('concat', input, axis).size
      const fits =
        input.shape.length === first.shape.length &&
        input.shape.every((dim, i) => i === axis || sameSize(dim, first.shape[i]!))
      if (!fits) throw mismatch('concat', inputs)
    }
    return {
      shape: replaceAxis(first.shape, axis, { name, size }),
      dtype: sameDType('concat', inputs),
    }
  },
  gather: ([table, indices]) => {
    requireIndices('gather', indices!)
    fixedAxis('gather', table!, 0)
    return { shape: [...indices!.shape, ...table!.shape.slice(1)], dtype: table!.dtype }
  },
  scatter_add: ([updates, indices], { rows }) => {
    requireIndices('scatter_add', indices!)
    const rank = indices!.shape.length
    if (!sameSizes(updates!.shape.slice(0, rank), indices!.shape)) {
      throw mismatch('scatter_add', [updates!, indices!])
    }
    return { shape: [rows, ...updates!.shape.slice(rank)], dtype: numeric('scatter_add', updates!) }
  },
  one_hot: ([indices], { classes, dtype }) => {
    requireIndices('one_hot', indices!)
    return { shape: [...indices!.shape, classes], dtype }
  },
  reverse: ([x], { axes }) => {
    if (new Set(axes).size !== axes.length) throw badAxes('reverse', x!, axes)
    for (const axis of axes) fixedAxis('reverse', x!, axis)
    return { shape: x!.shape, dtype: x!.dtype }
  },
  contract: ([left, right], spec) => ({
    shape: inferContraction(left!, right!, spec),
    dtype: sameDType('contract', [left!, right!]),
  }),
  constant: (_, { dtype }) => ({ shape: scalarShape, dtype }),
  input: (_, { shape, dtype }) => ({ shape, dtype }),
  parameter: (_, { shape, dtype }) => ({ shape, dtype }),
  iota: (_, { shape, axis }) => {
    if (!shape[axis]) throw new ShapeError(`iota: ${printShape(shape)} has no axis ${axis}`)
    return { shape, dtype: 'i32' }
  },
  extent: (_, { dtype }) => ({ shape: scalarShape, dtype }),
  ...broughtEntries<BroughtRules>(
    (op): TypeRule<BroughtName> =>
      (...given) =>
        broughtRow(op).infer(...given),
  ),
  repeat: (...given) => broughtType('repeat').infer(...given),
}

type BroughtRules = { readonly [K in BroughtName]: TypeRule<K> }

type ElementwiseRules = { readonly [K in ElementwiseName]: TypeRule<K> }

function inferElementwise(): ElementwiseRules {
  const rules = Object.entries(signatures).map(([op, signature]) => [
    op,
    (inputs: readonly ValueType[]) => elementwiseType(op, signature, inputs),
  ])
  return Object.fromEntries(rules) as ElementwiseRules
}

function elementwiseType(
  op: string,
  signature: SignatureOf<ElementwiseName>,
  inputs: readonly ValueType[],
): ValueType {
  const [roles, result] = signature.split('>') as [string, string]
  const { shape } = inputs[0]!
  if (!inputs.every((input) => sameSizes(input.shape, shape))) throw mismatch(op, inputs)
  for (const [i, role] of [...roles].entries()) {
    const isTruth = inputs[i]!.dtype === 'bool'
    if (isTruth !== (role === 'm')) throw wrongDType(op, inputs)
  }
  const values = inputs.filter((_, i) => roles[i] === 'v')
  const dtype = values.length === 0 ? 'bool' : sameDType(op, values)
  if (dtype === 'i32' && !takesIntegers(op as ElementwiseName)) throw wrongDType(op, inputs)
  return { shape: widestNames(inputs), dtype: result === 'm' ? 'bool' : dtype }
}

/**
 * Whether an elementwise op computes with 32-bit integers: comparisons, select, signs and the
 * ring operations do; everything else is for floats.
 */
export function takesIntegers(op: ElementwiseName): boolean {
  return integerOps.has(op) || signatures[op].endsWith('>m')
}

const integerOps: ReadonlySet<string> = new Set([
  'add',
  'sub',
  'mul',
  'neg',
  'abs',
  'sign',
  'min',
  'max',
  'select',
])

/** Names come from the first input that has any: constants that were broadcast may lack them. */
function widestNames(inputs: readonly ValueType[]): Shape {
  return (inputs.find(({ shape }) => shape.some((dim) => dim.name !== '')) ?? inputs[0]!).shape
}

function inferContraction(
  left: ValueType,
  right: ValueType,
  spec: OpAttributes['contract'],
): Shape {
  const dims = new Map<number, Dim>()
  for (const [value, labels] of [
    [left, spec.left],
    [right, spec.right],
  ] as const) {
    const isLabelled =
      labels.length === value.shape.length && new Set(labels).size === labels.length
    if (!isLabelled) throw mismatch('contract', [left, right])
    for (const [axis, label] of labels.entries()) {
      const dim = value.shape[axis]!
      if (dims.has(label) && !sameSize(dims.get(label)!, dim))
        throw mismatch('contract', [left, right])
      if (!dims.has(label)) dims.set(label, dim)
    }
  }
  return spec.out.map((label) => {
    const dim = dims.get(label)
    if (!dim) throw mismatch('contract', [left, right])
    return dim
  })
}
