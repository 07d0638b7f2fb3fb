import { internalError } from '@gradus/diagnostics'
import type { FunctionBuilder, FunctionReference, Local, ModuleBuilder } from '@gradus/wasm'
import type { Kernel, LoopEntry, LoopKernel, RepeatKernel } from '../loop/loop.ts'
import { type MemoryPlan, scratchName } from '../memory-plan.ts'
import { regionCompiler } from '../region-compiler.ts'
import { contractionScratchBytes, emitContraction } from './contraction.ts'
import type { Family } from './families.ts'
import { emitKernel, loopScratchBytes } from './kernel.ts'
import type { LaneHelpers } from './lane-helpers.ts'
import { LocalPool } from './locals.ts'
import { productOf } from './products.ts'
import type { RoutineContext } from './routines/context.ts'
import { emitterOf } from './routines/emitter.ts'
import type { EntryFunction, Scope } from './scope.ts'
import type { TableSection } from './tables.ts'

/** What all functions of a module share. */
export interface EmitContext {
  readonly module: ModuleBuilder
  readonly plan: MemoryPlan
  readonly tables: TableSection
  readonly helpers: LaneHelpers
  readonly routines: RoutineContext
  /** The kernels that are written once for several. */
  readonly families: ReadonlyMap<Kernel, Family>
  readonly isFused: boolean
}

/** Bytes that a kernel needs for itself while it runs. */
export function scratchBytesOf(kernel: Kernel): number {
  if (kernel.kind === 'routine') return emitterOf(kernel.op).scratchBytes?.(kernel) ?? 0
  if (kernel.kind === 'repeat') return regionCompiler().scratchBytes(kernel, scratchBytesOf)
  const product = productOf(kernel, () => 0, 'plain')
  return product ? contractionScratchBytes(product) : loopScratchBytes(kernel)
}

/** Lines in a function before the next kernel goes into another: engines like them short. */
const longestFunction = 4000

/** Emits an entry as a function of the count of rows. */
export function emitEntry(context: EmitContext, entry: LoopEntry): FunctionBuilder {
  const f = context.module.defineFunction(entry.name, { rows: 'i32' }, [])
  new EntryWriter(context, scopeOf(context, entry), f).kernels(0, entry.kernels.length)
  return f
}

/** What the kernels of an entry see. */
export function scopeOf({ plan }: EmitContext, { name, kernels }: LoopEntry): Scope {
  const temporaries = plan.temporaries.get(name)
  return {
    name,
    kernels,
    addressOf: (buffer) =>
      temporaries?.get(buffer) ??
      plan.buffers.get(buffer) ??
      internalError(`buffer ${buffer} of ${name} has no address`),
    scratchOf: (index) => temporaries?.get(scratchName(index)) ?? 0,
  }
}

/** Spreads kernels over functions of a reasonable length, called from the first one. */
export class EntryWriter {
  readonly #context: EmitContext
  readonly #scope: Scope
  readonly #main: FunctionBuilder
  #part: EntryFunction
  #pool: LocalPool
  #length = 0
  #parts = 1

  constructor(context: EmitContext, scope: Scope, main: EntryFunction) {
    this.#context = context
    this.#scope = scope
    this.#main = main
    this.#part = main
    this.#pool = new LocalPool(main)
  }

  /** Writes the kernels from `first` to before `end`. */
  kernels(first: number, end: number): void {
    for (let index = first; index < end; index++) {
      if (this.#length > longestFunction) this.#nextPart()
      const scratch = this.#scope.scratchOf(index)
      this.#length += this.#kernel(this.#scope.kernels[index]!, scratch)
    }
  }

  /** Writes a kernel: a routine, a product of matrices or loops; gives its length. */
  #kernel(kernel: Kernel, scratch: number): number {
    const { tables, helpers, isFused, routines, families } = this.#context
    const { addressOf } = this.#scope
    const f = this.#part
    const { rows } = this.#part.params
    if (kernel.kind === 'repeat') {
      const all = this.#repeat(kernel, scratch)
      f.get(rows)
      f.call(all)
      return 1
    }
    if (kernel.kind === 'routine') {
      emitterOf(kernel.op).emit(kernel, { f, context: routines, rows, scratch, addressOf })
      return 1
    }
    const product = productOf(kernel, addressOf, isFused ? 'relaxed' : 'plain')
    if (product) {
      emitContraction(f, routines, product, { scratch, rows })
      return 1
    }
    const family = families.get(kernel)
    if (family && scratch === 0 && family.members.size > 1) {
      const buffers = family.members.get(kernel)!
      family.written ??= this.#write(kernel, buffers)
      f.get(rows)
      for (const buffer of buffers) f.i32Const(addressOf(buffer))
      f.call(family.written)
      return 1
    }
    return emitKernel(
      kernel,
      { f, pool: this.#pool, rows, scratch },
      { tables, helpers, addressOf, isFused },
    )
  }

  /** Writes a kernel as a function of the count of rows and the addresses of its buffers. */
  #write(kernel: LoopKernel, buffers: readonly string[]): FunctionReference {
    const { module, tables, helpers, isFused } = this.#context
    const names = ['rows', ...buffers.map((_, i) => `buffer${i}`)]
    const params = Object.fromEntries(names.map((name) => [name, 'i32' as const]))
    const f = module.defineFunction(kernel.name, params, [])
    const [rows, ...starts] = f.locals
    const startOf = (buffer: string): Local => starts[buffers.indexOf(buffer)]!
    emitKernel(
      kernel,
      { f, pool: new LocalPool(f), rows, scratch: 0 },
      { tables, helpers, addressOf: () => 0, startOf, isFused },
    )
    return f
  }

  #repeat(kernel: RepeatKernel, scratch: number): FunctionReference {
    const { module } = this.#context
    const { addressOf } = this.#scope
    const write = (f: EntryFunction, scope: Scope, first: number, end: number): void =>
      new EntryWriter(this.#context, scope, f).kernels(first, end)
    return regionCompiler().emit(kernel, { module, scratch, addressOf, scratchBytesOf, write })
  }

  #nextPart(): void {
    const name = `${this.#scope.name} part ${++this.#parts}`
    this.#part = this.#context.module.defineFunction(name, { rows: 'i32' }, [])
    this.#pool = new LocalPool(this.#part)
    this.#length = 0
    this.#main.get(this.#main.locals[0]!)
    this.#main.call(this.#part)
  }
}
