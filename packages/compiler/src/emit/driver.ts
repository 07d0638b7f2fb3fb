import type { FunctionBuilder, FunctionReference, GlobalReference, Local } from '@gradus/wasm'
import type { Batches } from '../program.ts'

/** How the body of a step ended. */
export const outcomes = { notCommitted: 0, committed: 1, stopped: 2 } as const

/** The values of the exported global `status`, by how a call of `step` ended. */
export const stepStatus = { done: 0, stopped: 1, 'not-finite': 2 } as const

/** What the loop over steps calls and where it keeps its place. */
export interface DriverParts {
  readonly body: FunctionReference
  readonly status: GlobalReference
  /** The count of rows of a step without batches. */
  readonly rows: number
  readonly batches?: BatchState
}

export interface BatchState {
  readonly batches: Batches
  /** Addresses of the position and the epoch. */
  readonly position: number
  readonly epoch: number
  readonly onEpoch?: FunctionReference
}

/** Emits the loop `step(n)`, which gives the steps done; Note [Programs]. */
export function emitDriver(
  f: FunctionBuilder<{ readonly n: 'i32' }>,
  { body, status, rows: fixedRows, batches }: DriverParts,
): void {
  const [done, rows, outcome] = [f.local('i32', 'done'), f.local('i32', 'rows'), f.local('i32')]
  const end = (value: number): void => {
    f.i32Const(value)
    f.setGlobal(status)
    f.get(done)
    f.return()
  }
  f.loop((again) => {
    f.get(done)
    f.get(f.params.n)
    f.op('i32.ge_s')
    f.if(() => end(stepStatus.done))
    if (batches) emitBatchStart(f, batches, rows)
    else {
      f.i32Const(fixedRows)
      f.set(rows)
    }
    f.get(rows)
    f.get(done)
    f.call(body)
    f.tee(outcome)
    f.op('i32.eqz')
    f.if(() => end(stepStatus['not-finite']))
    f.get(done)
    f.i32Const(1)
    f.op('i32.add')
    f.set(done)
    if (batches) emitBatchEnd(f, batches, rows)
    f.get(outcome)
    f.i32Const(outcomes.stopped)
    f.op('i32.eq')
    f.if(() => end(stepStatus.stopped))
    f.br(again)
  })
  f.op('unreachable')
}

/** Begins an epoch where one begins, and counts the rows of the batch. */
function emitBatchStart(f: FunctionBuilder, state: BatchState, rows: Local): void {
  const { batches, position, onEpoch } = state
  if (onEpoch) {
    f.i32Const(0)
    f.load('i32.load', position)
    f.op('i32.eqz')
    f.if(() => {
      f.i32Const(batches.total)
      f.call(onEpoch)
    })
  }
  f.i32Const(batches.size)
  f.i32Const(batches.total)
  f.i32Const(0)
  f.load('i32.load', position)
  f.op('i32.sub')
  f.tee(rows)
  f.i32Const(batches.size)
  f.get(rows)
  f.op('i32.lt_s')
  f.op('select')
  f.set(rows)
}

/** Moves to the next batch, and to the next epoch when the rows are used up. */
function emitBatchEnd(f: FunctionBuilder, state: BatchState, rows: Local): void {
  const { batches, position, epoch } = state
  f.i32Const(0)
  f.load('i32.load', position)
  f.get(rows)
  f.op('i32.add')
  f.tee(rows)
  f.i32Const(batches.total)
  f.op('i32.ge_s')
  f.if(() => {
    f.i32Const(0)
    f.set(rows)
    f.i32Const(0)
    f.i32Const(0)
    f.load('i32.load', epoch)
    f.i32Const(1)
    f.op('i32.add')
    f.store('i32.store', epoch)
  })
  f.i32Const(0)
  f.get(rows)
  f.store('i32.store', position)
}
