import { type ElementwiseName, type FunctionName, signatures } from '../names.ts'
import { exp, expm1 } from '../numerics/exponential.ts'
import { log, log1p } from '../numerics/logarithm.ts'
import { pow } from '../numerics/power.ts'
import { sigmoid, softplus, tanh } from '../numerics/sigmoidal.ts'
import type { LaneProgram, Programs } from '../row.ts'
import { broughtFunction, type FunctionRow } from '../rows/brought-function.ts'
import { simplePrograms } from './simple-programs.ts'

/** What each elementwise op computes, in machine operations. */
export const programs: Programs<ElementwiseName> = {
  ...broughtPrograms(),
  ...simplePrograms,
  pow,
  exp,
  expm1,
  log,
  log1p,
  sigmoid,
  softplus,
  tanh,
}

/** For every op: those that have a program here take its place. */
function broughtPrograms(): Programs<ElementwiseName> {
  const made = Object.keys(signatures).map((op) => {
    const program: LaneProgram<FunctionName> = ($, ...args) => {
      const row = broughtFunction(op as FunctionName) as FunctionRow<FunctionName>
      return row.program($, ...args)
    }
    return [op, program]
  })
  return Object.fromEntries(made) as Programs<ElementwiseName>
}
