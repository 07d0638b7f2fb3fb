import { AssemblyError } from './assembly-error.ts'
import type { FunctionReference } from './function-builder.ts'
import { type MemoryLimits, type ModuleBuilder, writeLimits } from './module-builder.ts'
import { externalIds } from './section.ts'
import type { ValueType } from './value-type.ts'

/** Imports a function; imports come before the functions that the module defines. */
export function importFunction(
  module: ModuleBuilder,
  from: string,
  field: string,
  params: readonly ValueType[],
  results: readonly ValueType[],
): FunctionReference {
  // Imported functions have the first indices, which calls already hold.
  if (module.functions.some(({ locals }) => locals)) {
    throw new AssemblyError(`"${from}.${field}" is imported after a function is defined`)
  }
  const type = { params, results }
  const typeIndex = module.internType(type)
  module.add('import', (to) => {
    to.name(from)
    to.name(field)
    to.byte(externalIds.function)
    to.unsigned(typeIndex)
  })
  const imported = { index: module.functions.length, name: field, type }
  module.functions.push(imported)
  return imported
}

/** Imports the memory of the module. */
export function importMemory(
  module: ModuleBuilder,
  from: string,
  field: string,
  limits: MemoryLimits,
): void {
  if (limits.shared && limits.maximum === undefined) {
    throw new AssemblyError('a shared memory has no maximum')
  }
  module.add('import', (to) => {
    to.name(from)
    to.name(field)
    to.byte(externalIds.memory)
    writeLimits(to, limits)
  })
}
