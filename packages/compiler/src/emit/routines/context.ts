import type {
  FunctionBuilder,
  FunctionReference,
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
