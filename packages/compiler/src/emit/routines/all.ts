import { bringRegionCompiler } from '../../bring-region-compiler.ts'
import { bringSteps } from '../../bring-steps.ts'
import { addAlongAxisEmitter } from './along-axis.ts'
import { argsortEmitter } from './argsort.ts'
import { cumsumEmitter } from './cumsum.ts'
import { bringEmitter } from './emitter.ts'
import { overlapAddEmitter } from './overlap-add.ts'
import { programEmitter } from './program.ts'
import { randomEmitter } from './uniform.ts'

/** Brings every emitter, and what compiles regions and steps: for programs that meet ops by name. */
export function bringAllEmitters(): void {
  bringRegionCompiler()
  bringSteps()
  for (const emitter of [
    addAlongAxisEmitter,
    argsortEmitter,
    cumsumEmitter,
    overlapAddEmitter,
    programEmitter,
    randomEmitter,
  ]) {
    bringEmitter(emitter)
  }
}
