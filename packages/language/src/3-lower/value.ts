import type { Node } from '@gradus/graph'
import type { DType } from '@gradus/ops'
import type { Expr } from '../1-syntax/ast.ts'
import type { Definition } from '../2-check/definition.ts'
import type { Dims } from '../2-check/dims.ts'

/** What the elements of a lowered tensor stand for. */
export type LoweredElement =
  | { readonly kind: 'number' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'labels'; readonly dim: string }

/** A tensor of the model as a graph node, with the names of its axes in order. */
export interface Lowered {
  readonly kind: 'tensor'
  readonly node: Node
  readonly dims: Dims
  readonly element: LoweredElement
  /**
   * True when no parameter was read: such a value covers all rows of its row set, and is
   * cut to the rows of the batch where it meets one that is not fixed.
   */
  readonly isFixed: boolean
}

/** Something that can be called by name. */
export interface Callable {
  readonly kind: 'callable'
  readonly name: string
  readonly definition?: Definition
}

/** What a name or an expression can stand for while lowering. */
export type Value =
  | Lowered
  | Callable
  | { readonly kind: 'text'; readonly text: string }
  /** A list keeps its items: `stack` and `grad` want them apart. */
  | { readonly kind: 'list'; readonly items: readonly Lowered[] }
  | { readonly kind: 'range'; readonly low: Expr; readonly high: Expr }

export const number: LoweredElement = { kind: 'number' }
export const bool: LoweredElement = { kind: 'bool' }

/** Makes a lowered tensor of numbers. */
export function tensor(
  node: Node,
  dims: Dims,
  isFixed: boolean,
  element: LoweredElement = number,
): Lowered {
  return { kind: 'tensor', node, dims, element, isFixed }
}

/** The dtype that elements have in a graph of the given precision. */
export function dtypeOf(element: LoweredElement, precision: 'f64' | 'f32'): DType {
  if (element.kind === 'labels') return 'i32'
  return element.kind === 'bool' ? 'bool' : precision
}
