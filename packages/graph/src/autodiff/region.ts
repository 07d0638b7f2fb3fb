import { isFloat } from '@gradus/ops'
import type { Builder } from '../builder.ts'
import type { GraphBody, Node } from '../node.ts'
import { bodyOf, type RepeatResult, repeat, runsOnce } from '../repeat.ts'
import { dependents, topologicalOrder } from '../traverse.ts'
import { jvp } from './forward.ts'
import { instantiate, standIn } from './instantiate.ts'
import { pushForwardOnce, transposeOnce } from './once.ts'
import { vjp, zerosLike } from './reverse.ts'

// Note [Derivatives of regions] is at the end of this file.

/**
 * Tangents of all outputs of a region, by output number; `undefined` where an output does
 * not vary.
 *
 * @param tangents  One for each input of the region; `undefined` where it does not vary.
 */
export function pushForwardRegion(
  builder: Builder,
  node: Node<'repeat'>,
  tangents: readonly (Node | undefined)[],
): readonly (Node | undefined)[] {
  if (runsOnce(node)) return pushForwardOnce(builder, node, tangents)
  const body = bodyOf(node)
  const { carried, stacked, count, isWhile } = node.attributes
  const { inputs, outputs } = activeParts(
    body,
    carried,
    tangents.map((tangent) => tangent !== undefined),
  )
  const stand = inputs.map((i) => standIn(builder, 'tangent', i, body.inputs[i]!))
  const pushed = jvp(
    builder,
    outputs.map((i) => body.outputs[i]!),
    inputs.map((i) => body.inputs[i]!),
    stand,
  )
  const tangentOf = (i: number): Node => tangents[i] ?? zerosLike(builder, node.inputs[i]!)
  const roles = splitByRole(inputs, carried, stacked)
  const outputRoles = splitByRole(outputs, carried, Number.POSITIVE_INFINITY)
  const result = repeat(
    builder,
    count,
    [...node.inputs.slice(0, carried), ...roles.carried.map(tangentOf)],
    [...node.inputs.slice(carried, carried + stacked), ...roles.stacked.map(tangentOf)],
    (state, slices) => {
      const given = [
        ...state.slice(0, carried),
        ...slices.slice(0, stacked),
        ...node.inputs.slice(carried + stacked),
        ...state.slice(carried),
        ...slices.slice(stacked),
        ...roles.invariant.map(tangentOf),
      ]
      const ends = isWhile ? [body.outputs.at(-1)!] : []
      const wanted = [...body.outputs.slice(0, carried), ...pushed, ...ends]
      const results = instantiate(builder, [...body.inputs, ...stand], given, wanted)
      const next = carried + outputRoles.carried.length
      const collected = results.slice(next, carried + pushed.length)
      const condition = isWhile && results.at(-1)!
      return { carried: results.slice(0, next), collected, ...(condition && { condition }) }
    },
  )
  const found = [...result.carried.slice(carried), ...result.collected]
  return body.outputs.map((_, i) => found[outputs.indexOf(i)])
}

/**
 * Cotangents of all inputs of a region; `undefined` where none flows.
 *
 * @param cotangents  One for each output of the region; `undefined` where it is not used.
 * @param varying  The nodes whose cotangents are wanted.
 */
export function transposeRegion(
  builder: Builder,
  node: Node<'repeat'>,
  cotangents: readonly (Node | undefined)[],
  varying: ReadonlySet<Node>,
): readonly (Node | undefined)[] {
  if (runsOnce(node)) return transposeOnce(builder, node, cotangents, varying)
  const { carried, stacked, isWhile } = node.attributes
  if (isWhile) throw new TypeError(WHILE_IN_REVERSE)
  const step = transposeBody(builder, node, cotangents, varying)
  const states = collectStates(builder, node, step.states)
  const backward = (value: Node): Node => builder.apply('reverse', [value], { axes: [0] })
  const givenStates = new Map(step.states.map((i, k) => [i, backward(states[k]!)]))
  const slices = [
    ...givenStates.values(),
    ...node.inputs.slice(carried, carried + stacked).map(backward),
    ...step.collected.map((i) => backward(cotangents[i]!)),
  ]
  const { invariant } = step.roles
  const start = [
    ...step.roles.carried.map((i) => cotangents[i] ?? zerosLike(builder, node.inputs[i]!)),
    ...invariant.map((i) => zerosLike(builder, node.inputs[i]!)),
  ]
  const result = repeat(builder, node.attributes.count, start, slices, (state, at) =>
    runBackward(builder, node, step, state, at),
  )
  const parts = new Map<number, Node>()
  const give = (indices: readonly number[], values: readonly Node[]): void =>
    indices.forEach((i, k) => {
      parts.set(i, values[k]!)
    })
  give([...step.roles.carried, ...invariant], result.carried)
  give(step.roles.stacked, result.collected.map(backward))
  return node.inputs.map((_, i) => parts.get(i))
}

const WHILE_IN_REVERSE =
  'a loop that ends by its condition has no derivative in reverse mode, because how many states ' +
  'it goes through is not known before: repeat it a fixed number of times, or differentiate ' +
  'in forward mode'

interface Roles {
  readonly carried: readonly number[]
  readonly stacked: readonly number[]
  readonly invariant: readonly number[]
}

