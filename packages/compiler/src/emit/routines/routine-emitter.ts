import type { Builder, Node } from '@gradus/graph'
import type { RoutineKernel, RoutineOp } from '../../loop/loop.ts'
import type { RoutineTarget } from './operands.ts'

/** What takes the place of a node over new inputs; `undefined` where it may stay. */
export type DecomposeRule = (
  builder: Builder,
  node: Node,
  inputs: readonly Node[],
) => Node | undefined

/** How routines are written into functions. */
export interface RoutineEmitter {
  readonly ops: readonly RoutineOp[]
  readonly emit: (kernel: RoutineKernel, target: RoutineTarget) => void
  /** Replaces nodes that this emitter has no form for by others of the same bits. */
  readonly decompose?: DecomposeRule
  /** Bytes that a routine needs while it runs; none unless said. */
  readonly scratchBytes?: (kernel: RoutineKernel) => number
}
