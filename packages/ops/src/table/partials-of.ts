import { type FunctionName, functionNames, type OpName, type SmoothName } from '../names.ts'
import type { Partial } from '../row.ts'
import { broughtFunction } from '../rows/brought-function.ts'
import { commonPartials } from './common-partials.ts'

const functions: ReadonlySet<string> = new Set(functionNames)

/** One partial for each argument of an elementwise op on values; `undefined` for other ops. */
export function partialsOf(op: OpName): readonly Partial<SmoothName>[] | undefined {
  if (functions.has(op)) return broughtFunction(op as FunctionName).partials as never
  return (commonPartials as Readonly<Record<string, unknown>>)[op] as never
}
