import { CONTRACTION_BLOCK } from '@gradus/ops'
import type { FunctionBuilder } from '@gradus/wasm'
import { emitBlocks } from './contraction-blocks.ts'
import type { ContractionDescriptor } from './contraction-descriptor.ts'
import { planBlocks, scratchOfPlan } from './contraction-plan.ts'
import { emitOwnFunction, type Place, type RoutineContext } from './routines/context.ts'

export type { ContractionAxis, ContractionDescriptor } from './contraction-descriptor.ts'
export type { Place } from './routines/context.ts'
export type { Extent } from './routines/loop.ts'

/** Bytes of scratch that a contraction needs while it runs; may be 0. */
export function contractionScratchBytes(descriptor: ContractionDescriptor): number {
  return scratchOfPlan(planBlocks(descriptor, CONTRACTION_BLOCK))
}

/** Emits a contraction into `f`, as a call of a function of its own. */
export function emitContraction(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: ContractionDescriptor,
  place: Place,
): void {
  const sizes = descriptor.axes.map(({ extent }) => extent.size + (extent.rows ? 'r' : ''))
  emitOwnFunction(
    f,
    context,
    { name: `contraction_${sizes.join('x')}`, rows: place.rows },
    (to, rows) => emitBlocks(to, context, descriptor, place.scratch, rows),
  )
}
