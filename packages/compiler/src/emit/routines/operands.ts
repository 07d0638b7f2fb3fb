import { internalError } from '@gradus/diagnostics'
import { type DType, elementCount } from '@gradus/ops'
import type { FunctionBuilder, Local } from '@gradus/wasm'
import type { Operand } from '../../loop/loop.ts'
import type { RoutineContext } from './context.ts'
import type { Lines } from './lines.ts'
import type { Extent } from './loop.ts'

/** Where a routine is written and what it may use. */
export interface RoutineTarget {
  readonly f: FunctionBuilder
  readonly context: RoutineContext
  readonly rows: Local
  readonly scratch: number
  readonly addressOf: (buffer: string) => number
}

/** The elements of a shape, with rows at their capacity. */
export function sizeOf(shape: Operand['shape']): number {
  return elementCount(shape.map(({ size }) => ({ name: '', size })))
}

/** The elements of an operand: in terms of the scaled rows where the first axis has rows. */
export function countOf({ shape }: Operand): { readonly size: number; readonly rows?: true } {
  if (shape.slice(1).some(({ rows }) => rows !== undefined)) {
    internalError('a routine reads memory without gaps, so only its first axis can have rows')
  }
  const size = sizeOf(shape)
  return shape[0]?.rows === undefined ? { size } : { size, rows: true }
}

/** The axes of an operand, with those joined that lie without gaps. */
export function axesOf({ shape }: Operand): Extent[] {
  const axes: Extent[] = []
  for (const { size, rows } of shape) {
    const last = axes.at(-1)
    if (rows !== undefined) axes.push({ size, rows: true })
    else if (last && !last.rows) axes[axes.length - 1] = { size: last.size * size }
    else axes.push({ size })
  }
  return axes
}

/** The blocks before an axis; rows of other axes than the first are all there, at capacity. */
export function outerOf({ shape }: Operand, axis: number): Extent {
  const size = sizeOf(shape.slice(0, axis))
  return axis > 0 && shape[0]!.rows !== undefined ? { size, rows: true } : { size }
}

/** A value as rows along one axis. */
export function alongAxis(operand: Operand, axis: number): Lines {
  const { shape } = operand
  const inner = sizeOf(shape.slice(axis + 1))
  return { outer: outerOf(operand, axis), size: shape[axis]!.size, inner }
}

/** The count of rows times the elements of the axes up to `end` that each row has. */
export function scaledRows({ f, rows }: RoutineTarget, { shape }: Operand, end?: number): Local {
  const width = sizeOf(shape.slice(1, end))
  if (shape[0]?.rows === undefined || width === 1) return rows
  const scaled = f.local('i32')
  f.get(rows)
  f.i32Const(width)
  f.op('i32.mul')
  f.set(scaled)
  return scaled
}

/** The dtype of a routine for floats. */
export function floatOf(dtype: DType): 'f32' | 'f64' {
  if (dtype === 'f32' || dtype === 'f64') return dtype
  return internalError(`a routine for floats got ${dtype}`)
}

/** The dtype of a routine for numbers. */
export function numberOf(dtype: DType): 'f32' | 'f64' | 'i32' {
  return dtype === 'i32' ? 'i32' : floatOf(dtype)
}
