import type { TensorAlgebra } from '../algebra.ts'

/** Of ops whose result does not vary: comparisons, indices, draws, and what is fed. */
export const none = {
  forward: <T>(_: TensorAlgebra<T>, { out }: { readonly out: T }): T => out,
  transpose: <T>(_: TensorAlgebra<T>, { inputs }: { readonly inputs: readonly T[] }): undefined[] =>
    inputs.map(() => undefined),
}
