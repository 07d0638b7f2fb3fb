import { take as takeOf } from '@gradus/graph'
import { printShape, ShapeError } from '@gradus/ops'

import { DTypeError } from '../errors.ts'
import { algebra } from './algebra.ts'
import { apply } from './apply.ts'
import { applyElementwise } from './elementwise.ts'
import { normalizeAxis, reshape, slice } from './movement.ts'
import { type Content, isTraced } from './trace.ts'
import { describe, shapeOfSizes, sizesOf } from './values.ts'

/**
 * What is taken along one axis: one position, which drops the axis; `[start, stop]` or
 * `[start, stop, step]`, half-open; positions as content; `undefined` for all.
 */
export type ContentIndex =
  | number
  | readonly [start?: number | undefined, stop?: number | undefined, step?: number]
  | Content
  | undefined

/** Part of a tensor: one index for each of the first axes. */
export function at(content: Content, indices: readonly ContentIndex[]): Content {
  const rank = content.shape.length
  if (indices.length > rank) {
    throw new ShapeError(
      `at: ${indices.length} indices for ${describe(content)}, which has ${rank} axes`,
    )
  }
  let result = content
  let axis = 0
  for (const index of indices) {
    if (typeof index === 'number') {
      result = pick(result, axis, index)
    } else {
      result = index === undefined ? result : part(result, axis, index)
      axis += isContent(index) ? index.shape.length : 1
    }
  }
  return result
}

function isContent(index: ContentIndex): index is Content {
  if (typeof index === 'object' && index !== null && 'dtype' in index) return true
  if (index === undefined || Array.isArray(index)) return false
  throw new ShapeError(
    `at: an index is a number, [start, stop, step], an i32 tensor or undefined, not ${String(index)}`,
  )
}

/** The values at one position of an axis, which is dropped. */
function pick(content: Content, axis: number, index: number): Content {
  const { size } = content.shape[axis]!
  const position = index < 0 ? index + size : index
  if (!Number.isInteger(index) || position < 0 || position >= size) {
    throw new ShapeError(
      `at: ${index} is outside axis ${axis} of ${printShape(content.shape)}, which has size ${size}`,
    )
  }
  const sizes = sizesOf(content).filter((_, i) => i !== axis)
  return reshape(slice(content, axis, position, 1), sizes)
}

function part(
  content: Content,
  axis: number,
  index: Exclude<ContentIndex, number | undefined>,
): Content {
  return isContent(index) ? take(content, index, axis) : range(content, axis, ...index)
}

/** Elements from `start` to before `stop`; both may count from the end, and are cut to the axis. */
export function range(
  content: Content,
  axis: number,
  start?: number,
  stop?: number,
  step = 1,
): Content {
  if (!Number.isInteger(step) || step === 0) {
    throw new ShapeError(`slice: a step cannot be ${String(step)}`)
  }
  for (const bound of [start, stop]) requireBound(bound)
  const { size } = content.shape[axis]!
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1]
  const cut = (position: number): number =>
    Math.max(low, Math.min(high, position < 0 ? position + size : position))
  const first = start === undefined ? (step > 0 ? low : high) : cut(start)
  const end = stop === undefined ? (step > 0 ? high : low) : cut(stop)
  const count = Math.max(0, Math.ceil((end - first) / step))
  if (step === 1) return slice(content, axis, first, count)
  const positions = arithmetic(first, step, count)
  return takeOf(algebra, content, positions, axis)
}

/** Refuses what is no place of an axis; infinite bounds are cut to it as well. */
function requireBound(bound: number | undefined): void {
  const isPlace = bound === undefined || Number.isInteger(bound)
  if (isPlace || bound === Number.POSITIVE_INFINITY || bound === Number.NEGATIVE_INFINITY) return
  throw new ShapeError(`slice: ${String(bound)} is no position`)
}

/** `first`, `first + step` … as positions. */
export function arithmetic(first: number, step: number, count: number): Content {
  const index = apply('iota', [], { shape: shapeOfSizes([count]), axis: 0 })
  return applyElementwise('add', [applyElementwise('mul', [index, step]), first])
}

/**
 * The slices of an axis at given positions, whose axes stand in the place of that axis.
 * Negative positions count from the end. A position outside is an error where positions are
 * known; while a function is traced it gives zeros.
 */
export function take(content: Content, positions: Content, axis: number): Content {
  const where = normalizeAxis('take', axis, content.shape.length)
  if (positions.dtype !== 'i32') {
    throw new DTypeError(`take: positions are i32, not ${positions.dtype}`)
  }
  const { size } = content.shape[where]!
  if (!isTraced(positions)) {
    const outside = positions.data.find((position) => position < -size || position >= size)
    if (outside !== undefined) {
      throw new ShapeError(
        `take: position ${outside} is outside axis ${where} of ${describe(content)}`,
      )
    }
    if (positions.data.every((position) => position >= 0))
      return takeOf(algebra, content, positions, where)
  }
  const wrapped = applyElementwise('add', [positions, size])
  const isNegative = applyElementwise('lt', [positions, 0])
  return takeOf(
    algebra,
    content,
    applyElementwise('select', [isNegative, wrapped, positions]),
    where,
  )
}
