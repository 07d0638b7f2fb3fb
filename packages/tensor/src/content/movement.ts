import { elementCount, printShape, ShapeError } from '@gradus/ops'
import { apply } from './apply.ts'
import type { Content } from './trace.ts'
import { describe, shapeOfSizes, sizesOf } from './values.ts'

/** An axis counted from the front; negative ones count from the end. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  // What is no number at all may not even be compared with one.
  const normal = Number.isInteger(axis) && axis < 0 ? axis + rank : axis
  if (!Number.isInteger(axis) || normal < 0 || normal >= rank) {
    const range = rank === 0 ? 'there is none' : `axes are ${-rank} to ${rank - 1}`
    throw new ShapeError(
      `${op}: axis ${String(axis)} is not an axis of a tensor of rank ${rank}: ${range}`,
    )
  }
  return normal
}

/**
 * Runs an op along an axis. Along axis 0 or -1 a single number is a line of one element, as in
 * PyTorch.
 */
export function alongAxis(
  op: string,
  content: Content,
  axis: number,
  run: (content: Content, axis: number) => Content,
): Content {
  const rank = content.shape.length
  if (rank > 0 || !isLineOfOne(axis)) return run(content, normalizeAxis(op, axis, rank))
  return reshape(run(reshape(content, [1]), 0), [])
}

function isLineOfOne(axis: number): boolean {
  return axis === 0 || axis === -1
}

/**
 * Some axes, or all where none are given, in ascending order; none twice. Axis 0 or -1 of a
 * single number is none.
 */
export function normalizeAxes(
  op: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis)
  const given = Array.isArray(axes) ? axes : [axes]
  if (rank === 0 && given.length === 1 && isLineOfOne(given[0])) return []
  const normal = given.map((axis) => normalizeAxis(op, axis, rank)).sort((a, b) => a - b)
  const twice = normal.find((axis, i) => axis === normal[i + 1])
  if (twice !== undefined) throw new ShapeError(`${op}: axis ${twice} is given twice`)
  return normal
}

/** The same elements under other sizes; one size may be -1, which is what is left. */
export function reshape(content: Content, sizes: readonly number[]): Content {
  requireList('reshape', sizes)
  const total = elementCount(content.shape)
  const known = sizes.reduce((product, size) => (size === -1 ? product : product * size), 1)
  const isOpen = sizes.filter((size) => size === -1).length
  const left = isOpen === 1 && known > 0 && total % known === 0 ? total / known : 0
  const filled = sizes.map((size) => (size === -1 ? left : size))
  const fits = filled.reduce((product, size) => product * size, 1) === total
  if (isOpen > 1 || !fits || filled.some((size) => !Number.isInteger(size) || size < 0)) {
    throw new ShapeError(
      `reshape: ${describe(content)} has ${total} elements and does not fill [${sizes.join(', ')}]`,
    )
  }
  const isSame =
    filled.length === content.shape.length && filled.every((s, i) => s === content.shape[i]!.size)
  return isSame ? content : apply('reshape', [content], { shape: shapeOfSizes(filled) })
}

/** Axis `i` of the result is axis `order[i]`; without an order, all axes are reversed. */
export function transpose(content: Content, order?: readonly number[]): Content {
  const rank = content.shape.length
  if (order !== undefined) requireList('transpose', order)
  const axes = order
    ? order.map((axis) => normalizeAxis('transpose', axis, rank))
    : Array.from({ length: rank }, (_, i) => rank - 1 - i)
  if (axes.length !== rank || new Set(axes).size !== rank) {
    throw new ShapeError(
      `transpose: [${axes.join(', ')}] is no order of the axes of ${printShape(content.shape)}`,
    )
  }
  const isSame = axes.every((axis, i) => axis === i)
  return isSame ? content : apply('transpose', [content], { order: axes })
}

