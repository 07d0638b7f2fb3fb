import type { TensorAlgebra, ValueType } from '@gradus/ops'
import { flattenTree } from '@gradus/tensor'
import { checkTransform } from '../hyperparameters.ts'
import { defineTransform, type GradientTransform, type RuleOver, type State } from '../transform.ts'
import { chain } from './chain.ts'

/**
 * A label for each parameter: a tree like the parameters with labels for leaves, or a function
 * of the shape and dtype of a parameter and of its place among all of them, from 0.
 */
export type Labels<L> = unknown | ((parameter: ValueType, place: number) => L)

/**
 * Gives each parameter to the transformation with its label; transformations see only their
 * own parameters, so that a norm is that of a group.
 *
 * Throws `RangeError` for a label without a transformation, and for labels that are more or
 * fewer than parameters.
 */
export function multiTransform(
  transforms: Readonly<Record<string, GradientTransform>>,
  labels: Labels<string>,
): GradientTransform {
  const names = Object.keys(transforms)
  for (const name of names) checkTransform(`multiTransform: \`${name}\``, transforms[name])
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const rules = new Map(names.map((name) => [name, transforms[name]!.over($)]))
    const groupsOf = (parameters: readonly T[]): ReadonlyMap<string, readonly number[]> => {
      const found = labelsFor<T, string>($, labels, parameters, (leaf) => typeof leaf === 'string')
      for (const label of found) {
        if (!rules.has(label))
          throw new RangeError(
            `multiTransform: nothing is labelled '${label}'; there are ${names.join(', ')}`,
          )
      }
      const places = [...parameters.keys()]
      return new Map(names.map((name) => [name, places.filter((i) => found[i] === name)]))
    }
    return {
      init: (parameters) =>
        Object.fromEntries(
          Array.from(groupsOf(parameters), ([name, places]) => [
            name,
            rules.get(name)!.init(pick(parameters, places)),
          ]),
        ),
      update: (gradients, state, parameters, extras) => {
        const updates = [...gradients]
        const next: Record<string, State<T>> = {}
        for (const [name, places] of groupsOf(parameters)) {
          const { curvature } = extras ?? {}
          const given = { ...extras, ...(curvature && { curvature: pick(curvature, places) }) }
          const own = [pick(gradients, places), pick(parameters, places)] as const
          const step = rules.get(name)!.update(own[0], state[name] as State<T>, own[1], given)
          for (const [i, place] of places.entries()) updates[place] = step.updates[i]!
          next[name] = step.state
        }
        return { updates, state: next }
      },
    }
  })
}

/** One transformation for parameters of two axes or more, and one for the others. */
export function byRank(matrices: GradientTransform, others: GradientTransform): GradientTransform {
  return multiTransform({ matrices, others }, ({ shape }: ValueType) =>
    shape.length >= 2 ? 'matrices' : 'others',
  )
}

/** Applies a transformation where the mask is true, and leaves the other gradients as they are. */
export function masked(transform: GradientTransform, mask: Labels<boolean>): GradientTransform {
  const rest = chain()
  const parts = { chosen: transform, rest }
  const isTruth = (label: unknown): boolean => typeof label === 'boolean'
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => {
    const over = (parameters: readonly T[]): RuleOver<T> => {
      const found = labelsFor<T, boolean>($, mask, parameters, isTruth)
      const names = found.map((isChosen) => (isChosen ? 'chosen' : 'rest'))
      return multiTransform(parts, names).over($)
    }
    return {
      init: (parameters) => over(parameters).init(parameters),
      update: (gradients, state, parameters, extras) =>
        over(parameters).update(gradients, state, parameters, extras),
    }
  })
}

function pick<E>(list: readonly E[], places: readonly number[]): readonly E[] {
  return places.map((place) => list[place]!)
}

function labelsFor<T, L>(
  $: TensorAlgebra<T>,
  labels: Labels<L>,
  parameters: readonly T[],
  isLabel: (leaf: unknown) => boolean,
): readonly L[] {
  if (typeof labels === 'function') {
    return parameters.map((parameter, place) => labels($.typeOf(parameter), place))
  }
  const { leaves } = flattenTree(labels, isLabel)
  if (leaves.length !== parameters.length) {
    throw new RangeError(`${leaves.length} labels for ${parameters.length} parameters`)
  }
  return leaves as readonly unknown[] as readonly L[]
}
