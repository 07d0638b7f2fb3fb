import type { Vector } from '../../linear-algebra/vector.ts'

/** The model of a trust region in scaled variables: `gᵀp + ½ pᵀBp` for `‖p‖ ≤ radius`. */
export interface TrustRegionModel {
  readonly gradient: Vector
  /** `B p`. */
  readonly product: (direction: Vector) => Vector
  /** `B` itself, row-major. */
  readonly matrix: Vector
  readonly radius: number
}

/** An approximate minimum of the model inside the region. */
export type SolveModel = (model: TrustRegionModel) => Vector
