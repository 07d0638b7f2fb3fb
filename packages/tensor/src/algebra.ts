import { bringFunctions, type OpAttributes, type OpName, type TensorAlgebra } from '@gradus/ops'
import { algebra as contents } from './content/algebra.ts'
import { contentOf, Tensor } from './tensor.ts'

/**
 * Tensors as the carrier of an algebra: rules that are written over any algebra, such as
 * the updates of optimizers, run on tensors, at once or as part of what is traced.
 */
export const tensorAlgebra: TensorAlgebra<Tensor> = /* @__PURE__ */ makeAlgebra()

function makeAlgebra(): TensorAlgebra<Tensor> {
  const lifted = Object.entries(contents as unknown as Record<string, Operation>).map(
    ([name, run]) => [
      name,
      (...inputs: Tensor[]) => {
        // Rules over any algebra have no functions to bring what they apply.
        bringFunctions()
        return new Tensor(run(...inputs.map(contentOf)))
      },
    ],
  )
  return {
    ...Object.fromEntries(lifted),
    constant: (value: number) => new Tensor(contents.constant(value)),
    typeOf: (value: Tensor) => contents.typeOf(contentOf(value)),
    apply: <K extends OpName>(op: K, inputs: readonly Tensor[], attributes: OpAttributes[K]) =>
      new Tensor(contents.apply(op, inputs.map(contentOf), attributes)),
  } as unknown as TensorAlgebra<Tensor>
}

type Operation = (...inputs: ReturnType<typeof contentOf>[]) => ReturnType<typeof contentOf>
