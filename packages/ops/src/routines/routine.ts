import type { OpAttributes } from '../attributes.ts'
import { isFloat } from '../dtype.ts'
import { DTypeError } from '../errors.ts'
import type { OpName } from '../names.ts'
import type { Value } from '../row.ts'
import { elementCount, type Shape } from '../shape.ts'
import type { Carrier, Index, Machine } from './machine.ts'
import { type ArrayPart, numberMachine, scratchPart } from './number-machine.ts'

/** What a routine works on: one matrix of each batch, and memory of its own. */
export interface RoutineArguments<C extends Carrier> {
  readonly inputs: readonly C['array'][]
  readonly out: C['array']
  /** As many elements as the plan asks for; they hold anything at first. */
  readonly scratch: C['array']
  /** The sizes of the plan. */
  readonly sizes: readonly Index<C>[]
}

/** An algorithm, for any machine. */
export type RoutineProgram = <C extends Carrier>(
  $: Machine<C>,
  routine: RoutineArguments<C>,
) => void

/** How a routine runs on inputs of given shapes. */
export interface RoutinePlan {
  /** Equal variants of one op are the same program, for all sizes. */
  readonly variant: string
  /** How many leading axes count separate problems. */
  readonly batchRank: number
  /** The sizes that the program is written in. */
  readonly sizes: readonly number[]
  /** Elements of memory that one problem needs for itself. */
  readonly scratch: number
  readonly run: RoutineProgram
}

/** How a routine runs on inputs of these shapes, which its type rule has accepted. */
export type PlanRule<K extends OpName> = (
  inputs: readonly Shape[],
  attributes: OpAttributes[K],
) => RoutinePlan

/** Runs a plan for every problem of a batch, with JavaScript's numbers. */
export function runRoutine(plan: RoutinePlan, inputs: readonly Value[], out: Value): void {
  const { dtype } = out
  if (!isFloat(dtype)) throw new DTypeError(`a routine computes in floats, not in ${dtype}`)
  const count = elementCount(out.shape.slice(0, plan.batchRank))
  const size = ({ shape }: { readonly shape: Shape }): number =>
    elementCount(shape.slice(plan.batchRank))
  const scratch = scratchPart(dtype, plan.scratch)
  const $ = numberMachine(dtype)
  // What a routine leaves unwritten shows as NaN, not as zeros that happen to be right.
  out.data.fill(Number.NaN)
  const partOf = (value: Value, item: number): ArrayPart => ({
    data: value.data,
    start: item * size(value),
  })
  for (let item = 0; item < count; item++) {
    plan.run($, {
      inputs: inputs.map((input) => partOf(input, item)),
      out: partOf(out, item),
      scratch,
      sizes: plan.sizes,
    })
  }
}
