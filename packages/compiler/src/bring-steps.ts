import { emitStep } from './emit/step.ts'
import { provideStepEmitter } from './emit/step-emitter.ts'

/** Brings what compiles `step(n)`: for programs that have a step. */
export function bringSteps(): void {
  provideStepEmitter(emitStep)
}
