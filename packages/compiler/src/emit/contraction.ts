import { internalError } from '@gradus/diagnostics'
import { CONTRACTION_BLOCK } from '@gradus/ops'
import type { FunctionBuilder } from '@gradus/wasm'
import { emitBlocks } from './contraction-blocks.ts'
import type { ContractionDescriptor } from './contraction-descriptor.ts'
import { dotScratchBytes, emitDots } from './contraction-dot.ts'
import { planBlocks, scratchOfPlan } from './contraction-plan.ts'
import { type RoutineContext, sharedFunction } from './routines/context.ts'
import { emitRows, type RowsSource } from './routines/loop.ts'

export type { ContractionDescriptor, Extent, Operand } from './contraction-descriptor.ts'

/** Where a contraction may work, and where it finds the count of rows. */
export interface ContractionPlace {
  /** Byte address of `contractionScratchBytes` bytes, a multiple of 16. */
  readonly scratch: number
  /** Needed when an extent has `rows`. */
  readonly rows?: RowsSource
}

/** Bytes of scratch that a contraction needs while it runs; may be 0. */
export function contractionScratchBytes(descriptor: ContractionDescriptor): number {
  if (descriptor.order === 'dot') return dotScratchBytes(descriptor)
  return scratchOfPlan(planBlocks(descriptor, CONTRACTION_BLOCK))
}

/** Emits a contraction into `f`, as a call of a function of its own. */
export function emitContraction(
  f: FunctionBuilder,
  context: RoutineContext,
  descriptor: ContractionDescriptor,
  place: ContractionPlace,
): void {
  const { batch, m, n, k } = descriptor
  const hasRows = [batch, m, n, k].some((extent) => extent.rows)
  if (hasRows && place.rows !== undefined) emitRows(f, place.rows)
  else if (hasRows) throw internalError('a contraction over rows got no count of rows')
  const size = [batch, m, k, n].map((extent) => extent.size + (extent.rows ? 'r' : '')).join('x')
  const name = `contraction_${size}_${context.functions.size}`
  const emit = descriptor.order === 'dot' ? emitDots : emitBlocks
  f.call(
    hasRows
      ? sharedFunction(context, name, { rows: 'i32' }, (to) =>
          emit(to, context, descriptor, place.scratch, to.params.rows),
        )
      : sharedFunction(context, name, {}, (to) => emit(to, context, descriptor, place.scratch)),
  )
}
