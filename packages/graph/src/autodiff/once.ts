import { dim } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { GraphBody, Node } from '../node.ts'
import { applyKept, applyWithRule, bodyOf } from '../repeat.ts'
import { topologicalOrder } from '../traverse.ts'
import { vectorize } from './batch.ts'
import { type Batched, repeatInFront } from './batched.ts'
import { jvp } from './forward.ts'
import { instantiate, standIn } from './instantiate.ts'
import { vjp, zerosLike } from './reverse.ts'

// Note [Functions as nodes] is at the end of this file.

/** Tangents of the outputs of a function: by its rule, transposed, or computed in one again. */
export function pushForwardOnce(
  builder: Builder,
  node: Node<'repeat'>,
  tangents: readonly (Node | undefined)[],
): readonly Node[] {
  const pushed = node.attributes.rule
    ? pushForwardRule(builder, node, tangents)
    : pushForwardKept(builder, node, tangents)
  return pushed.map((tangent) => stackedUp(builder, tangent, []))
}

/** Cotangents of the inputs of a function: by its rule, or with its values computed again. */
export function transposeOnce(
  builder: Builder,
  node: Node<'repeat'>,
  cotangents: readonly (Node | undefined)[],
  varying: ReadonlySet<Node>,
): readonly (Node | undefined)[] {
  const body = bodyOf(node)
  const given = body.outputs.map((output, i) => {
    const cotangent = cotangents[i]
    if (!cotangent) return zerosLike(builder, output)
    return builder.apply('reshape', [cotangent], { shape: output.shape })
  })
  const rule = node.attributes.rule as GraphBody | undefined
  const values = [...node.inputs, ...given]
  if (rule) return instantiate(builder, rule.inputs, values, rule.outputs)
  const wanted = node.inputs.flatMap((input, i) => (varying.has(input) ? [i] : []))
  const seeds = body.outputs.map((output, i) => standIn(builder, 'cotangent', i, output))
  const sources = wanted.map((i) => body.inputs[i]!)
  const parts = vjp(builder, body.outputs, seeds, sources)
  const pulled = applyKept(builder, values, (inside) =>
    instantiate(builder, [...body.inputs, ...seeds], inside, parts),
  )
  return node.inputs.map((_, i) => pulled[wanted.indexOf(i)])
}

/** All outputs of a function for a batch, with its rule for the batch. */
export function vectorizeOnce(
  builder: Builder,
  node: Node<'repeat'>,
  given: readonly Batched[],
  size: number,
): Batched[] {
  const inFront = ({ node: value, isBatched }: Batched): Node =>
    isBatched ? value : repeatInFront(builder, value, size)
  const body = bodyOf(node)
  const rule = node.attributes.rule as GraphBody | undefined
  const runAll = ({ inputs, outputs }: GraphBody, values: readonly Node[]): Node[] =>
    vectorize(builder, outputs, inputs, values, size).map(inFront)
  const inputs = given.map(inFront)
  const run = (values: readonly Node[]): Node[] => runAll(body, values)
  const results = rule
    ? applyWithRule(builder, inputs, run, (values, cotangents) => {
        const parts = runAll(rule, [...values, ...cotangents])
        const others = values.slice(parts.length)
        return [...parts, ...others.map((value) => zerosLike(builder, value))]
      })
    : applyKept(builder, inputs, run)
  return results.map((result) => ({
    node: stackedUp(builder, result, result.shape.slice(0, 1)),
    isBatched: true,
  }))
}

/**
 * Tangents by the rule for cotangents, which forward mode has to transpose: so the rule must
 * be linear in them.
 */
function pushForwardRule(
  builder: Builder,
  node: Node<'repeat'>,
  tangents: readonly (Node | undefined)[],
): readonly Node[] {
  const rule = node.attributes.rule as GraphBody
  const stand = bodyOf(node).outputs.map((output, i) => standIn(builder, 'cotangent', i, output))
  const parts = instantiate(builder, rule.inputs, [...node.inputs, ...stand], rule.outputs)
  const moving = parts.flatMap((part, i) => (tangents[i] ? [{ part, tangent: tangents[i] }] : []))
  const pushed = vjp(
    builder,
    moving.map(({ part }) => part),
    moving.map(({ tangent }) => tangent),
    stand,
  )
  const isStanding = new Set<Node>(stand)
  if (topologicalOrder(pushed).some((one) => isStanding.has(one))) {
    throw new TypeError(
      'a rule for cotangents that is not linear in them has no counterpart in forward mode',
    )
  }
  return pushed
}

function pushForwardKept(
  builder: Builder,
  node: Node<'repeat'>,
  tangents: readonly (Node | undefined)[],
): readonly Node[] {
  const body = bodyOf(node)
  const moving = tangents.flatMap((tangent, i) => (tangent ? [{ tangent, i }] : []))
  const sources = moving.map(({ i }) => body.inputs[i]!)
  const seeds = moving.map(({ i }) => standIn(builder, 'tangent', i, body.inputs[i]!))
  const pushed = jvp(builder, body.outputs, sources, seeds)
  const values = [...node.inputs, ...moving.map(({ tangent }) => tangent)]
  return applyKept(builder, values, (inside) =>
    instantiate(builder, [...body.inputs, ...seeds], inside, pushed),
  )
}

/** With the axis of size 1 that outputs of a region have, behind some axes in front. */
function stackedUp(builder: Builder, node: Node, front: Node['shape']): Node {
  const shape = [...front, dim(1), ...node.shape.slice(front.length)]
  return builder.apply('reshape', [node], { shape })
}

// Note [Functions as nodes]
//
// A region that runs once, carries nothing and has no slices is a function of its inputs. It
// is made where the derivative should not look inside (it has a rule of its own) or should
// look inside again (what it computes on the way is not kept). All that its derivative
// computes is inside of a region again, even what does not depend on the perturbation:
// outside, it would be kept after all.
