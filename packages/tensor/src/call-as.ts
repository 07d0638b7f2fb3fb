import { describe } from './content/values.ts'
import { DTypeError, ShapeError } from './errors.ts'
import { asTensor, contentOf, type Tensor, type TensorLike } from './tensor.ts'

/**
 * Runs what a function is made of on its tensors, for which plain numbers may stand. Mistakes
 * that its parts find are told in its own name, with what it was given.
 */
export function callAs<R>(
  op: string,
  given: readonly TensorLike[],
  run: (...tensors: Tensor[]) => R,
): R {
  const tensors = given.map((one, i) => asTensor(one, op, i + 1))
  try {
    return run(...tensors)
  } catch (error) {
    throw retold(op, tensors, error)
  }
}

function retold(op: string, tensors: readonly Tensor[], error: unknown): unknown {
  const isOurs = error instanceof ShapeError || error instanceof DTypeError
  if (!isOurs || error.message.startsWith(`${op}:`)) return error
  const types = tensors.map((one, i) => `argument ${i + 1} is ${describe(contentOf(one))}`)
  const Mistake = error instanceof ShapeError ? ShapeError : DTypeError
  return new Mistake(`${op}: ${types.join(', ')}: in ${error.message}`, { cause: error })
}

/** Tells mistakes that some transformations find in the name of the one that is made of them. */
export function tellAs<R>(op: string, parts: readonly string[], run: () => R): R {
  try {
    return run()
  } catch (error) {
    const isOurs = error instanceof ShapeError || error instanceof DTypeError
    const part = isOurs && parts.find((name) => error.message.startsWith(`${name}:`))
    if (!part) throw error
    const Mistake = error instanceof ShapeError ? ShapeError : DTypeError
    throw new Mistake(op + error.message.slice(part.length), { cause: error })
  }
}
