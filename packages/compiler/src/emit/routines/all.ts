import { addAlongAxisEmitter } from './along-axis.ts'
import { argsortEmitter } from './argsort.ts'
import { cumsumEmitter } from './cumsum.ts'
import { bringEmitter } from './emitter.ts'
import { overlapAddEmitter } from './overlap-add.ts'
import { programEmitter } from './program.ts'
import { randomEmitter } from './uniform.ts'

/** Brings every emitter: for programs that meet ops by name. */
export function bringAllEmitters(): void {
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
