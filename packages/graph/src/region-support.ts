import { internalError } from '@gradus/diagnostics'
import type { Value } from '@gradus/ops'
import type { Batched } from './autodiff/batched.ts'
import type { Builder } from './builder.ts'
import type { Environment } from './environment.ts'
import type { Node } from './node.ts'

/**
 * What walks over graphs do where they meet regions. Those who make regions bring it, so that
 * pages without loops do not carry it; see Note [Brought ops] of the op table.
 */
export interface RegionSupport {
  /** The value of one output; outputs of one run share `runs`. */
  readonly interpret: (
    node: Node<'repeat'>,
    inputs: readonly Value[],
    environment: Environment,
    runs: Map<string, readonly Value[]>,
  ) => Value
  /** The same nodes with simple bodies. */
  readonly simplify: (
    builder: Builder,
    nodes: readonly Node[],
    simplify: (nodes: readonly Node[]) => readonly Node[],
  ) => readonly Node[]
  /** Tangents of all outputs. */
  readonly pushForward: (
    builder: Builder,
    node: Node<'repeat'>,
    tangents: readonly (Node | undefined)[],
  ) => readonly (Node | undefined)[]
  /** Cotangents of all inputs. */
  readonly transpose: (
    builder: Builder,
    node: Node<'repeat'>,
    cotangents: readonly (Node | undefined)[],
    varying: ReadonlySet<Node>,
  ) => readonly (Node | undefined)[]
  /** All outputs for a batch. */
  readonly vectorize: (
    builder: Builder,
    node: Node<'repeat'>,
    inputs: readonly Batched[],
    size: number,
  ) => readonly Batched[]
}

let known: RegionSupport | undefined

/** Makes what there is for regions known; always the same. */
export function provideRegionSupport(support: RegionSupport): void {
  known = support
}

/** What was brought for regions. */
export function regionSupport(): RegionSupport {
  return known ?? internalError('regions were not brought')
}
