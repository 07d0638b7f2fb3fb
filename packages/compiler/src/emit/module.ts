import { type FunctionBuilder, ModuleBuilder, type ModuleOptions } from '@gradus/wasm'
import type { LoopProgram } from '../loop/loop.ts'
import type { MemoryPlan } from '../memory-plan.ts'
import type { Program } from '../program.ts'
import { type EmitContext, emitEntry } from './entry.ts'
import { findFamilies } from './families.ts'
import { LaneHelpers } from './lane-helpers.ts'
import { routineContext } from './routines/context.ts'
import { stepEmitter } from './step-emitter.ts'
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
  const families = findFamilies(loops)
  const context: EmitContext = { module, plan, tables, helpers, routines, families, isFused }
  const functions = new Map<string, FunctionBuilder>()
  for (const entry of loops.entries) {
    if (entry.name === program.step?.name) continue
    const f = emitEntry(context, entry)
    functions.set(entry.name, f)
    module.exportFunction(f)
  }
  if (program.step) stepEmitter()(context, program.step, loops, functions)
  const pages = Math.ceil((tables.end + plan.overreach) / pageBytes)
  module.defineMemory({ initial: pages })
  module.exportMemory('memory')
  return { bytes: module.build(), pages }
}