/** Repeats axes of size 1, and new axes in front, to the given sizes. */
export function broadcastTo(content: Content, sizes: readonly number[]): Content {
  requireList('broadcastTo', sizes)
  const own = sizesOf(content)
  if (own.length === sizes.length && own.every((size, axis) => size === sizes[axis])) return content
  const offset = sizes.length - own.length
  const fits =
    offset >= 0 &&
    sizes.every((size) => Number.isInteger(size) && size >= 0) &&
    own.every((size, i) => size === 1 || size === sizes[offset + i])
  if (!fits) {
    throw new ShapeError(
      `broadcastTo: ${describe(content)} does not broadcast to [${sizes.join(', ')}]`,
    )
  }
  // Axes that are stretched leave the input first: the op repeats new axes only.
  const kept = own.flatMap((size, i) => (size === sizes[offset + i] ? [i] : []))
  const squeezed = reshape(
    content,
    kept.map((axis) => own[axis]!),
  )
  const into = kept.map((axis) => offset + axis)
  return apply('broadcast', [squeezed], { shape: shapeOfSizes(sizes), into })
}

function requireList(op: string, given: readonly number[]): void {
  if (Array.isArray(given)) return
  throw new ShapeError(`${op}: argument 2 is ${String(given)}, not an array of numbers`)
}

/** Elements `start` to `start + size` along an axis. */
export function slice(content: Content, axis: number, start: number, size: number): Content {
  const whole = content.shape[axis]!.size
  return start === 0 && size === whole ? content : apply('slice', [content], { axis, start, size })
}

/** Moves an axis to another place; the others keep their order. */
export function moveAxis(content: Content, from: number, to: number): Content {
  const rank = content.shape.length
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== from)
  order.splice(to, 0, from)
  return transpose(content, order)
}

/** Drops axes of size 1: the given ones, or all. */
export function squeeze(content: Content, axis?: number | readonly number[]): Content {
  const own = sizesOf(content)
  const axes =
    axis === undefined
      ? own.flatMap((size, i) => (size === 1 ? [i] : []))
      : normalizeAxes('squeeze', axis, own.length)
  const long = axes.find((i) => own[i] !== 1)
  if (long !== undefined) {
    throw new ShapeError(
      `squeeze: axis ${long} of ${describe(content)} has size ${own[long]}, not 1`,
    )
  }
  return reshape(
    content,
    own.filter((_, i) => !axes.includes(i)),
  )
}

/** Adds an axis of size 1 at a place of the result. */
export function expandDims(content: Content, axis: number): Content {
  const sizes = sizesOf(content)
  sizes.splice(normalizeAxis('expandDims', axis, sizes.length + 1), 0, 1)
  return reshape(content, sizes)
}

/** Joins content of one dtype along an axis. */
export function concat(contents: readonly Content[], axis: number): Content {
  const [first] = contents
  if (!first) throw new ShapeError('concat: there is nothing to join')
  const where = normalizeAxis('concat', axis, first.shape.length)
  for (const [i, { shape }] of contents.entries()) {
    const fits =
      shape.length === first.shape.length &&
      shape.every(({ size }, j) => j === where || size === first.shape[j]!.size)
    if (!fits) {
      throw new ShapeError(
        `concat: argument ${i + 1} is ${describe(contents[i]!)}, which does not continue ${describe(first)} along axis ${where}`,
      )
    }
  }
  return contents.length === 1 ? first : apply('concat', contents, { axis: where, name: '' })
}

/** Zeros before and after along each axis. */
export function pad(content: Content, widths: readonly (readonly [number, number])[]): Content {
  const isWidth = (width: number): boolean => Number.isInteger(width) && width >= 0
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every(isWidth)
  if (!Array.isArray(widths) || widths.length !== content.shape.length || !widths.every(isPair)) {
    throw new ShapeError(
      `pad: ${describe(content)} needs a pair of whole numbers from 0 on for each axis, or one width for all sides`,
    )
  }
  return widths.reduce(
    (padded, [before, after], axis) =>
      before === 0 && after === 0 ? padded : apply('pad', [padded], { axis, before, after }),
    content,
  )
}
