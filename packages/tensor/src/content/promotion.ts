import { type DType, isFloat } from '@gradus/ops'
import { DTypeError } from '../errors.ts'
import { apply } from './apply.ts'
import type { Content } from './trace.ts'
import { scalarContent } from './values.ts'

/** What an op can be given: content, or a plain number or truth value. */
export type Operand = Content | number | boolean

/** Kinds of numbers; a wider kind decides over a narrower one. */
const kindRank: Readonly<Record<DType, number>> = { bool: 0, i32: 1, f32: 2, f64: 2 }

/**
 * The common dtype of some operands. The widest kind (truth, integer, float) decides; among
 * operands of that kind, tensors with axes decide over single numbers in tensors, and those
 * over plain numbers. What is left of f32 and f64 is f64.
 */
export function promote(operands: readonly Operand[]): DType {
  const candidates = operands.map(candidateOf)
  const kind = Math.max(...candidates.map(({ dtype }) => kindRank[dtype]))
  const ofKind = candidates.filter(({ dtype }) => kindRank[dtype] === kind)
  const priority = Math.max(...ofKind.map((candidate) => candidate.priority))
  const deciding = ofKind.filter((candidate) => candidate.priority === priority)
  return deciding.find(({ dtype }) => dtype === 'f64')?.dtype ?? deciding[0]!.dtype
}

interface Candidate {
  readonly dtype: DType
  /** 2 for tensors with axes, 1 for single numbers in tensors, 0 for plain numbers. */
  readonly priority: number
}

function candidateOf(operand: Operand): Candidate {
  if (typeof operand === 'boolean') return { dtype: 'bool', priority: 0 }
  if (typeof operand === 'number') return { dtype: plainDType(operand), priority: 0 }
  return { dtype: operand.dtype, priority: operand.shape.length > 0 ? 2 : 1 }
}

/** Whole numbers fit integers; where only plain numbers meet, they are f64 all the same. */
function plainDType(value: number): DType {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'i32' : 'f64'
}

/** An operand as content of a dtype: a plain number takes it, content is converted. */
export function toDType(operand: Operand, dtype: DType): Content {
  if (typeof operand === 'object') return cast(operand, dtype)
  const value = dtype === 'bool' ? Number(Number(operand) !== 0) : Number(operand)
  return scalarContent(value, dtype)
}

/** Content in another dtype; casts to i32 drop the fraction and saturate, to bool ask for ≠ 0. */
export function cast(content: Content, dtype: DType): Content {
  return content.dtype === dtype ? content : apply('cast', [content], { dtype })
}

/** An operand as content of its own: plain numbers are f64. */
export function toContent(operand: Operand): Content {
  if (typeof operand === 'object') return operand
  return toDType(operand, typeof operand === 'boolean' ? 'bool' : 'f64')
}

/** Content of floats: integers and truth values become f64. */
export function toFloat(content: Content): Content {
  return isFloat(content.dtype) ? content : cast(content, 'f64')
}

/** Content that can be summed: truth values are counted. */
export function toNumeric(content: Content): Content {
  return content.dtype === 'bool' ? cast(content, 'i32') : content
}

/** Refuses what is no dtype. */
export function checkDType(op: string, dtype: DType): DType {
  if (dtypes.includes(dtype)) return dtype
  throw new DTypeError(`${op}: ${String(dtype)} is no dtype: there are ${dtypes.join(', ')}`)
}

const dtypes: readonly DType[] = ['f64', 'f32', 'i32', 'bool']
