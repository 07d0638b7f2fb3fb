import { gradient, type Node } from '@gradus/graph'
import { isFloat } from '@gradus/ops'
import { type Trace, withTrace } from '../content/trace.ts'
import { describe } from '../content/values.ts'
import { DTypeError, ShapeError } from '../errors.ts'
import { Tensor } from '../tensor.ts'
import { unflattenTree } from '../tree.ts'
import {
  type AnyArguments,
  type Derived,
  type Differentiable,
  type Given,
  requireFunction,
} from './signature.ts'
import { makeStandIns, type Results, resolve, type StandIns, takeResults } from './stand-ins.ts'

/** Which arguments are differentiated, and what the function returns beside its value. */
export interface GradientOptions {
  /** The place of an argument, from 0, or several; 0 unless said otherwise. */
  readonly argnums?: number | readonly number[]
  /** The function returns `[value, extra]`, and the extra is handed through. */
  readonly hasAux?: boolean
}

/**
 * The gradient of a function that returns a single number, by reverse mode: a function of
 * the same arguments that returns a tree like the differentiated argument, or an array of
 * such trees where `argnums` is an array. Costs a small multiple of the function itself.
 *
 * With `hasAux` it returns `[gradient, extra]`. Throws `ShapeError` where the result is no
 * single number, `DTypeError` for arguments that are no floats.
 */
export function grad<X extends Tensor, O extends Tensor[]>(
  f: (x: X, ...others: O) => Tensor,
): (x: Given<X>, ...others: Given<O>) => X
export function grad<A extends AnyArguments, O extends GradientOptions = GradientOptions>(
  f: Differentiable<A>,
  options?: O,
): (...args: Given<A>) => Derived<A, O>
export function grad(
  f: Differentiable<never[]>,
  options: GradientOptions = {},
): (...args: never[]) => unknown {
  const both = differentiated('grad', f, options)
  return (...args) => {
    const { value: _, gradients, extra } = both(args)
    return options.hasAux ? [gradients, extra] : gradients
  }
}

/**
 * Like `grad`, but also with the value: `[value, gradient]`, or `[[value, extra], gradient]`
 * with `hasAux`.
 */
export function valueAndGrad<X extends Tensor, O extends Tensor[]>(
  f: (x: X, ...others: O) => Tensor,
): (x: Given<X>, ...others: Given<O>) => [value: Tensor<[]>, gradient: X]
export function valueAndGrad<A extends AnyArguments, O extends GradientOptions = GradientOptions>(
  f: Differentiable<A>,
  options?: O,
): (
  ...args: Given<A>
) => [
  value: O extends { hasAux: true } ? [Tensor<[]>, unknown] : Tensor<[]>,
  gradient: Derived<A, O>,
]
export function valueAndGrad(
  f: Differentiable<never[]>,
  options: GradientOptions = {},
): (...args: never[]) => unknown {
  const both = differentiated('valueAndGrad', f, options)
  return (...args) => {
    const { value, gradients, extra } = both(args)
    return [options.hasAux ? [value, extra] : value, gradients]
  }
}

interface Differentiation {
  readonly value: unknown
  readonly gradients: unknown
  readonly extra: unknown
}

function differentiated(
  name: string,
  f: Differentiable<never[]>,
  { argnums = 0, hasAux = false }: GradientOptions,
): (args: readonly unknown[]) => Differentiation {
  requireFunction(name, f)
  const places = Array.isArray(argnums) ? argnums : [argnums]
  return (args) =>
    withTrace(name, (trace) => {
      requirePlaces(name, places, args.length)
      const isReplaced = (place: number): boolean => places.includes(place)
      const standIns = makeStandIns(trace, name, args, { isReplaced, needsFloats: true })
      const returned: unknown = f(...(standIns.args as never[]))
      const [value, extra] = hasAux ? splitAux(name, returned) : [returned, undefined]
      const result = takeResults(trace, name, value)
      const output = requireNumber(name, result)
      const nodes = gradient(trace.builder, output, standIns.nodes)
      const { extraNodes, rebuild } = takeExtra(trace, name, extra)
      const contents = resolve(trace, standIns, [output, ...nodes, ...extraNodes])
      const tensors = contents.map((content) => new Tensor(content))
      return {
        value: tensors[0],
        gradients: gradientTrees(standIns, tensors.slice(1), argnums),
        extra: rebuild(tensors.slice(1 + nodes.length)),
      }
    })
}

/** The gradients in the trees of their arguments. */
function gradientTrees(
  { structures, counts }: StandIns,
  gradients: readonly Tensor[],
  argnums: number | readonly number[],
): unknown {
  let taken = 0
  const byPlace = structures.map((structure, place) => {
    taken += counts[place]!
    return structure && unflattenTree(structure, gradients.slice(taken - counts[place]!, taken))
  })
  return typeof argnums === 'number' ? byPlace[argnums] : argnums.map((place) => byPlace[place])
}

function requireNumber(name: string, { nodes: [output, ...others] }: Results): Node {
  if (others.length === 0 && output!.shape.length === 0 && isFloat(output!.dtype)) return output!
  const found = others.length > 0 ? `${others.length + 1} tensors` : describe(output!)
  throw new ShapeError(
    `${name}: the function returned ${found}, not a single float; sum it up, or take \`jacobian\``,
  )
}

function splitAux(name: string, returned: unknown): readonly [unknown, unknown] {
  if (Array.isArray(returned) && returned.length === 2) return [returned[0], returned[1]]
  throw new DTypeError(`${name}: with hasAux, the function returns [value, extra]`)
}

/** The tensors of an extra result, and how it is put together again. */
function takeExtra(
  trace: Trace,
  name: string,
  extra: unknown,
): {
  readonly extraNodes: readonly Node[]
  readonly rebuild: (tensors: readonly Tensor[]) => unknown
} {
  if (extra === undefined) return { extraNodes: [], rebuild: () => undefined }
  const { nodes, structure } = takeResults(trace, name, extra)
  return { extraNodes: nodes, rebuild: (tensors) => unflattenTree(structure, tensors) }
}

function requirePlaces(name: string, places: readonly number[], count: number): void {
  const outside = places.find((place) => !Number.isInteger(place) || place < 0 || place >= count)
  if (outside !== undefined) {
    throw new RangeError(
      `${name}: there is no argument ${outside} among ${count}; places count from 0`,
    )
  }
}
