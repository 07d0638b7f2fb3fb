import type { DType, TensorAlgebra } from '@gradus/ops'
import type { Carried, Rate, Scalar, State } from './protocol.ts'

/** Zeros shaped like each parameter: how moments and velocities start. */
export function zerosFor<T>($: TensorAlgebra<T>, parameters: readonly T[]): readonly T[] {
  return parameters.map((parameter) => fullLike($, parameter, 0))
}

/** One number in the shape and dtype of a value. */
export function fullLike<T>($: TensorAlgebra<T>, like: T, value: number): T {
  const { shape, dtype } = $.typeOf(like)
  const number = constantOf($, value, dtype)
  return shape.length === 0 ? number : $.apply('broadcast', [number], { shape, into: [] })
}

/** A number of a dtype, without axes. */
export function constantOf<T>($: TensorAlgebra<T>, value: number, dtype: DType): T {
  return $.apply('constant', [], { value, dtype })
}

/** A value in another dtype. */
export function castTo<T>($: TensorAlgebra<T>, value: T, dtype: DType): T {
  return $.typeOf(value).dtype === dtype ? value : $.apply('cast', [value], { dtype })
}

/** The dtype of a value. */
export function dtypeOf<T>($: TensorAlgebra<T>, value: T): DType {
  return $.typeOf(value).dtype
}

/** The step that a state counts, from 0. Steps are counted in f64, exact up to 2⁵³. */
export function startCount<T>($: TensorAlgebra<T>): T {
  return constantOf($, 0, 'f64')
}

/** The count after one more step. */
export function nextCount<T>($: TensorAlgebra<T>, count: T): T {
  return $.add(count, constantOf($, 1, 'f64'))
}

/** A hyperparameter as a value of a dtype. */
export function scalarOf<T>($: TensorAlgebra<T>, value: Scalar, dtype: DType): T {
  // What is no number comes from the algebra that the rule runs in: a node or a tensor.
  return typeof value === 'number' ? constantOf($, value, dtype) : castTo($, value as T, dtype)
}

/**
 * 1 minus a share, in a dtype. It is computed in f64: a share near 1 that is rounded to f32
 * first would leave 1 - 0.999 wrong in its fifth digit.
 */
export function remainderOf<T>($: TensorAlgebra<T>, share: Scalar, dtype: DType): T {
  if (typeof share === 'number') return constantOf($, 1 - share, dtype)
  return castTo($, $.sub(constantOf($, 1, 'f64'), scalarOf($, share, 'f64')), dtype)
}

/** A learning rate at a step, in a dtype; schedules are computed in f64. */
export function rateOf<T>($: TensorAlgebra<T>, rate: Rate, count: T, dtype: DType): T {
  return typeof rate === 'function'
    ? castTo($, rate.over($, count), dtype)
    : scalarOf($, rate, dtype)
}

/** Every value of a state under its path, in a fixed order. */
export function flattenState<T>(state: State<T>, prefix = ''): ReadonlyMap<string, T> {
  const flat = new Map<string, T>()
  for (const [name, entry] of Object.entries(state)) {
    const path = `${prefix}${name}`
    if (isList(entry)) for (const [i, value] of entry.entries()) flat.set(`${path}.${i}`, value)
    else if (isCarried(entry)) flat.set(path, entry as T)
    else
      for (const [inner, value] of flattenState(entry as State<T>, `${path}.`))
        flat.set(inner, value)
  }
  return flat
}

/** The same state with every value replaced by what `replace` gives for its path. */
export function mapState<T, U>(
  state: State<T>,
  replace: (path: string, value: T) => U,
  prefix = '',
): State<U> {
  const entries = Object.entries(state).map(([name, entry]): [string, U | U[] | State<U>] => {
    const path = `${prefix}${name}`
    if (isList(entry)) return [name, entry.map((value, i) => replace(`${path}.${i}`, value))]
    if (isCarried(entry)) return [name, replace(path, entry as T)]
    return [name, mapState(entry as State<T>, replace, `${path}.`)]
  })
  return Object.fromEntries(entries)
}

function isList<T>(entry: State<T>[string]): entry is readonly T[] {
  return Array.isArray(entry)
}

function isCarried(entry: unknown): entry is Carried {
  return typeof entry === 'object' && entry !== null && 'dtype' in entry && 'shape' in entry
}

/** Why a state is not one of a transformation, or nothing where it has all that is asked for. */
export function describeState<T extends Carried>(
  state: unknown,
  fresh: () => State<T>,
): string | undefined {
  const cure = '`init(parameters)` gives the first one, and each `update` the next'
  if (typeof state !== 'object' || state === null) return `there is no state: ${cure}`
  if ('version' in state && 'values' in state) {
    return 'the state is as `saveState` gives it: read it by `loadState(saved, optimizer.init(parameters))`'
  }
  const given = new Map<string, T>()
  for (const [path, value] of flattenState(state as State<T>)) given.set(path, value)
  for (const [path, value] of flattenState(fresh())) {
    const found = given.get(path)
    const what =
      found === undefined
        ? `has no \`${path}\``
        : `has \`${path}\` with shape [${found.shape}], not [${value.shape}]`
    if (found?.shape.join() !== value.shape.join()) {
      return `the state ${what}: it is that of another optimizer or of other parameters; ${cure}`
    }
  }
  return undefined
}