/** One step of the reversed run, over the inputs of the body and stand-ins for cotangents. */
interface BackwardStep {
  readonly roles: Roles
  /** Collected outputs that have a cotangent. */
  readonly collected: readonly number[]
  /** Carried values that the step reads, as they were before the run. */
  readonly states: readonly number[]
  /** Stand-ins for the cotangents of the carried, then of the collected outputs. */
  readonly seeds: readonly Node[]
  /** Cotangents of the inputs in `roles`: carried, stacked, invariant. */
  readonly parts: readonly Node[]
}

function transposeBody(
  builder: Builder,
  node: Node<'repeat'>,
  cotangents: readonly (Node | undefined)[],
  varying: ReadonlySet<Node>,
): BackwardStep {
  const body = bodyOf(node)
  const { carried, stacked } = node.attributes
  const active = activeParts(
    body,
    carried,
    node.inputs.map((input) => varying.has(input)),
  )
  const roles = splitByRole(active.inputs, carried, stacked)
  const collected = active.outputs.filter((i) => i >= carried && cotangents[i])
  const seeded = [...roles.carried, ...collected]
  const seeds = seeded.map((i) => standIn(builder, 'cotangent', i, body.outputs[i]!))
  const parts = vjp(
    builder,
    seeded.map((i) => body.outputs[i]!),
    seeds,
    active.inputs.map((i) => body.inputs[i]!),
  )
  const used = new Set(topologicalOrder(parts))
  const states = body.inputs.slice(0, carried).flatMap((input, i) => (used.has(input) ? [i] : []))
  return { roles, collected, states, seeds, parts }
}

function runBackward(
  builder: Builder,
  node: Node<'repeat'>,
  { roles, states, seeds, parts }: BackwardStep,
  state: readonly Node[],
  slices: readonly Node[],
): RepeatResult {
  const body = bodyOf(node)
  const { carried, stacked } = node.attributes
  const carriedSeeds = roles.carried.length
  const stackedEnd = states.length + stacked
  const results = instantiate(
    builder,
    [...states.map((i) => body.inputs[i]!), ...body.inputs.slice(carried), ...seeds],
    [
      ...slices.slice(0, stackedEnd),
      ...node.inputs.slice(carried + stacked),
      ...state.slice(0, carriedSeeds),
      ...slices.slice(stackedEnd),
    ],
    parts,
  )
  const stackedParts = carriedSeeds + roles.stacked.length
  const sums = results
    .slice(stackedParts)
    .map((part, i) => builder.add(state[carriedSeeds + i]!, part))
  return {
    carried: [...results.slice(0, carriedSeeds), ...sums],
    collected: results.slice(carriedSeeds, stackedParts),
  }
}

/** The carried values with the given numbers as they were before each run, `[count, …]`. */
function collectStates(
  builder: Builder,
  node: Node<'repeat'>,
  states: readonly number[],
): readonly Node[] {
  if (states.length === 0) return []
  const body = bodyOf(node)
  const { carried, stacked, count } = node.attributes
  const stackedInputs = node.inputs.slice(carried, carried + stacked)
  const { collected } = repeat(
    builder,
    count,
    node.inputs.slice(0, carried),
    stackedInputs,
    (state, slices) => ({
      carried: instantiate(
        builder,
        body.inputs,
        [...state, ...slices, ...node.inputs.slice(carried + stacked)],
        body.outputs.slice(0, carried),
      ),
      collected: states.map((i) => state[i]!),
    }),
  )
  return collected
}

/** The inputs and outputs that vary when the given inputs do: a fixed point over the runs. */
function activeParts(
  body: GraphBody,
  carried: number,
  isGiven: readonly boolean[],
): { readonly inputs: readonly number[]; readonly outputs: readonly number[] } {
  const order = topologicalOrder(body.outputs)
  const isActive = isGiven.map((given, i) => given && isFloat(body.inputs[i]!.dtype))
  for (;;) {
    const varying = dependents(
      order,
      body.inputs.filter((_, i) => isActive[i]),
    )
    const outputs = body.outputs.flatMap((output, i) =>
      (varying.has(output) || (i < carried && isActive[i])) && isFloat(output.dtype) ? [i] : [],
    )
    const added = outputs.filter((i) => i < carried && !isActive[i])
    if (added.length === 0) {
      return { inputs: isActive.flatMap((active, i) => (active ? [i] : [])), outputs }
    }
    for (const i of added) isActive[i] = true
  }
}

function splitByRole(indices: readonly number[], carried: number, stacked: number): Roles {
  return {
    carried: indices.filter((i) => i < carried),
    stacked: indices.filter((i) => i >= carried && i < carried + stacked),
    invariant: indices.filter((i) => i >= carried + stacked),
  }
}

// Note [Derivatives of regions]
//
// Both modes differentiate the closed body once, over its own inputs and stand-ins for the
// perturbations, and put the result on the nodes around by one substitution. What the new
// bodies use of those nodes is captured by `repeat`, so neither mode counts invariants.
//
// Forward mode runs the values and their tangents side by side. Reverse mode runs twice:
// forward, collecting the carried values that the reversed body will read, and backward
// over slices in the opposite order, where the cotangents of the carried values are carried
// and those of invariants are summed up. A carried value may only begin to vary after a few
// runs, which is why what varies is a fixed point.
