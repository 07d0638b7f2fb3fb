import {
  arityOf,
  type DType,
  type ElementwiseName,
  hasTrait,
  type Lanes,
  programs,
} from '@gradus/ops'
import type { FunctionReference } from '@gradus/wasm'
import { type LoopProgram, leavesOf } from '../loop/loop.ts'
import { carriersOn, laneOf, type Tables } from './lanes.ts'
import { LocalPool } from './locals.ts'
import { type RoutineContext, sharedFunction } from './routines/context.ts'
import { Tape, type Value } from './tape.ts'
import { Writer } from './writer.ts'

/** The program of an op, for any carrier of machine operations. */
export type MachineProgram = ($: Lanes<Value, Value>, ...args: Value[]) => Value

/** Straight code runs an op once, so more copies than this are not worth their bytes. */
const mostCopies = 8
/** In a loop a call costs as much as the work that it saves writing, so copies may be many. */
const mostLoopCopies = 256

/** Functions for costly ops that occur so often that copies of them would swell the module. */
export class LaneHelpers {
  readonly #context: RoutineContext
  readonly #tables: Tables
  readonly #uses: ReadonlyMap<ElementwiseName, number>

  constructor(context: RoutineContext, tables: Tables, loops: LoopProgram) {
    this.#context = context
    this.#tables = tables
    this.#uses = countCostly(loops)
  }

  /**
   * The function from vectors to a vector that computes an op.
   *
   * @param dtype  The type that the op computes in.
   * @param width  Elements in a vector of the kernel.
   * @returns  `undefined` where the op is better written in place.
   */
  find(
    op: ElementwiseName,
    dtype: DType,
    width: 2 | 4,
    isInLoop: boolean,
  ): FunctionReference | undefined {
    const uses = this.#uses.get(op) ?? 0
    if (uses <= (isInLoop ? mostLoopCopies : mostCopies)) return undefined
    const program = programs[op] as unknown as MachineProgram
    const names = Array.from({ length: arityOf[op] as number }, (_, i) => `x${i}`)
    const params = Object.fromEntries(names.map((name) => [name, 'v128' as const]))
    const name = `${op} ${laneOf[dtype]} ${width}`
    return sharedFunction(
      this.#context,
      name,
      params,
      (f) => {
        const tape = new Tape(0)
        const own = { level: 0, isSpread: true }
        const args = names.map((key) =>
          tape.record({ kind: 'argument', local: f.params[key]! }, [], own),
        )
        const result = program(carriersOn(tape, this.#tables, width)(dtype), ...args)
        const shape = { width, pointers: 0, rows: undefined }
        const writer = new Writer(f, new LocalPool(f), tape, [result], shape)
        writer.level(0)
        writer.push(result, 0)
      },
      ['v128'],
    )
  }
}

/** How often each costly op occurs in all kernels. */
function countCostly({ entries }: LoopProgram): Map<ElementwiseName, number> {
  const uses = new Map<ElementwiseName, number>()
  for (const { kernels } of entries) {
    for (const kernel of leavesOf(kernels)) {
      for (const line of kernel.kind === 'loop' ? kernel.body : []) {
        if (line.kind !== 'apply' || !hasTrait(line.op, 'expensive')) continue
        uses.set(line.op, (uses.get(line.op) ?? 0) + 1)
      }
    }
  }
  return uses
}
