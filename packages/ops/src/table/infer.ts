import type { OpAttributes } from '../attributes.ts'
import { type DType, isFloat } from '../dtype.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import { linearAlgebraTypes } from '../linear-algebra/types.ts'
import { type ElementwiseName, type OpName, type SignatureOf, signatures } from '../names.ts'
import { windowCount } from '../reference/windows.ts'
import type { TypeRule } from '../row.ts'
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

/** The type rule of every op: shapes and dtypes of the inputs give those of the result. */
export const infer: { readonly [K in OpName]: TypeRule<K> } = {
  ...inferElementwise(),
  cast: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  sum: ([x], { axes }) => ({ shape: dropAxes('sum', x!, axes), dtype: numeric('sum', x!) }),
  prod: ([x], { axes }) => {
    for (const axis of axes) fixedAxis('prod', x!, axis)
    return { shape: dropAxes('prod', x!, axes), dtype: numeric('prod', x!) }
  },
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
  windows: inferWindows,
  overlap_add: inferOverlapAdd,
  reverse: ([x], { axes }) => {
    if (new Set(axes).size !== axes.length) throw badAxes('reverse', x!, axes)
    for (const axis of axes) fixedAxis('reverse', x!, axis)
    return { shape: x!.shape, dtype: x!.dtype }
  },
  take_along_axis: ([x, indices], { axis }) => {
    requireIndices('take_along_axis', indices!)
    fixedAxis('take_along_axis', x!, axis)
    const to = fixedAxis('take_along_axis', indices!, axis)
    const shape = replaceAxis(x!.shape, axis, to)
    if (!sameSizes(shape, indices!.shape)) throw mismatch('take_along_axis', [x!, indices!])
    return { shape, dtype: x!.dtype }
  },
  add_along_axis: ([updates, indices], { axis, size }) => {
    requireIndices('add_along_axis', indices!)
    fixedAxis('add_along_axis', updates!, axis)
    if (size.rows || !sameSizes(updates!.shape, indices!.shape)) {
      throw mismatch('add_along_axis', [updates!, indices!])
    }
    const shape = replaceAxis(updates!.shape, axis, size)
    return { shape, dtype: numeric('add_along_axis', updates!) }
  },
  contract: ([left, right], spec) => ({
    shape: inferContraction(left!, right!, spec),
    dtype: sameDType('contract', [left!, right!]),
  }),
  constant: (_, { dtype }) => ({ shape: scalarShape, dtype }),
  input: (_, { shape, dtype }) => ({ shape, dtype }),
  parameter: (_, { shape, dtype }) => ({ shape, dtype }),
  random: (_, { shape }) => {
    // Elements are numbered one after the other, whatever the count of rows.
    for (const axis of shape.keys()) if (axis > 0) fixedAxis('random', { shape }, axis)
    return { shape, dtype: 'f64' }
  },
  iota: (_, { shape, axis }) => {
    if (!shape[axis]) throw new ShapeError(`iota: ${printShape(shape)} has no axis ${axis}`)
    return { shape, dtype: 'i32' }
  },
  extent: (_, { dtype }) => ({ shape: scalarShape, dtype }),
  ...linearAlgebraTypes,
  argsort: ([x], { axis }) => {
    fixedAxis('argsort', x!, axis)
    return { shape: x!.shape, dtype: 'i32' }
  },
  cumsum: ([x], { axis }) => {
    fixedAxis('cumsum', x!, axis)
    return { shape: x!.shape, dtype: numeric('cumsum', x!) }
  },
  repeat: inferRepeat,
}

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

function inferWindows([x]: readonly ValueType[], attributes: OpAttributes['windows']): ValueType {
  const { axis, size, stride, dilation } = attributes
  const from = fixedAxis('windows', x!, axis)
  requirePositive('windows', { size, stride, dilation })
  const count = windowCount(from.size, attributes)
  if (count === 0) {
    const span = dilation * (size - 1) + 1
    throw new ShapeError(
      `windows: a window over ${span} elements does not fit axis ${axis} of ${printShape(x!.shape)}`,
    )
  }
  const shape = [
    ...x!.shape.slice(0, axis),
    { name: '', size },
    resized(from, count),
    ...x!.shape.slice(axis + 1),
  ]
  return { shape, dtype: x!.dtype }
}

