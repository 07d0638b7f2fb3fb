import type { TensorAlgebra } from '../algebra.ts'
import { dim } from '../shape.ts'

// Note [Derivatives of products] is at the end of this file.

/** A level of a tree of products along one axis: the elements, halved into factors. */
interface Level<T> {
  readonly axis: number
  /** Elements that were added to make the number even. */
  readonly added: number
  readonly left: T
  readonly right: T
}

/** The levels of the tree that multiplies all elements along some axes, leaves first. */
function levelsOf<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): Level<T>[] {
  const levels: Level<T>[] = []
  let value = x
  for (const axis of axes) {
    for (let size = sizeOf($, value, axis); size > 1; size = sizeOf($, value, axis)) {
      const added = size % 2
      const even = added === 0 ? value : withOne($, value, axis)
      const [left, right] = halves($, even, axis)
      levels.push({ axis, added, left, right })
      value = $.mul(left, right)
    }
  }
  return levels
}

/** The tangent of the product of all elements along some axes, in the shape without them. */
export function pushProduct<T>(
  $: TensorAlgebra<T>,
  x: T,
  tangent: T,
  axes: readonly number[],
  out: T,
): T {
  if (hasNone($, x, axes)) return zeros($, out)
  let moved = tangent
  for (const { axis, added, left, right } of levelsOf($, x, axes)) {
    const even = added === 0 ? moved : $.apply('pad', [moved], { axis, before: 0, after: 1 })
    const [dLeft, dRight] = halves($, even, axis)
    moved = $.add($.mul(dLeft, right), $.mul(left, dRight))
  }
  return $.apply('reshape', [moved], { shape: $.typeOf(out).shape })
}

/** The cotangent of the elements, given that of their product. */
export function transposeProduct<T>(
  $: TensorAlgebra<T>,
  x: T,
  cotangent: T,
  axes: readonly number[],
): T {
  if (hasNone($, x, axes)) return zeros($, x)
  const { shape } = $.typeOf(x)
  const kept = shape.map((old, axis) => (axes.includes(axis) ? dim(1) : old))
  let moved = $.apply('reshape', [cotangent], { shape: kept })
  for (const { axis, added, left, right } of levelsOf($, x, axes).toReversed()) {
    const size = 2 * sizeOf($, left, axis) - added
    const isWhole = added === 0 && size === shape[axis]!.size
    const name = isWhole ? shape[axis]!.name : ''
    moved = $.apply('concat', [$.mul(moved, right), $.mul(left, moved)], { axis, name })
    if (added > 0) moved = $.apply('slice', [moved], { axis, start: 0, size })
  }
  return moved
}

function sizeOf<T>($: TensorAlgebra<T>, x: T, axis: number): number {
  return $.typeOf(x).shape[axis]!.size
}

function hasNone<T>($: TensorAlgebra<T>, x: T, axes: readonly number[]): boolean {
  return axes.some((axis) => sizeOf($, x, axis) === 0)
}

function halves<T>($: TensorAlgebra<T>, x: T, axis: number): readonly [T, T] {
  const size = sizeOf($, x, axis) / 2
  return [
    $.apply('slice', [x], { axis, start: 0, size }),
    $.apply('slice', [x], { axis, start: size, size }),
  ]
}

/** The elements and a 1 behind them. */
function withOne<T>($: TensorAlgebra<T>, x: T, axis: number): T {
  const { shape, dtype } = $.typeOf(x)
  const single = shape.map((old, i) => (i === axis ? dim(1) : old))
  const one = $.apply('constant', [], { value: 1, dtype })
  const row = $.apply('broadcast', [one], { shape: single, into: [] })
  return $.apply('concat', [x, row], { axis, name: '' })
}

function zeros<T>($: TensorAlgebra<T>, like: T): T {
  const { shape, dtype } = $.typeOf(like)
  const zero = $.apply('constant', [], { value: 0, dtype })
  return shape.length === 0 ? zero : $.apply('broadcast', [zero], { shape, into: [] })
}

// Note [Derivatives of products]
//
// The slope of a product in one factor is the product of the others. Dividing the product by
// the factor would give it, but not where a factor is 0, and no second derivative would be
// right there. So both modes go through a tree: neighbours in a half are multiplied until one
// element is left, which takes n - 1 products in log n steps, and the chain of those products
// is differentiated like any other. Everything is a polynomial, so derivatives of all orders
// are exact wherever zeros are.
