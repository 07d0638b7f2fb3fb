import { Builder, gradient, interpret, type Node } from '@gradus/graph'
import type { TypedArray } from '@gradus/ops'
import type { torch } from '../src/index.ts'
import type { Objective } from './descent.ts'

type Stepper = ReturnType<typeof torch.LBFGS>
type Closure = Extract<Parameters<Stepper['step']>[0], { valueAndGradient: unknown }>

/** An objective over nodes as one over a list of numbers, with its gradient. */
export function closureOf(objective: Objective): (size: number) => Closure {
  return (size) => {
    const builder = new Builder()
    const x = Array.from({ length: size }, (_, i) => builder.parameter(`x${i}`, [], 'f64'))
    const value = objective(builder, x)
    const outputs = [value, ...gradient(builder, value, x)]
    return {
      valueAndGradient: (parameters) => {
        const at = parameters as readonly { item(): number }[]
        const values = new Map<Node, TypedArray>(
          x.map((node, i) => [node, Float64Array.of(at[i]!.item())]),
        )
        const [first, ...rest] = interpret(outputs, { values }).map(({ data }) => data[0]!)
        return { value: first!, gradient: rest }
      },
    }
  }
}

/** The points and evaluations of each step of a stepper. */
export function walk(
  stepper: Stepper,
  closure: (size: number) => Closure,
  start: readonly number[],
  count: number,
): readonly { readonly point: readonly number[]; readonly evaluations: number }[] {
  let parameters: unknown = start
  let state = stepper.init(parameters)
  const both = closure(start.length)
  return Array.from({ length: count }, () => {
    const step = stepper.step(both, state, parameters)
    parameters = step.parameters
    state = step.state
    const point = (parameters as readonly { item(): number }[]).map((x) => x.item())
    return { point, evaluations: step.evaluations }
  })
}
