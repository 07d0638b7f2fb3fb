import type { Expr } from '../1-syntax/ast.ts'
import type { Dims } from '../2-check/dims.ts'
import type { Lowered } from './value.ts'

/** The arguments of a layer: values, dims and names of functions. */
export interface CallArguments {
  expr(name: string): Expr | undefined
  tensor(name: string): Lowered
  dims(name: string): Dims | undefined
  /** What the argument does to a value. */
  activation(name: string): ((x: Lowered) => Lowered) | undefined
}
