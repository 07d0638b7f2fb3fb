import type { Source, Span } from '@gradus/diagnostics'
import type { Body, DType, OpAttributes, OpName, Shape, ValueType } from '@gradus/ops'

/**
 * One value of a graph. Nodes are immutable and hash-consed by their builder: equal nodes
 * are the same object.
 */
export interface Node<K extends OpName = OpName> extends ValueType {
  /** Creation order within the builder: inputs have smaller ids than their users. */
  readonly id: number
  readonly op: K
  readonly inputs: readonly Node[]
  readonly attributes: OpAttributes[K]
  readonly shape: Shape
  readonly dtype: DType
}

/** A value that a graph gives, under a name. */
export interface Output {
  readonly name: string
  readonly node: Node
}

/** A DAG with named outputs; its inputs are the `input` and `parameter` nodes it reaches. */
export interface Graph {
  readonly outputs: readonly Output[]
}

/** The body of a region: a graph whose inputs are given by position. */
export interface GraphBody extends Body {
  readonly inputs: readonly Node<'input'>[]
  readonly outputs: readonly Node[]
}

/** One place in a text that made a node. */
export interface OriginFrame {
  readonly source: Source
  readonly span: Span
}

/** Why a node exists: the user's own call first, then the definitions it went through. */
export type Origin = readonly OriginFrame[]
