import { vjp as pullBack, jvp as pushForward } from '@gradus/graph'
import { sameSizes } from '@gradus/ops'
import { tellAs } from '../call-as.ts'
import { broadcastTo } from '../content/movement.ts'
import { cast } from '../content/promotion.ts'
import { type Content, type Trace, withTrace } from '../content/trace.ts'
import { describe } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { Tensor, toContentOf } from '../tensor.ts'
import { flattenTree, type Structure, unflattenTree } from '../tree.ts'
import { grad } from './gradient.ts'
import { makeLinearMap } from './linear-map.ts'
import { type AnyArguments, type Given, requireFunction } from './signature.ts'
import {
  joinPath,
  makeStandIns,
  type Results,
  resolve,
  type StandIns,
  takeResults,
} from './stand-ins.ts'

/** The arguments of a function: an array of all, or the first where no other is needed. */
export type Arguments<A extends unknown[]> = A extends [infer First, ...infer Others]
  ? [] extends Others
    ? Given<A> | (First extends readonly unknown[] ? never : Given<First>)
    : Given<A>
  : Given<A>

/**
 * The value of a function and its Jacobian times a direction, by forward mode:
 * `jvp(f)([x, y], [dx, dy])` is `[value, tangent]`. A function of one argument takes it as it
 * is: `jvp(f)(x, dx)`. Costs about two evaluations.
 */
export function jvp<A extends AnyArguments, R>(
  f: (...args: A) => R,
): (primals: Arguments<A>, tangents: Arguments<A>) => [value: R, tangent: R] {
  requireFunction('jvp', f)
  return (primals, tangents) =>
    withTrace('jvp', (trace) => {
      const { standIns, results } = callOnStandIns(trace, 'jvp', f, argumentsOf(primals))
      const directions = matchLeaves('jvp', argumentsOf(tangents), standIns.given, standIns.paths)
      const seeds = seedsFor(trace, directions, 'tangent')
      const pushed = pushForward(trace.builder, results.nodes, standIns.nodes, seeds)
      const contents = resolve(trace, withSeeds(standIns, seeds, directions), [
        ...results.nodes,
        ...pushed,
      ])
      const count = results.nodes.length
      return [
        treeOf(results.structure, contents.slice(0, count)),
        treeOf(results.structure, contents.slice(count)),
      ] as [R, R]
    })
}

/**
 * The value of a function, and the function that takes a cotangent of it to the cotangents of
 * all arguments (the transposed Jacobian times the cotangent), by reverse mode:
 * `vjp(f)(x, y)` is `[value, pullback]`, and `pullback(cotangent)` is `[dx, dy]`. What the
 * pullback needs of the function is computed once.
 */
export function vjp<A extends AnyArguments, R>(
  f: (...args: A) => R,
): (...args: Given<A>) => [value: R, pullback: (cotangent: Given<R>) => A] {
  requireFunction('vjp', f)
  return (...args) =>
    withTrace('vjp', (trace) => {
      const { standIns, results } = callOnStandIns(trace, 'vjp', f, args as unknown[])
      const seeds = results.nodes.map((node, i) => trace.standIn(node, `cotangent ${i + 1}`))
      const pulled = pullBack(trace.builder, results.nodes, seeds, standIns.nodes)
      const { values, map } = makeLinearMap(trace, standIns, results.nodes, seeds, pulled)
      const paths = results.paths.map((path) => joinPath(0, path))
      const pullback = (cotangent: Given<R>): A => {
        const directions = matchLeaves('vjp', [cotangent], values, paths)
        return argumentTrees(standIns, map(directions)) as A
      }
      return [treeOf(results.structure, values) as R, pullback]
    })
}

/**
 * The value of a function, and its derivative as a function of directions:
 * `linearize(f)(x, y)` is `[value, tangentOf]`, and `tangentOf(dx, dy)` is the Jacobian times
 * the direction. What the derivative needs of the function is computed once.
 */
