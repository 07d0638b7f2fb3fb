import type { Node } from '@gradus/graph'
import type { Expr } from '../1-syntax/ast.ts'
import type { Dims } from '../2-check/dims.ts'
import type { Scope } from './scope.ts'

/** How a parameter starts. */
export type Start =
  | { readonly kind: 'expression'; readonly expr: Expr; readonly scope: Scope }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'initializer'; readonly name: string }

/** The interval that a parameter stays in; open at both ends. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** One parameter of a model, made where the lowering first met it. */
export interface LoweredParameter {
  /** `w`, `h.W`, `logits.0.b`, … */
  readonly name: string
  /** The free variable that an optimizer moves. */
  readonly node: Node<'parameter'>
  /** The value in the model: the free variable, or its image inside the range. */
  readonly value: Node
  readonly dims: Dims
  /** How many leading dims are stacked by `repeat`; the fan of an initializer skips them. */
  readonly stackedDims: number
  readonly range: Range | undefined
  readonly start: Start
}
