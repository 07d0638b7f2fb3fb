import type { TensorAlgebra } from '@gradus/ops'
import { ShapeError, Tensor, tensor, tensorAlgebra } from '@gradus/tensor'
import type { Extras, GradientTransform, RuleOver, Schedule, TreeExtras } from './protocol.ts'
import { describeState } from './state.ts'
import { checkAlike, checkFloats, type Flat, flatten, type Leaf } from './tree.ts'

export type {
  Carried,
  Extras,
  GradientTransform,
  Rate,
  RuleOver,
  Scalar,
  Schedule,
  State,
  Step,
  TreeExtras,
  Updates,
} from './protocol.ts'

/** A transformation from its rule, written once for every algebra. */
export function defineTransform(over: <T>($: TensorAlgebra<T>) => RuleOver<T>): GradientTransform {
  const eager = over(tensorAlgebra)
  return {
    over,
    init: (parameters) => eager.init(parametersOf(parameters).leaves),
    update: (gradients, state, parameters, extras) => {
      const own = parametersOf(parameters)
      const given = flatten(gradients)
      checkAlike('gradients', given, own)
      const around = extras && flattenExtras(extras, own)
      try {
        const step = eager.update(given.leaves, state, own.leaves, around)
        return { updates: given.restore(step.updates) as never, state: step.state }
      } catch (error) {
        // A state that does not fit fails anywhere inside: only then is it worth a look.
        const reason = describeState(state, () => eager.init(own.leaves))
        throw reason === undefined ? error : new RangeError(reason, { cause: error })
      }
    },
  }
}

function parametersOf(parameters: unknown): Flat {
  if (parameters === undefined || parameters === null) {
    throw new TypeError(
      'an optimizer needs the parameters: `init(parameters)`, `update(gradients, state, parameters)`',
    )
  }
  const flat = flatten(parameters)
  checkFloats(flat)
  return flat
}

function flattenExtras({ value, curvature, hessian }: TreeExtras, own: Flat): Extras<Tensor> {
  return {
    ...(value !== undefined && { value: numberOf(value) }),
    ...(curvature !== undefined && { curvature: curvatureOf(curvature, own) }),
    ...(hessian !== undefined && { hessian: squareOf(hessian, own) }),
  }
}

function numberOf(value: Leaf): Tensor {
  const [leaf] = flatten(value).leaves
  if (leaf?.size === 1) return leaf
  throw new ShapeError(`the objective as \`{ value }\` is one number, not ${leaf ?? String(value)}`)
}

function curvatureOf(curvature: unknown, own: Flat): readonly Tensor[] {
  const flat = flatten(curvature)
  checkAlike('curvatures', flat, own)
  return flat.leaves
}

function squareOf(hessian: NonNullable<TreeExtras['hessian']>, own: Flat): Tensor {
  const matrix = hessian instanceof Tensor ? hessian : tensor(hessian)
  const size = own.leaves.reduce((sum, leaf) => sum + leaf.size, 0)
  if (matrix.shape.join() === `${size},${size}`) return matrix
  throw new ShapeError(
    `the Hessian of ${size} parameters has shape [${size},${size}], not [${matrix.shape}]`,
  )
}

/** A transformation that remembers nothing: each step depends on its gradients alone. */
export function defineStateless(
  update: <T>(
    $: TensorAlgebra<T>,
    gradients: readonly T[],
    parameters: readonly T[],
  ) => readonly T[],
): GradientTransform {
  return defineTransform(($) => ({
    init: () => ({}),
    update: (gradients, state, parameters) => ({
      updates: update($, gradients, parameters),
      state,
    }),
  }))
}

/** A schedule from its rule; steps and rates are f64. */
export function defineSchedule(over: <T>($: TensorAlgebra<T>, step: T) => T): Schedule {
  const at = (step: number): number => {
    if (!(typeof step === 'number' && step >= 0)) {
      throw new RangeError(`a schedule takes the number of a step, from 0 on, not ${String(step)}`)
    }
    return over(tensorAlgebra, tensorAlgebra.constant(step)).item()
  }
  return Object.assign(at, { over })
}
