import { applyKept, applyWithRule, type Node } from '@gradus/graph'
import { isFloat, sameSizes } from '@gradus/ops'
import { bringLoops } from '../content/brought.ts'
import { cast } from '../content/promotion.ts'
import { currentTrace, type Trace, withTrace } from '../content/trace.ts'
import { describe } from '../content/values.ts'
import { ShapeError } from '../errors.ts'
import { Tensor, toContentOf } from '../tensor.ts'
import { flattenTree, type Structure, unflattenTree } from '../tree.ts'
import { treeOf } from './directional.ts'
import { type AnyArguments, requireFunction } from './signature.ts'
import { takeResults } from './stand-ins.ts'

/**
 * The same function with a derivative of its own: `rule(cotangent, ...args)` gets a cotangent
 * of the result and returns the cotangents of the arguments, as an array, or as it is for a
 * single argument. `undefined` stands for zeros.
 *
 * Forward mode transposes the rule, which has to be linear in the cotangent for that. Tensors
 * from outside that the function uses get no derivative through it.
 */
export function customGradient<A extends AnyArguments, R>(
  f: (...args: A) => R,
  rule: (cotangent: R, ...args: A) => unknown,
): (...args: A) => R {
  requireFunction('customGradient', f)
  requireFunction('customGradient', rule, 2)
  return (...args) => {
    const trace = currentTrace()
    return trace ? applyRule(trace, f, rule as Rule, args) : f(...args)
  }
}

/**
 * The same function, but what it computes on the way is computed again for its derivative and
 * not kept: less memory for about one more evaluation (Griewank, Walther 2000). It matters
 * in compiled functions.
 */
export function checkpoint<A extends AnyArguments, R>(f: (...args: A) => R): (...args: A) => R {
  requireFunction('checkpoint', f)
  return (...args) => {
    const trace = currentTrace()
    return trace ? recompute(trace, f, args) : f(...args)
  }
}

type Rule = (cotangent: unknown, ...args: unknown[]) => unknown

interface Arguments {
  readonly nodes: readonly Node[]
  readonly structure: Structure
}

function liftArguments(trace: Trace, name: string, args: readonly unknown[]): Arguments {
  const { leaves, structure } = flattenTree(args)
  return { nodes: leaves.map((leaf) => trace.lift(toContentOf(leaf, name))), structure }
}

function applyRule<A extends unknown[], R>(
  trace: Trace,
  f: (...args: A) => R,
  rule: Rule,
  args: A,
): R {
  return withTrace('customGradient', () => {
    const { nodes, structure } = liftArguments(trace, 'customGradient', args)
    let result: Structure = { kind: 'leaf' }
    bringLoops()
    const results = applyWithRule(
      trace.builder,
      nodes,
      (inputs) => {
        const given = treeAt(trace, structure, inputs) as A
        const value = trace.within(inputs, () => f(...given))
        const taken = takeResults(trace, 'customGradient', value)
        result = taken.structure
        return taken.nodes
      },
      (inputs, cotangents) => {
        const given = treeAt(trace, structure, inputs) as unknown[]
        const seeds = treeAt(trace, result, cotangents)
        const returned = trace.within([...inputs, ...cotangents], () => rule(seeds, ...given))
        const parts = args.length === 1 && !isListOfOne(returned, args) ? [returned] : returned
        return takeCotangents(trace, parts as unknown[], given, inputs)
      },
    )
    return treeAt(trace, result, results) as R
  })
}

/** Whether a rule for one argument returned a list with its cotangent, where that is no list. */
function isListOfOne(returned: unknown, [arg]: readonly unknown[]): boolean {
  return Array.isArray(returned) && !Array.isArray(arg)
}

/** The cotangents of all arguments, leaf by leaf, in the types of these. */
function takeCotangents(
  trace: Trace,
  returned: readonly unknown[],
  args: readonly unknown[],
  inputs: readonly Node[],
): Node[] {
  const filled = args.map((arg, i) => returned[i] ?? zerosOf(arg))
  const { leaves } = flattenTree(filled)
  if (leaves.length !== inputs.length) {
    throw new ShapeError(
      `customGradient: the rule returned ${leaves.length} tensors for arguments with ${inputs.length}`,
    )
  }
  return leaves.map((leaf, i) => {
    const input = inputs[i]!
    const content = toContentOf(leaf, 'customGradient')
    if (!sameSizes(content.shape, input.shape)) {
      throw new ShapeError(
        `customGradient: the rule returned ${describe(content)} for an argument that is ${describe(input)}`,
      )
    }
    return trace.lift(isFloat(input.dtype) ? cast(content, input.dtype) : content)
  })
}

function zerosOf(arg: unknown): unknown {
  const { leaves, structure } = flattenTree(arg)
  const zeros = leaves.map((leaf) => (leaf instanceof Tensor ? leaf.mul(0) : 0))
  return unflattenTree(structure, zeros)
}

function recompute<A extends unknown[], R>(trace: Trace, f: (...args: A) => R, args: A): R {
  return withTrace('checkpoint', () => {
    const { nodes, structure } = liftArguments(trace, 'checkpoint', args)
    let result: Structure = { kind: 'leaf' }
    bringLoops()
    const results = applyKept(trace.builder, nodes, (inputs) => {
      const given = treeAt(trace, structure, inputs) as A
      const taken = takeResults(
        trace,
        'checkpoint',
        trace.within(inputs, () => f(...given)),
      )
      result = taken.structure
      return taken.nodes
    })
    return treeAt(trace, result, results) as R
  })
}

function treeAt(trace: Trace, structure: Structure, nodes: readonly Node[]): unknown {
  return treeOf(
    structure,
    nodes.map((node) => trace.content(node)),
  )
}
