import type {
  FunctionBuilder,
  FunctionReference,
  Local,
  ModuleBuilder,
  Parameters,
  ValueType,
} from '@gradus/wasm'

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
 * The function of that key, which `emit` writes at the first request: the key, or the name where
 * there is none, must say everything that the code depends on. A function tiers up at its next call, a loop in the
 * middle of a long one does not, so long work is always in functions of its own.
 */
export function sharedFunction<const P extends Parameters>(
  { module, functions }: RoutineContext,
  name: string,
  params: P,
  emit: (f: FunctionBuilder<P>) => void,
  results: readonly ValueType[] = [],
  key: string = name,
): FunctionReference {
  const known = functions.get(key)
  if (known !== undefined) return known
  const f = module.defineFunction(name, params, results)
  functions.set(key, f)
  emit(f)
  return f
}

/** Where an emitted routine may work, and where it finds the count of rows. */
export interface Place {
  /** Byte address of the scratch bytes that it asks for, a multiple of 16. */
  readonly scratch: number
  readonly rows: Local
}

/** Emits a call of a new function, which `emit` writes and which takes the count of rows. */
export function emitOwnFunction(
  f: FunctionBuilder,
  { module, functions }: RoutineContext,
  { name, rows }: { readonly name: string; readonly rows: Local },
  emit: (f: FunctionBuilder, rows: Local) => void,
): void {
  const own = module.defineFunction(`${name}_${functions.size}`, { rows: 'i32' }, [])
  functions.set(own.name, own)
  emit(own, own.params.rows)
  f.get(rows)
  f.call(own)
}
