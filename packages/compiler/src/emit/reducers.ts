import type { Reduction, ReductionName } from '../loop/loop.ts'
import type { Reducer } from './accumulators.ts'
import { argmaxReducer } from './argmax-reducer.ts'
import { type FoldReducer, foldReducer } from './fold-reducer.ts'
import type { Nest } from './nest.ts'
import type { RecordedReduction } from './recording.ts'
import { serialReducer } from './serial-reducer.ts'
import type { Writer } from './writer.ts'

/** Makes the accumulators of a reduction. */
export function makeReducer(writer: Writer, recorded: RecordedReduction, nest: Nest): Reducer {
  return reducers[recorded.reduction.op](writer, recorded, nest)
}

/** The same, with the lanes in memory at `scratch` where only there they can be told apart. */
export function makeSerialReducer(
  writer: Writer,
  recorded: RecordedReduction,
  nest: Nest,
  scratch: number,
): Reducer {
  const reducer = makeReducer(writer, recorded, nest)
  // The order of terms matters to what rounds.
  if (!(recorded.reduction.op in ordered)) return reducer
  return serialReducer(writer, recorded, reducer as FoldReducer, nest.width, scratch)
}

const ordered: { readonly [op: string]: true } = { sum: true, prod: true }

/** Bytes of scratch of a serial reduction. */
export function serialScratchBytes({ order }: Reduction): number {
  return order.lanes * 8 * order.levels
}

type MakeReducer = (writer: Writer, recorded: RecordedReduction, nest: Nest) => Reducer

const reducers: Readonly<Record<ReductionName, MakeReducer>> = {
  sum: (writer, recorded, nest) => foldReducer(writer, recorded, nest, 'sum'),
  prod: (writer, recorded, nest) => foldReducer(writer, recorded, nest, 'prod'),
  reduce_max: (writer, recorded, nest) => foldReducer(writer, recorded, nest, 'max'),
  argmax: argmaxReducer,
}
