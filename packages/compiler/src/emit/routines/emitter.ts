import { internalError } from '@gradus/diagnostics'
import type { RoutineOp } from '../../loop/loop.ts'
import type { DecomposeRule, RoutineEmitter } from './routine-emitter.ts'
import { scatterAddEmitter } from './rows.ts'

// Tensors can be indexed by tensors wherever they are, and this is what that is transposed to.
const emitters = new Map<string, RoutineEmitter>([['scatter_add', scatterAddEmitter]])

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

/** How nodes of an op are simplified before it is written, where anything is. */
export function decomposeRuleOf(op: string): DecomposeRule | undefined {
  return emitters.get(op)?.decompose
}
