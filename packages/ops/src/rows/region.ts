import type { OpAttributes } from '../attributes.ts'
import { ShapeError } from '../errors.ts'
import { sameSizes, type ValueType } from '../shape.ts'
import { mismatch } from '../table/type-checks.ts'
import type { TypedRow } from './brought.ts'

/** Loops; what else they need stands where graphs are, since their bodies are graphs. */
export const repeatRow: TypedRow<'repeat'> = { op: 'repeat', infer: inferRepeat }

function inferRepeat(
  inputs: readonly ValueType[],
  { body, count, carried, stacked, output, isWhile }: OpAttributes['repeat'],
): ValueType {
  const given = inputs.map((input, i) => {
    const isStacked = i >= carried && i < carried + stacked
    if (isStacked && input.shape[0]?.size !== count.size) throw mismatch('repeat', inputs)
    return isStacked ? { ...input, shape: input.shape.slice(1) } : input
  })
  const fits =
    given.length === body.inputTypes.length &&
    carried + stacked <= given.length &&
    carried <= body.outputTypes.length &&
    given.every((type, i) => sameType(type, body.inputTypes[i]!)) &&
    body.outputTypes.slice(0, carried).every((type, i) => sameType(type, given[i]!))
  if (!fits) throw mismatch('repeat', inputs)
  const condition = body.outputTypes.at(-1)
  const isWhole = stacked === 0 && body.outputTypes.length === carried + 1 && output < carried
  if (isWhile && !(isWhole && condition?.dtype === 'bool' && condition.shape.length === 0)) {
    throw new ShapeError(
      'repeat: a loop with a condition carries all else, and it is a truth value',
    )
  }
  const result = body.outputTypes[output]
  if (!result) throw new ShapeError(`repeat: the body has no output ${output}`)
  return output < carried ? result : { ...result, shape: [count, ...result.shape] }
}

function sameType(a: ValueType, b: ValueType): boolean {
  return a.dtype === b.dtype && sameSizes(a.shape, b.shape)
}
