import type { Algebra } from '../algebra.ts'
import type { OpAttributes } from '../attributes.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import type {
  ConversionName,
  ElementwiseName,
  LinearAlgebraName,
  MovementName,
  OpName,
  RegionName,
  SourceName,
} from '../names.ts'
import { signatures } from '../names.ts'
import { offsetsAlong } from '../reference/contract.ts'
import type { Kernel, ScalarContext, ScalarRule, Scalars } from '../row.ts'
import { elementCount, type Shape, stridesOf, type ValueType } from '../shape.ts'
import { kernels } from './kernels.ts'

/** Ops that no formula of single numbers stands for, or that are more graph than op. */
type UnwrittenName = LinearAlgebraName | SourceName | RegionName

/**
 * What each element of a result is, written with the elements of the inputs in any algebra of
 * single numbers. Positions (of the largest, in order, as an index) are those at the point
 * where the formula is made.
 */
export const scalars: { readonly [K in Exclude<OpName, UnwrittenName>]: ScalarRule<K> } = {
  ...elementwiseRules(),
  cast: castElements,
  sum: ($, { inputs: [x], attributes: { axes } }) =>
    groupsOf(x!, axes).map((terms) => joinAll(terms, $.add) ?? $.constant(0)),
  prod: ($, { inputs: [x], attributes: { axes } }) =>
    groupsOf(x!, axes).map((factors) => joinAll(factors, $.mul) ?? $.constant(1)),
  reduce_max: ($, { inputs: [x], attributes: { axes } }) =>
    groupsOf(x!, axes).map(
      (terms) => joinAll(terms, $.max) ?? $.constant(Number.NEGATIVE_INFINITY),
    ),
  argmax: ($, context) => known($, 'argmax', context),
  reshape: (_, { inputs: [x] }) => x!.elements,
  transpose: ($, context) => move($, 'transpose', context),
  broadcast: ($, context) => move($, 'broadcast', context),
  slice: ($, context) => move($, 'slice', context),
  pad: ($, context) => move($, 'pad', context),
  concat: ($, context) => move($, 'concat', context),
  gather: ($, context) => move($, 'gather', context, 1),
  scatter_add: ($, { inputs: [x, at], out, numberOf }) => {
    const places = placesOf('gather', [out, numbersOf(at!, numberOf)], {}, x!)
    return addAt($, x!, places, out)
  },
  one_hot: ($, context) => known($, 'one_hot', context),
  windows: ($, context) => move($, 'windows', context),
  overlap_add: ($, { inputs: [x], attributes: { axis, stride, dilation }, out }) => {
    const attributes = { axis, size: x!.shape[axis]!.size, stride, dilation }
    return addAt($, x!, placesOf('windows', [out], attributes, x!), out)
  },
  reverse: ($, context) => move($, 'reverse', context),
  take_along_axis: ($, context) => move($, 'take_along_axis', context, 1),
  add_along_axis: ($, { inputs: [x, at], attributes: { axis }, out, numberOf }) => {
    const places = placesOf('take_along_axis', [out, numbersOf(at!, numberOf)], { axis }, x!)
    return addAt($, x!, places, out)
  },
  contract: contractElements,
  argsort: ($, context) => known($, 'argsort', context),
  cumsum: ($, { inputs: [x], attributes: { axis, reverse } }) => {
    const { shape, elements } = x!
    const [size, stride] = [shape[axis]!.size, stridesOf(shape)[axis]!]
    const sums = [...elements]
    for (const start of elements.keys()) {
      if (Math.floor(start / stride) % size !== 0) continue
      for (let k = 1; k < size; k++) {
        const at = start + (reverse ? size - 1 - k : k) * stride
        sums[at] = $.add(sums[reverse ? at + stride : at - stride]!, sums[at]!)
      }
    }
    return sums
  },
}

type ElementwiseRules = { readonly [K in ElementwiseName]: ScalarRule<K> }

function elementwiseRules(): ElementwiseRules {
  const made = Object.keys(signatures).map((op) => [
    op,
    <T>($: Algebra<T>, { inputs, out }: ScalarContext<ElementwiseName, T>) => {
      const apply = $[op as ElementwiseName] as (...args: readonly T[]) => T
      return Array.from({ length: elementCount(out.shape) }, (_, i) =>
        apply(...inputs.map(({ elements }) => elements[elements.length === 1 ? 0 : i]!)),
      )
    },
  ])
  return Object.fromEntries(made) as ElementwiseRules
}

/** Between precisions a formula is the same; a truth value counts as 1 or 0. */
function castElements<T>(
  $: Algebra<T>,
  { inputs: [x], attributes: { dtype }, numberOf }: ScalarContext<ConversionName, T>,
): readonly T[] {
  const { elements, dtype: from } = x!
  if (from === dtype) return elements
  const [zero, one] = [$.constant(0), $.constant(1)]
  if (from === 'bool') return elements.map((element) => $.select(element, one, zero))
  if (dtype === 'bool') return elements.map((element) => $.ne(element, zero))
  if (dtype !== 'i32') return elements
  return elements.map((element) => $.constant(Math.trunc(numberOf(element))))
}

