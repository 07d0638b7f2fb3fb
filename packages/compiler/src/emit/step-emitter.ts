import { internalError } from '@gradus/diagnostics'
import type { FunctionBuilder } from '@gradus/wasm'
import type { LoopProgram } from '../loop/loop.ts'
import type { StepEntry } from '../program.ts'
import type { EmitContext } from './entry.ts'

/** Writes the loop over steps, which programs of training have and others do not. */
export type StepEmitter = (
  context: EmitContext,
  step: StepEntry,
  loops: LoopProgram,
  functions: ReadonlyMap<string, FunctionBuilder>,
) => void

let known: StepEmitter | undefined

/** Makes the emitter of steps known; always the same. */
export function provideStepEmitter(emitter: StepEmitter): void {
  known = emitter
}

/** The emitter of steps that was brought. */
export function stepEmitter(): StepEmitter {
  return known ?? internalError('the emitter of steps was not brought')
}