function inferOverlapAdd(
  [x]: readonly ValueType[],
  { axis, length, stride, dilation }: OpAttributes['overlap_add'],
): ValueType {
  const { size } = fixedAxis('overlap_add', x!, axis)
  const count = fixedAxis('overlap_add', x!, axis + 1).size
  requirePositive('overlap_add', { size, count, stride, dilation })
  if (length.rows || windowCount(length.size, { size, stride, dilation }) !== count) {
    throw new ShapeError(
      `overlap_add: ${count} windows of ${size} in ${printShape(x!.shape)}, ${stride} apart with ` +
        `dilation ${dilation}, are not those of an axis of ${length.size}`,
    )
  }
  const shape = [...x!.shape.slice(0, axis), length, ...x!.shape.slice(axis + 2)]
  return { shape, dtype: numeric('overlap_add', x!) }
}

function requirePositive(op: string, counts: Readonly<Record<string, number>>): void {
  const wrong = Object.entries(counts).find(([, count]) => !(Number.isInteger(count) && count >= 1))
  if (wrong)
    throw new ShapeError(`${op}: ${wrong[0]} is ${wrong[1]}; it is a whole number from 1 on`)
}

function inferRepeat(
  inputs: readonly ValueType[],
  { body, count, carried, stacked, output, isWhile }: OpAttributes['repeat'],
): ValueType {
  const given = inputs.map((input, i) => {
    const isStacked = i >= carried && i < carried + stacked
    if (isStacked && input.shape[0]?.size !== count.size) throw mismatch('repeat', inputs)
    return isStacked ? { ...input, shape: input.shape.slice(1) } : input
  })
  const fits =
    given.length === body.inputTypes.length &&
    carried + stacked <= given.length &&
    carried <= body.outputTypes.length &&
    given.every((type, i) => sameType(type, body.inputTypes[i]!)) &&
    body.outputTypes.slice(0, carried).every((type, i) => sameType(type, given[i]!))
  if (!fits) throw mismatch('repeat', inputs)
  const condition = body.outputTypes.at(-1)
  const isWhole = stacked === 0 && body.outputTypes.length === carried + 1 && output < carried
  if (isWhile && !(isWhole && condition?.dtype === 'bool' && condition.shape.length === 0)) {
    throw new ShapeError(
      'repeat: a loop with a condition carries all else, and it is a truth value',
    )
  }
  const result = body.outputTypes[output]
  if (!result) throw new ShapeError(`repeat: the body has no output ${output}`)
  return output < carried ? result : { ...result, shape: [count, ...result.shape] }
}

function sameType(a: ValueType, b: ValueType): boolean {
  return a.dtype === b.dtype && sameSizes(a.shape, b.shape)
}

function dropAxes(op: string, { shape }: ValueType, axes: readonly number[]): Shape {
  for (const axis of axes) axisOf(op, { shape }, axis)
  return shape.filter((_, axis) => !axes.includes(axis))
}

function axisOf(op: string, { shape }: Pick<ValueType, 'shape'>, axis: number): Dim {
  const dim = shape[axis]
  if (!dim) throw new ShapeError(`${op}: ${printShape(shape)} has no axis ${axis}`)
  return dim
}

function fixedAxis(op: string, value: Pick<ValueType, 'shape'>, axis: number): Dim {
  const dim = axisOf(op, value, axis)
  if (dim.rows) {
    throw new ShapeError(`${op}: axis ${axis} of ${printShape(value.shape)} has a run-time count`)
  }
  return dim
}

function resized(dim: Dim, size: number): Dim {
  return dim.size === size ? dim : { name: '', size }
}

function replaceAxis(shape: Shape, axis: number, dim: Dim): Shape {
  return shape.map((old, i) => (i === axis ? dim : old))
}

function requireIndices(op: string, value: ValueType): void {
  if (value.dtype !== 'i32') throw new DTypeError(`${op}: indices are i32, not ${value.dtype}`)
}

function numeric(op: string, value: ValueType): DType {
  if (!isFloat(value.dtype) && value.dtype !== 'i32') throw wrongDType(op, [value])
  return value.dtype
}

function sameDType(op: string, inputs: readonly ValueType[]): DType {
  const { dtype } = inputs[0]!
  if (!inputs.every((input) => input.dtype === dtype)) throw wrongDType(op, inputs)
  return dtype
}

function mismatch(op: string, inputs: readonly ValueType[]): ShapeError {
  return new ShapeError(
    `${op}: shapes ${inputs.map((x) => printShape(x.shape)).join(' and ')} do not fit`,
  )
}

function badAxes(op: string, value: ValueType, axes: readonly number[]): ShapeError {
  return new ShapeError(`${op}: axes ${axes.join(', ')} do not fit ${printShape(value.shape)}`)
}

function wrongDType(op: string, inputs: readonly ValueType[]): DTypeError {
  return new DTypeError(`${op}: does not take ${inputs.map((x) => x.dtype).join(' and ')}`)
}
