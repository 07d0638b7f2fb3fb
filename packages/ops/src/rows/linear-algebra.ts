import { ShapeError } from '../errors.ts'
import { columnsOf, namesOf, problem, rightSides, rowsOf } from '../linear-algebra/plans.ts'
import * as spectra from '../linear-algebra/spectra.ts'
import * as systems from '../linear-algebra/systems.ts'
import {
  floatOf,
  matrixOf,
  requireDecomposition,
  requireRightSide,
  requireSquare,
} from '../linear-algebra/types.ts'
import type { LinearAlgebraName } from '../names.ts'
import { cholesky } from '../routines/cholesky.ts'
import { determinant } from '../routines/determinant.ts'
import { eigh, eighScratch } from '../routines/eigh.ts'
import { lu } from '../routines/lu.ts'
import { qr } from '../routines/qr.ts'
import { type PlanRule, runRoutine } from '../routines/routine.ts'
import { solveByFactors, solveTriangle } from '../routines/solve.ts'
import { spectrum } from '../routines/spectrum.ts'
import { svd, svdScratch } from '../routines/svd.ts'
import type { Kernel } from '../row.ts'
import { type Dim, dim, printShape } from '../shape.ts'
import type { BroughtRow } from './brought.ts'

// Matrices are the last two axes; those before are the batch, which has to agree.

/** Systems whose matrix is a triangle. */
export const triangularSolveRow: BroughtRow<'triangular_solve'> = /* @__PURE__ */ routineRow({
  op: 'triangular_solve',
  infer: ([a, b]) => {
    requireSquare('triangular_solve', [a!, b!])
    requireRightSide('triangular_solve', a!, b!, [a!, b!])
    return { shape: b!.shape, dtype: floatOf('triangular_solve', [a!, b!]) }
  },
  plan: ([a, b], triangle) => ({
    ...problem(a!),
    variant: namesOf(triangle),
    sizes: [rowsOf(a!), rightSides(a!, b!)],
    run: ($, parts) => solveTriangle($, parts, triangle),
  }),
  derivative: systems.triangularSolve,
})

/** Lower triangles `L` with `A = L Lᵀ`. */
export const choleskyRow: BroughtRow<'cholesky'> = /* @__PURE__ */ routineRow({
  op: 'cholesky',
  infer: ([a]) => {
    requireSquare('cholesky', [a!])
    return { shape: a!.shape, dtype: floatOf('cholesky', [a!]) }
  },
  plan: ([a]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!)],
    scratch: rowsOf(a!),
    run: cholesky,
  }),
  derivative: systems.cholesky,
  needs: () => [triangularSolveRow],
})

/** Both triangles over the order of rows. */
export const luRow: BroughtRow<'lu'> = /* @__PURE__ */ routineRow({
  op: 'lu',
  infer: ([a]) => {
    const { batch, columns } = requireSquare('lu', [a!])
    return { shape: [...batch, dim(columns.size + 1), columns], dtype: floatOf('lu', [a!]) }
  },
  plan: ([a]) => ({ ...problem(a!), sizes: [rowsOf(a!)], run: lu }),
  derivative: systems.lu,
  needs: () => [triangularSolveRow],
})

/** Systems, by the factors of their matrices. */
export const solveRow: BroughtRow<'solve'> = /* @__PURE__ */ routineRow({
  op: 'solve',
  infer: ([a, factors, b], { transposed }) => {
    const { batch, rows, columns } = requireSquare('solve', [a!, factors!, b!])
    requireDecomposition('solve', [a!, factors!], [rows.size + 1], columns.size)
    requireRightSide('solve', a!, b!, [a!, factors!, b!])
    const solved = transposed ? rows : columns
    const [right, ...others] = b!.shape.slice(batch.length) as [Dim, ...Dim[]]
    const first = solved.name === '' ? right : solved
    return { shape: [...batch, first, ...others], dtype: floatOf('solve', [a!, factors!, b!]) }
  },
  plan: ([a, , b], { transposed }) => ({
    ...problem(a!),
    variant: namesOf({ transposed }),
    sizes: [rowsOf(a!), rightSides(a!, b!)],
    scratch: transposed ? rowsOf(a!) * rightSides(a!, b!) : 0,
    run: ($, parts) => solveByFactors($, parts, transposed),
  }),
  derivative: systems.solve,
})

