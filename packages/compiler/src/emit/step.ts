import { internalError } from '@gradus/diagnostics'
import type { DType } from '@gradus/ops'
import { defineGlobal, exportGlobal, type FunctionBuilder, type Local } from '@gradus/wasm'
import { type LoopEntry, type LoopProgram, leavesOf } from '../loop/loop.ts'
import type { MemoryPlan } from '../memory-plan.ts'
import { type Batches, SERIES_CAPACITY, type StepEntry } from '../program.ts'
import { type BatchState, emitDriver, outcomes, stepStatus } from './driver.ts'
import { type EmitContext, EntryWriter, scopeOf } from './entry.ts'

/**
 * Emits `step(n)` with its loop inside, and the global `status` that says how it ended.
 */
export function emitStep(
  context: EmitContext,
  step: StepEntry,
  loops: LoopProgram,
  functions: ReadonlyMap<string, FunctionBuilder>,
): void {
  const { module, plan } = context
  const entry = loops.entries.find(({ name }) => name === step.name)!
  const body = emitStepBody(context, entry)
  const status = defineGlobal(module, 'status', 'i32', stepStatus.done)
  exportGlobal(module, status)
  const driver = module.defineFunction('step', { n: 'i32' }, ['i32'])
  const batches = step.batches && batchState(plan, step.batches, functions)
  emitDriver(driver, { body, status, rows: capacityOf(entry), ...(batches && { batches }) })
  module.exportFunction(driver)
}

function batchState(
  plan: MemoryPlan,
  batches: Batches,
  functions: ReadonlyMap<string, FunctionBuilder>,
): BatchState {
  const addressOf = (name: string): number =>
    plan.buffers.get(name) ?? internalError(`the batches need a buffer ${name}`)
  const onEpoch = batches.onEpoch === undefined ? undefined : functions.get(batches.onEpoch)
  return {
    batches,
    position: addressOf(batches.position),
    epoch: addressOf(batches.epoch),
    ...(onEpoch && { onEpoch }),
  }
}

/** The rows of a step without batches: all that there is room for. */
function capacityOf({ kernels }: LoopEntry): number {
  const extents = leavesOf(kernels).flatMap((kernel) =>
    kernel.kind === 'loop' ? kernel.axes.map(({ extent }) => extent) : kernel.output.shape,
  )
  const counted = extents.find(({ rows }) => rows !== undefined)
  return counted ? counted.size / counted.rows! : 0
}

/**
 * Emits the body of a step: it takes the count of rows and the position in the rings of
 * series, and gives one of the outcomes.
 */
function emitStepBody(context: EmitContext, entry: LoopEntry): FunctionBuilder {
  const params = { rows: 'i32', position: 'i32' } as const
  const f = context.module.defineFunction(`${entry.name} body`, params, ['i32'])
  const scope = scopeOf(context, entry)
  const { addressOf } = scope
  const writer = new EntryWriter(context, scope, f)
  const before = entry.commit?.before ?? 0
  writer.kernels(0, before)
  if (entry.commit) {
    f.i32Const(0)
    f.load('i32.load', addressOf(entry.commit.buffer))
    f.op('i32.eqz')
    f.if(() => {
      f.i32Const(outcomes.notCommitted)
      f.return()
    })
  }
  writer.kernels(before, entry.kernels.length)
  for (const { name, buffer } of entry.series) {
    const ring = context.plan.series.get(name)!
    emitRecord(f, f.params.position, ring, addressOf(buffer.name), buffer.dtype)
  }
  f.i32Const(outcomes.committed)
  if (entry.stop !== undefined) {
    f.i32Const(0)
    f.load('i32.load', addressOf(entry.stop))
    f.op('i32.add')
  }
  return f
}

/** Stores a single number, as f64, at a position of a ring. */
function emitRecord(
  f: FunctionBuilder,
  position: Local,
  ring: number,
  from: number,
  dtype: DType,
): void {
  f.get(position)
  f.i32Const(SERIES_CAPACITY - 1)
  f.op('i32.and')
  f.i32Const(3)
  f.op('i32.shl')
  f.i32Const(0)
  if (dtype === 'f64') f.load('f64.load', from)
  else if (dtype === 'f32') {
    f.load('f32.load', from)
    f.op('f64.promote_f32')
  } else {
    f.load('i32.load', from)
    f.op('f64.convert_i32_s')
  }
  f.store('f64.store', ring)
}
