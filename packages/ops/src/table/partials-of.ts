import { type FunctionName, type OpName, type SmoothName, signatures } from '../names.ts'
import type { Partial } from '../row.ts'
import { broughtFunction } from '../rows/brought-function.ts'
import { commonPartials } from './common-partials.ts'

/** One partial for each argument of an elementwise op on values; `undefined` for other ops. */
export function partialsOf(op: OpName): readonly Partial<SmoothName>[] | undefined {
  const common = (commonPartials as Readonly<Record<string, unknown>>)[op]
  if (common || !isSmooth(op)) return common as never
  return broughtFunction(op as FunctionName).partials as never
}

function isSmooth(op: string): boolean {
  return /^v+>v$/.test((signatures as Readonly<Record<string, string>>)[op] ?? '')
}
