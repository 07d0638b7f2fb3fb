import { internalError } from '@gradus/diagnostics'
import type { FunctionBuilder, FunctionReference, Local, ModuleBuilder } from '@gradus/wasm'
import type { Kernel, LoopEntry, LoopKernel, RepeatKernel } from '../loop/loop.ts'
import { type MemoryPlan, planRepeat } from '../memory-plan.ts'
import { regionCompiler } from '../region-compiler.ts'
import { contractionScratchBytes, emitContraction } from './contraction.ts'
import type { Family } from './families.ts'
import { emitKernel, loopScratchBytes } from './kernel.ts'
import type { LaneHelpers } from './lane-helpers.ts'
import { LocalPool } from './locals.ts'
import { productOf } from './products.ts'
import type { RoutineContext } from './routines/context.ts'
import { emitterOf } from './routines/emitter.ts'
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
  if (kernel.kind === 'repeat') return planRepeat(kernel, scratchBytesOf).bytes
  const product = productOf(kernel, () => 0, 'plain')
  return product ? contractionScratchBytes(product) : loopScratchBytes(kernel)
}

/** Lines in a function before the next kernel goes into another: engines like them short. */
const longestFunction = 4000

/** A function of the count of rows. */
export type EntryFunction = FunctionBuilder<{ readonly rows: 'i32' }>

/** Emits an entry as a function of the count of rows. */
export function emitEntry(context: EmitContext, entry: LoopEntry): FunctionBuilder {
  const f = context.module.defineFunction(entry.name, { rows: 'i32' }, [])
  new EntryWriter(context, scopeOf(context, entry), f).kernels(0, entry.kernels.length)
  return f
}

/** Kernels that see the same buffers. */
export interface Scope {
  readonly name: string
  readonly kernels: readonly Kernel[]
  readonly addressOf: (buffer: string) => number
  /** The scratch of a kernel, by its position. */
  readonly scratchOf: (index: number) => number
}

/** What the kernels of an entry see. */
export function scopeOf({ plan }: EmitContext, { name, kernels }: LoopEntry): Scope {
  const temporaries = plan.temporaries.get(name)
  const scratch = plan.scratch.get(name)
  return {
    name,
    kernels,
    addressOf: (buffer) =>
      temporaries?.get(buffer) ??
      plan.buffers.get(buffer) ??
      internalError(`buffer ${buffer} of ${name} has no address`),
    scratchOf: (index) => scratch?.get(index) ?? 0,
  }
}

/** What the kernels inside of a repeat see. */
function scopeInside(kernel: RepeatKernel, around: Scope, start: number): Scope {
  const { buffers, scratch } = planRepeat(kernel, scratchBytesOf)
  const given = new Map(
    kernel.links.flatMap(({ role, inside, outside }) =>
      role === 'given' ? [[inside, around.addressOf(outside)]] : [],
    ),
  )
  const { name, kernels } = kernel.body
  return {
    name,
    kernels,
    addressOf: (buffer) =>
      given.get(buffer) ??
      start + (buffers.get(buffer) ?? internalError(`buffer ${buffer} of ${name} has no address`)),
    scratchOf: (index) => start + (scratch.get(index) ?? 0),
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
      this.#repeat(kernel, scratch)
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

  #repeat(kernel: RepeatKernel, scratch: number): void {
    const { module } = this.#context
    const inside = scopeInside(kernel, this.#scope, scratch)
    const turn = this.#turn(kernel, inside)
    const all = module.defineFunction(kernel.name, { rows: 'i32' }, [])
    regionCompiler().emit(all, kernel, turn, {
      inside: inside.addressOf,
      outside: this.#scope.addressOf,
    })
    this.#part.get(this.#part.params.rows)
    this.#part.call(all)
  }

  /** One turn of a repeat: a function that gives whether it was done, where it may end early. */
  #turn(kernel: RepeatKernel, inside: Scope): FunctionReference {
    const { commit } = kernel.body
    const name = `${kernel.name} turn`
    const turn = this.#context.module.defineFunction(name, { rows: 'i32' }, commit ? ['i32'] : [])
    const count = inside.kernels.length
    const write = (first: number, end: number): void =>
      new EntryWriter(this.#context, inside, turn).kernels(first, end)
    if (!commit) {
      write(0, count)
      return turn
    }
    write(0, commit.before)
    turn.i32Const(0)
    turn.load('i32.load', inside.addressOf(commit.buffer))
    turn.op('i32.eqz')
    turn.if(() => {
      turn.i32Const(0)
      turn.return()
    })
    write(commit.before, count)
    turn.i32Const(1)
    return turn
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