/** Sums of products, as the labels of axes say. */
function contractElements<T>(
  $: Algebra<T>,
  { inputs: [left, right], attributes: spec }: ScalarContext<'contract', T>,
): readonly T[] {
  const sides = [
    { ...left!, labels: spec.left },
    { ...right!, labels: spec.right },
  ]
  const sizes = new Map<number, number>()
  for (const { shape, labels } of sides) {
    for (const [axis, label] of labels.entries()) sizes.set(label, shape[axis]!.size)
  }
  const summed = [...sizes.keys()].filter((label) => !spec.out.includes(label))
  const [leftStarts, rightStarts] = sides.map((side) => offsetsAlong(side, spec.out, sizes))
  const [leftSteps, rightSteps] = sides.map((side) => offsetsAlong(side, summed, sizes))
  return Array.from(leftStarts!, (start, i) => {
    const products = Array.from(leftSteps!, (step, k) =>
      $.mul(left!.elements[start + step]!, right!.elements[rightStarts![i]! + rightSteps![k]!]!),
    )
    return joinAll(products, $.add) ?? $.constant(0)
  })
}

/** Joins neighbours, then the results: a tree, so that no formula is as deep as its sum is long. */
function joinAll<T>(elements: readonly T[], join: (a: T, b: T) => T): T | undefined {
  let level = elements
  while (level.length > 1) {
    const next: T[] = []
    for (let i = 0; i < level.length; i += 2) {
      next.push(i + 1 < level.length ? join(level[i]!, level[i + 1]!) : level[i]!)
    }
    level = next
  }
  return level[0]
}

/** The elements of each place of the result when `axes` go, in row-major order. */
function groupsOf<T>({ shape, elements }: Scalars<T>, axes: readonly number[]): readonly T[][] {
  const labels = shape.map((_, axis) => axis)
  const sizes = new Map(shape.map(({ size }, axis) => [axis, size]))
  const kept = labels.filter((axis) => !axes.includes(axis))
  const dropped = labels.filter((axis) => axes.includes(axis))
  const steps = offsetsAlong({ shape, labels }, dropped, sizes)
  return Array.from(offsetsAlong({ shape, labels }, kept, sizes), (start) =>
    Array.from(steps, (step) => elements[start + step]!),
  )
}

/**
 * The elements of a movement: its reference kernel says which went where, as it moves their
 * places. Inputs from `moved` on are positions.
 */
function move<K extends MovementName, T>(
  $: Algebra<T>,
  op: K,
  { inputs, attributes, out, numberOf }: ScalarContext<K, T>,
  moved: number = inputs.length,
): readonly T[] {
  const elements: T[] = [$.constant(0)]
  const given = inputs.map((input, i) => {
    if (i >= moved) return numbersOf(input, numberOf)
    const first = elements.length
    for (const element of input.elements) elements.push(element)
    return { shape: input.shape, first }
  })
  return Array.from(placesOf(op, given, attributes, out), (place) => elements[place]!)
}

type Given = { readonly shape: Shape; readonly first?: number; readonly data?: TypedArray }

/** Where the kernel of a movement puts places, which count from 1; 0 is a zero that it made. */
function placesOf<K extends MovementName>(
  op: K,
  inputs: readonly Given[],
  attributes: OpAttributes[K],
  { shape }: { readonly shape: Shape },
): Float64Array {
  const values = inputs.map(({ shape, first = 1, data }) => ({
    shape,
    dtype: 'f64' as const,
    data: data ?? Float64Array.from({ length: elementCount(shape) }, (_, i) => first + i),
  }))
  const out = { shape, dtype: 'f64' as const, data: new Float64Array(elementCount(shape)) }
  const kernel = kernels[op] as Kernel<K>
  kernel(values, attributes, out, 0)
  return out.data
}

/** Adds each element to the place of the result that it is for. */
function addAt<T>(
  $: Algebra<T>,
  { elements }: Scalars<T>,
  places: Float64Array,
  { shape }: ValueType,
): readonly T[] {
  const terms = Array.from({ length: elementCount(shape) }, (): T[] => [])
  for (const [i, place] of places.entries()) terms[place - 1]?.push(elements[i]!)
  return terms.map((each) => joinAll(each, $.add) ?? $.constant(0))
}

/** The result of an op that gives positions, which are what they are at the point. */
function known<K extends 'argmax' | 'argsort' | 'one_hot', T>(
  $: Algebra<T>,
  op: K,
  { inputs, attributes, out, numberOf }: ScalarContext<K, T>,
): readonly T[] {
  const values = inputs.map((input) => numbersOf(input, numberOf))
  const result = { ...out, data: allocate(out.dtype, elementCount(out.shape)) }
  const kernel = kernels[op] as Kernel<K>
  kernel(values, attributes, result, 0)
  return Array.from(result.data, (value) => $.constant(value))
}

function numbersOf<T>(
  { shape, elements }: Scalars<T>,
  numberOf: (element: T) => number,
): { readonly shape: Shape; readonly dtype: 'f64'; readonly data: Float64Array } {
  return { shape, dtype: 'f64', data: Float64Array.from(elements, numberOf) }
}
