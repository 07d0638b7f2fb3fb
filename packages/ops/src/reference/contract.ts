import type { ContractionSpec } from '../attributes.ts'
import { allocate, isFloat, type TypedArray } from '../dtype.ts'
import type { Value } from '../row.ts'
import { type Shape, stridesOf } from '../shape.ts'
import { CONTRACTION_BLOCK, isDotProduct, SUM_LANES, sumLevels } from '../summation.ts'
import { offsetsOf } from './copy-view.ts'
import { sumLine } from './sums.ts'

/** The sum of products over all labels that are not in the result. */
export function contract(left: Value, right: Value, spec: ContractionSpec, out: Value): void {
  const sizes = sizesByLabel(left, right, spec)
  const summed = [...sizes.keys()].filter((label) => !spec.out.includes(label))
  const sides = [
    { ...left, labels: spec.left },
    { ...right, labels: spec.right },
  ]
  const row = isDotProduct(spec) ? undefined : rowOf(spec)
  const outer = row === undefined ? spec.out : spec.out.slice(0, -1)
  const walks = sides.map((side) => ({
    data: side.data,
    starts: offsetsAlong(side, outer, sizes),
    steps: offsetsAlong(side, summed, sizes),
    stride: row === undefined ? 0 : strideOf(side, row),
  }))
  const [one, other] = walks as [Walk, Walk]
  if (isDotProduct(spec)) sumDots(one, other, out)
  else if (other.stride === 0) sumBlocks(other, one, out)
  else sumBlocks(one, other, out)
}

/** The label along which rows of the result go: the innermost, if one side alone has it. */
function rowOf({ left, right, out }: ContractionSpec): number | undefined {
  const last = out.at(-1)
  return last !== undefined && left.includes(last) && right.includes(last) ? undefined : last
}

interface Labelled {
  readonly shape: Shape
  readonly labels: readonly number[]
}

/** How a side is read: a start for each row of the result, a step for each term. */
interface Walk {
  readonly data: TypedArray
  readonly starts: Int32Array
  readonly steps: Int32Array
  /** From one element of a row of the result to the next. */
  readonly stride: number
}

function sizesByLabel(left: Value, right: Value, spec: ContractionSpec): Map<number, number> {
  const sizes = new Map<number, number>()
  for (const [axis, label] of spec.left.entries()) sizes.set(label, left.shape[axis]!.size)
  for (const [axis, label] of spec.right.entries()) sizes.set(label, right.shape[axis]!.size)
  return sizes
}

function strideOf({ shape, labels }: Labelled, label: number): number {
  return stridesOf(shape)[labels.indexOf(label)] ?? 0
}

/** Where a side moves to for every combination of `labels`, in row-major order. */
export function offsetsAlong(
  side: Labelled,
  labels: readonly number[],
  sizes: ReadonlyMap<number, number>,
): Int32Array {
  return offsetsOf(
    labels.map((label) => sizes.get(label)!),
    labels.map((label) => strideOf(side, label)),
  )
}

/** Each element as the sum of a line of products along 16 lanes. */
function sumDots(left: Walk, right: Walk, out: Value): void {
  const count = left.steps.length
  const products = allocate(out.dtype, count)
  const levels = Array.from({ length: sumLevels(count, SUM_LANES) }, () =>
    allocate(out.dtype, SUM_LANES),
  )
  for (let i = 0; i < out.data.length; i++) {
    const [l, r] = [left.starts[i]!, right.starts[i]!]
    for (let k = 0; k < count; k++) {
      const [a, b] = [left.data[l + left.steps[k]!]!, right.data[r + right.steps[k]!]!]
      // The array rounds; products of integers may have more digits than a double.
      products[k] = out.dtype === 'i32' ? Math.imul(a, b) : a * b
    }
    out.data[i] = sumLine(products, levels)
  }
}

/**
 * Rows of the result as sums of blocks of 256 products, one block after the other. Along a row
 * `left` does not move.
 */
function sumBlocks(left: Walk, right: Walk, out: Value): void {
  const count = left.steps.length
  const width = out.data.length / left.starts.length
  const block = allocate(out.dtype, width)
  const add = adders[isFloat(out.dtype) ? out.dtype : 'i32']
  for (let row = 0; row < left.starts.length; row++) {
    const [l, r] = [left.starts[row]!, right.starts[row]!]
    const total = out.data.subarray(row * width, (row + 1) * width)
    for (let k = 0; k < count; k++) {
      add(block, left.data[l + left.steps[k]!]!, right, r + right.steps[k]!)
      if ((k + 1) % CONTRACTION_BLOCK !== 0 && k + 1 < count) continue
      for (let j = 0; j < width; j++) total[j]! += block[j]!
      block.fill(0)
    }
  }
}

type AddProducts = (sums: TypedArray, factor: number, walk: Walk, from: number) => void

/** Adds a product to each sum of a row; it is rounded on its own, before it is added. */
const adders: Readonly<Record<'f64' | 'f32' | 'i32', AddProducts>> = {
  f64: (sums, factor, { data, stride }, from) => {
    for (let j = 0, at = from; j < sums.length; j++, at += stride) sums[j]! += factor * data[at]!
  },
  f32: (sums, factor, { data, stride }, from) => {
    for (let j = 0, at = from; j < sums.length; j++, at += stride) {
      sums[j]! += Math.fround(factor * data[at]!)
    }
  },
  i32: (sums, factor, { data, stride }, from) => {
    for (let j = 0, at = from; j < sums.length; j++, at += stride) {
      sums[j]! += Math.imul(factor, data[at]!)
    }
  },
}