/** Determinants as fractions and powers of two, by the factors. */
export const determinantRow: BroughtRow<'determinant'> = /* @__PURE__ */ routineRow({
  op: 'determinant',
  infer: ([a, factors]) => {
    const { batch, rows, columns } = requireSquare('determinant', [a!, factors!])
    requireDecomposition('determinant', [a!, factors!], [rows.size + 1], columns.size)
    return { shape: [...batch, dim(2)], dtype: floatOf('determinant', [a!, factors!]) }
  },
  plan: ([a]) => ({ ...problem(a!), sizes: [rowsOf(a!)], run: determinant }),
  derivative: systems.determinant,
  needs: () => [solveRow],
})

/** Q over R. */
export const qrRow: BroughtRow<'qr'> = /* @__PURE__ */ routineRow({
  op: 'qr',
  infer: ([a]) => {
    const { batch, rows, columns } = matrixOf('qr', [a!])
    if (rows.size < columns.size) {
      throw new ShapeError(`qr: ${printShape(a!.shape)} has fewer rows than columns`)
    }
    return {
      shape: [...batch, dim(rows.size + columns.size), columns],
      dtype: floatOf('qr', [a!]),
    }
  },
  plan: ([a]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!), columnsOf(a!)],
    scratch: 2 * columnsOf(a!),
    run: qr,
  }),
  derivative: spectra.qr,
  needs: () => [triangularSolveRow],
})

/** Eigenvectors over eigenvalues of symmetric matrices. */
export const eighRow: BroughtRow<'eigh'> = /* @__PURE__ */ routineRow({
  op: 'eigh',
  infer: ([a]) => {
    const { batch, columns } = requireSquare('eigh', [a!])
    return { shape: [...batch, dim(columns.size + 1), columns], dtype: floatOf('eigh', [a!]) }
  },
  plan: ([a]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!)],
    scratch: eighScratch(rowsOf(a!)),
    run: eigh,
  }),
  derivative: spectra.eigh,
})

/** U, singular values and V. */
export const svdRow: BroughtRow<'svd'> = /* @__PURE__ */ routineRow({
  op: 'svd',
  infer: ([a]) => {
    const { batch, rows, columns } = matrixOf('svd', [a!])
    const count = Math.min(rows.size, columns.size)
    return {
      shape: [...batch, dim(rows.size + 1 + columns.size), dim(count)],
      dtype: floatOf('svd', [a!]),
    }
  },
  plan: ([a]) => {
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
  derivative: spectra.svd,
})

/** Eigenvalues or singular values, of a matrix and its decomposition. */
export const spectrumRow: BroughtRow<'spectrum'> = /* @__PURE__ */ routineRow({
  op: 'spectrum',
  infer: ([a, decomposition]) => {
    const { batch, rows, columns } = matrixOf('spectrum', [a!, decomposition!])
    const isSquare = rows.size === columns.size
    const lengths = [rows.size + 1 + columns.size, ...(isSquare ? [rows.size + 1] : [])]
    const count = Math.min(rows.size, columns.size)
    requireDecomposition('spectrum', [a!, decomposition!], lengths, count)
    return { shape: [...batch, dim(count)], dtype: floatOf('spectrum', [a!, decomposition!]) }
  },
  plan: ([a, decomposition]) => ({
    ...problem(a!),
    sizes: [rowsOf(a!), columnsOf(decomposition!)],
    run: spectrum,
  }),
  derivative: spectra.spectrum,
})

/** A row whose kernel is its plan, run with JavaScript's numbers. */
function routineRow<K extends LinearAlgebraName>(
  row: Omit<BroughtRow<K>, 'kernel'> & { readonly plan: PlanRule<K> },
): BroughtRow<K> {
  const kernel: Kernel<K> = (inputs, attributes, out) => {
    const shapes = inputs.map(({ shape }) => shape)
    runRoutine(row.plan(shapes, attributes), inputs, out)
  }
  return { ...row, kernel }
}
