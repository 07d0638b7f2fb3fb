import type { TensorAlgebra } from '@gradus/ops'
import { type Arithmetic, arithmeticIn, arithmeticOf } from './arithmetic.ts'
import { constantOf, fullLike, nextCount, scalarOf, startCount } from './state.ts'
import {
  type Carried,
  defineTransform,
  type GradientTransform,
  type RuleOver,
  type Scalar,
} from './transform.ts'

/** How a value that each parameter remembers starts: a number, or the parameter itself. */
export type Start = Scalar | 'parameter'

/** A rule that treats each parameter alone, beside a few numbers that all of them share. */
export interface LeafwiseRule<Slot extends string, Known extends string, Kept extends Known> {
  /** What is remembered for each parameter. */
  readonly slots: Readonly<Record<Slot, Start>>
  /** What is remembered once, a number in f64. */
  readonly kept?: Readonly<Record<Kept, number>>
  /**
   * Numbers of this step, in f64, from how many steps were taken before it; what is kept
   * is among them. Left out, steps are not counted.
   */
  readonly numbers?: <T>(
    math: Arithmetic<T>,
    count: T,
    kept: Readonly<Record<Kept, T>>,
  ) => Readonly<Record<Known, T>>
  /** The update of one parameter, and what is remembered for it. */
  readonly step: <T>(
    math: Arithmetic<T>,
    leaf: Readonly<Record<Slot | 'gradient' | 'parameter', T>>,
    numbers: Readonly<Record<Known, T>>,
    curvature: T | undefined,
  ) => Readonly<Record<Slot | 'update', T>>
}

type Leaf<T, Slot extends string> = Readonly<Record<Slot | 'gradient' | 'parameter', T>>

type LeafwiseState<T, Slot extends string, Kept extends string> = Readonly<
  Record<Slot, readonly T[]> & Record<Kept, T> & { count: T }
>

/** A transformation from a rule that treats each parameter alone. */
export function defineLeafwise<
  Slot extends string,
  Known extends string = never,
  Kept extends Known = never,
>(rule: LeafwiseRule<Slot, Known, Kept>): GradientTransform {
  return defineTransform(<T>($: TensorAlgebra<T>): RuleOver<T> => over($, rule))
}

function over<T, Slot extends string, Known extends string, Kept extends Known>(
  $: TensorAlgebra<T>,
  { slots, kept, numbers, step }: LeafwiseRule<Slot, Known, Kept>,
): RuleOver<T> {
  const names = Object.keys(slots) as Slot[]
  const keptNames = Object.keys(kept ?? {}) as Kept[]
  return {
    init: (parameters) => ({
      ...(numbers && { count: startCount($) }),
      ...record(keptNames, (name) => constantOf($, kept![name], 'f64')),
      ...record(names, (name) => parameters.map((one) => startOf($, slots[name], one))),
    }),
    update: (gradients, state, parameters, extras) => {
      const old = state as unknown as LeafwiseState<T, Slot, Kept>
      const known = (numbers?.(arithmeticIn($, 'f64'), old.count, old) ?? {}) as Record<Known, T>
      const results = gradients.map((gradient, i): Readonly<Record<Slot | 'update', T>> => {
        const remembered = record(names, (name) => old[name][i]!)
        const leaf = { ...remembered, gradient, parameter: parameters[i]! } as Leaf<T, Slot>
        return step<T>(arithmeticOf($, gradient), leaf, known, extras?.curvature?.[i])
      })
      return {
        updates: results.map((result): T => result.update),
        state: {
          ...(numbers && { count: nextCount($, old.count) }),
          ...record(keptNames, (name) => known[name]),
          ...record(names, (name) => results.map((result) => result[name])),
        },
      }
    },
  }
}

function record<K extends string, V>(names: readonly K[], make: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, V>
}

function startOf<T>($: TensorAlgebra<T>, start: Start, parameter: T): T {
  if (start === 'parameter') return parameter
  if (typeof start === 'number') return fullLike($, parameter, start)
  const { shape, dtype } = $.typeOf(parameter)
  const number = scalarOf<T>($, start as Carried, dtype)
  return shape.length === 0 ? number : $.apply('broadcast', [number], { shape, into: [] })
}