export function linearize<A extends AnyArguments, R>(
  f: (...args: A) => R,
): (...args: Given<A>) => [value: R, tangentOf: (...tangents: Given<A>) => R] {
  requireFunction('linearize', f)
  return (...args) =>
    withTrace('linearize', (trace) => {
      const { standIns, results } = callOnStandIns(trace, 'linearize', f, args as unknown[])
      const seeds = seedsFor(trace, standIns.given, 'tangent')
      const pushed = pushForward(trace.builder, results.nodes, standIns.nodes, seeds)
      const { values, map } = makeLinearMap(trace, standIns, results.nodes, seeds, pushed)
      const tangentOf = (...tangents: Given<A>): R => {
        const given = tangents as unknown[]
        const directions = matchLeaves('linearize', given, standIns.given, standIns.paths)
        return treeOf(results.structure, map(directions)) as R
      }
      return [treeOf(results.structure, values) as R, tangentOf]
    })
}

/**
 * The Hessian of a function that returns a single number, times a direction: `hvp(f)(x, v)`
 * is like `x`; several arguments are given as arrays, and so is the result. Forward over
 * reverse mode, for the cost of a few evaluations and without the Hessian.
 */
export function hvp<A extends AnyArguments>(
  f: (...args: A) => unknown,
): (primals: Arguments<A>, tangents: Arguments<A>) => A extends [infer Only] ? Only : A {
  requireFunction('hvp', f)
  return (primals, tangents) => {
    const args = argumentsOf(primals)
    const slopes = grad(f as never, { argnums: args.map((_, place) => place) })
    const run = jvp(slopes as (...args: unknown[]) => unknown[])
    const [, product] = tellAs('hvp', ['jvp', 'grad'], () =>
      run(args as never, argumentsOf(tangents) as never),
    )
    return (Array.isArray(primals) ? product : product[0]) as never
  }
}

/** Calls a function with all arguments replaced. */
export function callOnStandIns(
  trace: Trace,
  name: string,
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
): { readonly standIns: StandIns; readonly results: Results } {
  if (args.length === 0) throw new ShapeError(`${name}: called without arguments`)
  const standIns = makeStandIns(trace, name, args, { isReplaced: () => true, needsFloats: true })
  const results = takeResults(trace, name, f(...(standIns.args as never[])))
  return { standIns, results }
}

/** An array is the list of arguments; anything else is the only one. */
export function argumentsOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [given]
}

/** Stand-ins for directions, shaped like given contents. */
export function seedsFor(
  trace: Trace,
  like: readonly Content[],
  name: string,
): ReturnType<Trace['standIn']>[] {
  return like.map((content, i) => trace.standIn(content, `${name} ${i + 1}`))
}

/** Stand-ins together with more of them. */
export function withSeeds(
  { nodes, given }: StandIns,
  seeds: StandIns['nodes'],
  directions: readonly Content[],
): Pick<StandIns, 'nodes' | 'given'> {
  return { nodes: [...nodes, ...seeds], given: [...given, ...directions] }
}

/**
 * The leaves of trees that have to be shaped like given contents, in their dtypes.
 *
 * @param due  Where each leaf has to be.
 */
export function matchLeaves(
  name: string,
  trees: readonly unknown[],
  like: readonly Content[],
  due: readonly string[],
): Content[] {
  const { leaves, paths } = flattenTree(trees)
  if (leaves.length !== like.length) {
    throw new ShapeError(
      `${name}: the direction has ${leaves.length} tensors where ${like.length} are due`,
    )
  }
  const stray = paths.findIndex((path, i) => path !== due[i])
  if (stray >= 0) {
    throw new ShapeError(
      `${name}: the direction has a tensor at \`${paths[stray]}\` where \`${due[stray]}\` is due`,
    )
  }
  return leaves.map((leaf, i) => {
    const content = cast(toContentOf(leaf, name), like[i]!.dtype)
    if (typeof leaf !== 'object')
      return broadcastTo(
        content,
        like[i]!.shape.map(({ size }) => size),
      )
    if (sameSizes(content.shape, like[i]!.shape)) return content
    throw new ShapeError(
      `${name}: tensor ${i + 1} of the direction is ${describe(content)}, and ${describe(like[i]!)} is due`,
    )
  })
}

/** Contents as tensors, in a tree. */
export function treeOf(structure: Structure, contents: readonly Content[]): unknown {
  return unflattenTree(
    structure,
    contents.map((content) => new Tensor(content)),
  )
}

/** Contents for the leaves of all arguments, in the trees of these. */
export function argumentTrees(
  { structures, counts }: StandIns,
  contents: readonly Content[],
): unknown[] {
  let taken = 0
  return structures.map((structure, place) => {
    taken += counts[place]!
    return structure && treeOf(structure, contents.slice(taken - counts[place]!, taken))
  })
}
