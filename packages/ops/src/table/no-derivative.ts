import type { TensorAlgebra } from '../algebra.ts'

/** Of ops whose result does not vary: comparisons, indices, draws, and what is fed. */
export function noTangent<T>(_: TensorAlgebra<T>, { out }: { readonly out: T }): T {
  return out
}

/** The same in reverse. */
export function noCotangents<T>(
  _: TensorAlgebra<T>,
  { inputs }: { readonly inputs: readonly T[] },
): undefined[] {
  return inputs.map(() => undefined)
}

/** Both, for rows. */
export const none: {
  readonly forward: typeof noTangent
  readonly transpose: typeof noCotangents
} = { forward: noTangent, transpose: noCotangents }
