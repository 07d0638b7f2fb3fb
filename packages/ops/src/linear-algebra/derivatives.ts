import type { LinearAlgebraName } from '../names.ts'
import type { Derivative } from '../row.ts'
import { eigh, qr, spectrum, svd } from './spectra.ts'
import { cholesky, determinant, lu, solve, triangularSolve } from './systems.ts'

/** The derivatives of linear algebra, in terms of its own ops, so that they nest. */
export const linearAlgebraDerivatives: { readonly [K in LinearAlgebraName]: Derivative<K> } = {
  triangular_solve: triangularSolve,
  cholesky,
  lu,
  solve,
  determinant,
  qr,
  eigh,
  svd,
  spectrum,
}
