import type { RoutineKernel, RoutineOp } from '../../loop/loop.ts'
import type { RoutineTarget } from './operands.ts'

/** How routines are written into functions. */
export interface RoutineEmitter {
  readonly ops: readonly RoutineOp[]
  readonly emit: (kernel: RoutineKernel, target: RoutineTarget) => void
  /** Bytes that a routine needs while it runs; none unless said. */
  readonly scratchBytes?: (kernel: RoutineKernel) => number
}
