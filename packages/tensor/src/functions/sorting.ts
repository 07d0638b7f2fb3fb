import { argsort as argsortOf, type OrderOptions, topK as topKOf } from '@gradus/graph'
import { algebra } from '../content/algebra.ts'
import { apply } from '../content/apply.ts'
import { argsortOp, takeAlongAxisOp } from '../content/brought.ts'
import { alongAxis, normalizeAxis, reshape } from '../content/movement.ts'
import { cast, toNumeric } from '../content/promotion.ts'
import type { Content } from '../content/trace.ts'
import { sizesOf } from '../content/values.ts'
import { Tensor, toContentOf } from '../tensor.ts'

export type { OrderOptions } from '@gradus/graph'

/**
 * The stable order (i32) that sorts each line along an axis, the last unless given. NaN counts as
 * the greatest.
 */
export function argsort(x: Tensor, axis = -1, options: OrderOptions = {}): Tensor {
  return new Tensor(orderOf('argsort', toContentOf(x, 'argsort'), axis, options))
}

/**
 * The elements of each line along an axis, the last unless given, in order. NaN counts as the
 * greatest. The derivative goes back to where each element was.
 */
export function sort(x: Tensor, axis = -1, options: OrderOptions = {}): Tensor {
  const content = toContentOf(x, 'sort')
  const order = orderOf('sort', content, axis, options)
  const sorted = alongAxis('sort', content, axis, (line, where) =>
    apply(takeAlongAxisOp(), [line, reshape(order, sizesOf(line))], { axis: where }),
  )
  return new Tensor(sorted)
}

/** The greatest elements of each line along an axis and their positions. */
export interface TopK {
  readonly values: Tensor
  readonly indices: Tensor
}

/**
 * The `k` greatest elements of each line along an axis, the last unless given, the greatest
 * first, with their positions (i32). Ties go to the lower position; NaN counts as the greatest.
 */
export function topK(x: Tensor, k: number, axis = -1, options: OrderOptions = {}): TopK {
  const content = toContentOf(x, 'topK')
  const where = normalizeAxis('topK', axis, content.shape.length)
  argsortOp()
  takeAlongAxisOp()
  const { values, indices } = topKOf(algebra, toNumeric(content), k, where, options)
  return { values: new Tensor(cast(values, content.dtype)), indices: new Tensor(indices) }
}

function orderOf(op: string, content: Content, axis: number, options: OrderOptions): Content {
  argsortOp()
  return alongAxis(op, toNumeric(content), axis, (line, where) =>
    argsortOf(algebra, line, where, options),
  )
}
