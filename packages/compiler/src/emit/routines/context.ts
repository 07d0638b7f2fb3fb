import { internalError } from '@gradus/diagnostics'
import type {
  FunctionBuilder,
  FunctionReference,
  Local,
  ModuleBuilder,
  Parameters,
  ValueType,
} from '@gradus/wasm'
import { type Extent, emitRows, type RowsSource } from './loop.ts'

/** A module with the functions that emitters define in it once and call from many places. */
export interface RoutineContext {
  readonly module: ModuleBuilder
  readonly functions: Map<string, FunctionReference>
}

/** The context of a module that has none yet. */
export function routineContext(module: ModuleBuilder): RoutineContext {
  return { module, functions: new Map() }
}

/**
 * The function of that name, which `emit` writes at the first request: the name must say
 * everything that the code depends on. A function tiers up at its next call, a loop in the
 * middle of a long one does not, so long work is always in functions of its own.
 */
export function sharedFunction<const P extends Parameters>(
  { module, functions }: RoutineContext,
  name: string,
  params: P,
  emit: (f: FunctionBuilder<P>) => void,
  results: readonly ValueType[] = [],
): FunctionReference {
  const known = functions.get(name)
  if (known !== undefined) return known
  const f = module.defineFunction(name, params, results)
  functions.set(name, f)
  emit(f)
  return f
}

/** Where an emitted routine may work, and where it finds the count of rows. */
export interface Place {
  /** Byte address of the scratch bytes that it asks for, a multiple of 16. */
  readonly scratch: number
  /** Needed when an extent has `rows`. */
  readonly rows?: RowsSource | undefined
}

/** What a function for one node is called, and the extents that it loops over. */
export interface OwnFunction {
  readonly name: string
  readonly extents: readonly Extent[]
  readonly rows: RowsSource | undefined
}

/**
 * Emits a call of a new function, which `emit` writes. It takes the count of rows when one
 * of the extents needs it.
 */
export function emitOwnFunction(
  f: FunctionBuilder,
  { module, functions }: RoutineContext,
  { name, extents, rows }: OwnFunction,
  emit: (f: FunctionBuilder, rows: Local | undefined) => void,
): void {
  const unique = `${name}_${functions.size}`
  if (!extents.some((extent) => extent.rows)) {
    const own = module.defineFunction(unique, {}, [])
    functions.set(unique, own)
    emit(own, undefined)
    f.call(own)
    return
  }
  if (rows === undefined) internalError(`${name} needs a count of rows`)
  const own = module.defineFunction(unique, { rows: 'i32' }, [])
  functions.set(unique, own)
  emit(own, own.params.rows)
  emitRows(f, rows)
  f.call(own)
}
