import { emitRepeat } from './emit/repeat.ts'
import { repeatKernel } from './lower/repeat.ts'
import { unroll } from './passes/unroll.ts'
import { provideRegionCompiler } from './region-compiler.ts'
import { planRepeat } from './repeat-plan.ts'

/** Brings what compiles regions: for who makes them. */
export function bringRegionCompiler(): void {
  provideRegionCompiler({
    unroll,
    lower: repeatKernel,
    scratchBytes: (kernel, scratchBytesOf) => planRepeat(kernel, scratchBytesOf).bytes,
    emit: emitRepeat,
  })
}
