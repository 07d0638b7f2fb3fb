import { internalError } from '@gradus/diagnostics'
import { type FunctionBuilder, ModuleBuilder, type ModuleOptions } from '@gradus/wasm'
import { type LoopEntry, type LoopProgram, leavesOf } from '../loop/loop.ts'
import type { MemoryPlan } from '../memory-plan.ts'
import type { Batches, Program } from '../program.ts'
import { type BatchState, emitDriver, stepStatus } from './driver.ts'
import { type EmitContext, emitEntry, emitStepBody } from './entry.ts'
import { LaneHelpers } from './lane-helpers.ts'
import { routineContext } from './routines/context.ts'
import { TableSection } from './tables.ts'

/** The bytes of a module and the memory it has. */
export interface EmittedModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Pages of 64 KiB. */
  readonly pages: number
}

const pageBytes = 65536

/** Emits all entries as functions of one module that exports its memory. */
export function emitModule(
  program: Program,
  loops: LoopProgram,
  plan: MemoryPlan,
  { isFused, ...options }: Pick<ModuleOptions, 'functionBuilder'> & { readonly isFused: boolean },
): EmittedModule {
  const module = new ModuleBuilder({ name: 'gradus', ...options })
  const tables = new TableSection(module, plan.end)
  const routines = routineContext(module)
  const helpers = new LaneHelpers(routines, tables, loops)
  const context: EmitContext = { module, plan, tables, helpers, routines, isFused }
  const functions = new Map<string, FunctionBuilder>()
  for (const entry of loops.entries) {
    if (entry.name === program.step?.name) continue
    const f = emitEntry(context, entry)
    functions.set(entry.name, f)
    module.exportFunction(f)
  }
  if (program.step) emitStep(context, program, loops, functions)
  const pages = Math.ceil((tables.end + plan.overreach) / pageBytes)
  module.defineMemory({ initial: pages })
  module.exportMemory('memory')
  return { bytes: module.build(), pages }
}

function emitStep(
  context: EmitContext,
  { step }: Program,
  loops: LoopProgram,
  functions: ReadonlyMap<string, FunctionBuilder>,
): void {
  const { module, plan } = context
  const entry = loops.entries.find(({ name }) => name === step!.name)!
  const body = emitStepBody(context, entry)
  const status = module.defineGlobal('status', 'i32', stepStatus.done)
  module.exportGlobal(status)
  const driver = module.defineFunction('step', { n: 'i32' }, ['i32'])
  const batches = step!.batches && batchState(plan, step!.batches, functions)
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
