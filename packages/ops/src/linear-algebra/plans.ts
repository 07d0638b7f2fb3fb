import type { OpAttributes } from '../attributes.ts'
import type { LinearAlgebraName } from '../names.ts'
import { cholesky } from '../routines/cholesky.ts'
import { determinant } from '../routines/determinant.ts'
import { eigh, eighScratch } from '../routines/eigh.ts'
import { lu } from '../routines/lu.ts'
import { qr } from '../routines/qr.ts'
import type { RoutinePlan } from '../routines/routine.ts'
import { solveByFactors, solveTriangle } from '../routines/solve.ts'
import { spectrum } from '../routines/spectrum.ts'
import { svd, svdScratch } from '../routines/svd.ts'
import type { Shape } from '../shape.ts'

/** How a routine runs on inputs of these shapes, which its type rule has accepted. */
export type PlanRule<K extends LinearAlgebraName> = (
  inputs: readonly Shape[],
  attributes: OpAttributes[K],
) => RoutinePlan

/** The routines of linear algebra, each written once for every machine. */
export const routinePlans: { readonly [K in LinearAlgebraName]: PlanRule<K> } = {
  triangular_solve: ([a, b], triangle) => ({
    ...problem(a!),
    variant: namesOf(triangle),
    sizes: [rowsOf(a!), rightSides(a!, b!)],
    run: ($, parts) => solveTriangle($, parts, triangle),
  }),
  cholesky: ([a]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!)],
    scratch: rowsOf(a!),
    run: cholesky,
  }),
  lu: ([a]) => ({ ...problem(a!), sizes: [rowsOf(a!)], run: lu }),
  solve: ([a, , b], { transposed }) => ({
    ...problem(a!),
    variant: namesOf({ transposed }),
    sizes: [rowsOf(a!), rightSides(a!, b!)],
    scratch: transposed ? rowsOf(a!) * rightSides(a!, b!) : 0,
    run: ($, parts) => solveByFactors($, parts, transposed),
  }),
  determinant: ([a]) => ({ ...problem(a!), sizes: [rowsOf(a!)], run: determinant }),
  qr: ([a]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!), columnsOf(a!)],
    scratch: 2 * columnsOf(a!),
    run: qr,
  }),
  eigh: ([a]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!)],
    scratch: eighScratch(rowsOf(a!)),
    run: eigh,
  }),
  svd: ([a]) => {
    const [m, n] = [rowsOf(a!), columnsOf(a!)]
    const isWide = m < n
    return {
      ...problem(a!),
      variant: namesOf({ wide: isWide }),
      sizes: [m, n],
      scratch: svdScratch(m, n),
      run: ($, parts) => svd($, parts, isWide),
    }
  },
  spectrum: ([a, decomposition]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!), columnsOf(decomposition!)],
    run: spectrum,
  }),
}

function problem(matrix: Shape): Pick<RoutinePlan, 'variant' | 'batchRank' | 'scratch'> {
  return { variant: '', batchRank: matrix.length - 2, scratch: 0 }
}

function rowsOf(matrix: Shape): number {
  return matrix.at(-2)!.size
}

function columnsOf(matrix: Shape): number {
  return matrix.at(-1)!.size
}

/** The columns of a right-hand side; a vector is one column. */
function rightSides(matrix: Shape, right: Shape): number {
  return right.length < matrix.length ? 1 : columnsOf(right)
}

/** The names of what is true, as a suffix. */
function namesOf(choices: Readonly<Record<string, boolean>>): string {
  return Object.entries(choices)
    .map(([name, isChosen]) => (isChosen ? `_${name}` : ''))
    .join('')
}
