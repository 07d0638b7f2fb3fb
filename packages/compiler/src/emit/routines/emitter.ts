import { internalError } from '@gradus/diagnostics'
import type { RoutineKernel, RoutineOp } from '../../loop/loop.ts'
import type { RoutineTarget } from './operands.ts'
import { scatterAddEmitter } from './rows.ts'

/** How routines are written into functions. */
export interface RoutineEmitter {
  readonly ops: readonly RoutineOp[]
  readonly emit: (kernel: RoutineKernel, target: RoutineTarget) => void
  /** Bytes that a routine needs while it runs; none unless said. */
  readonly scratchBytes?: (kernel: RoutineKernel) => number
}

// Tensors can be indexed by tensors wherever they are, and this is what that is transposed to.
const emitters = new Map<RoutineOp, RoutineEmitter>([['scatter_add', scatterAddEmitter]])

/**
 * Makes an emitter known. Those who make nodes of these ops bring it, like their rows, so that
 * pages without such nodes do not carry it.
 */
export function bringEmitter(emitter: RoutineEmitter): void {
  for (const op of emitter.ops) emitters.set(op, emitter)
}

/** What writes an op. */
export function emitterOf(op: RoutineOp): RoutineEmitter {
  return emitters.get(op) ?? internalError(`the emitter of ${op} was not brought`)
}
