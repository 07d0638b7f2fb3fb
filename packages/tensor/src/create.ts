import { allocate, type DType, isFloat, type TypedArray, type Value } from '@gradus/ops'
import { tellAs } from './call-as.ts'
import { cast, checkDType } from './content/promotion.ts'
import { allocateFor, scalarContent, shapeOfSizes } from './content/values.ts'
import { DTypeError, ShapeError } from './errors.ts'
import type {
  AnySize,
  AsSizes,
  Known,
  NestedArray,
  NestedSizes,
  Plain,
  Sizes,
} from './literal-shape.ts'
import { dtypeOfArray, type NumberArray, unnest } from './nested.ts'
import { asTensor, Tensor } from './tensor.ts'

/** The dtype of a new tensor; f64 unless it says otherwise. */
export interface DTypeOption {
  readonly dtype?: DType
}

/** What a new tensor is like. */
export interface TensorOptions<S extends Sizes = Sizes> extends DTypeOption {
  /** Sizes whose product is the number of elements; those of the data where left out. */
  readonly shape?: S
}

/**
 * A tensor of given numbers: a number, nested arrays, or a typed array.
 *
 * Numbers are f64 and booleans bool; a typed array keeps its precision: integers are i32,
 * those of 32 bits without sign f64, and floats of 16 bits f32. A typed array that has the
 * elements of the dtype already is not copied: it belongs to the tensor from then on and must
 * not be written to, since compiled functions need not see what is written. Other dtypes are
 * converted to as by `cast`.
 *
 * Throws `ShapeError` for ragged arrays, and where the elements do not fill `shape`.
 */
export function tensor<const S extends Sizes>(
  data: NestedArray | NumberArray,
  options: TensorOptions<S> & { readonly shape: S },
): Tensor<Plain<S>>
export function tensor(data: NumberArray, options?: TensorOptions): Tensor<[AnySize]>
export function tensor<const T extends NestedArray>(
  data: T,
  options?: TensorOptions,
): Tensor<AsSizes<NestedSizes<T>>>
export function tensor(
  data: NestedArray | NumberArray | Tensor,
  options: TensorOptions = {},
): Tensor {
  const made = makeTensor(data, options.dtype)
  return options.shape ? tellAs('tensor', ['reshape'], () => made.reshape(options.shape!)) : made
}

function makeTensor(data: NestedArray | NumberArray | Tensor, dtype?: DType): Tensor {
  if (data instanceof Tensor) return dtype ? data.cast(dtype) : data
  if (dtype !== undefined) checkDType('tensor', dtype)
  if (!ArrayBuffer.isView(data)) return converted(unnest(data), dtype)
  if (!isNumberArray(data)) {
    throw new DTypeError(
      `tensor: ${data.constructor.name} is no array of numbers; make one by \`Float64Array.from\``,
    )
  }
  const array = data as NumberArray
  const own = dtypeOfArray(array)
  const elements = isElements(array, own) ? array : allocate(own, array.length)
  if (elements !== array) elements.set(array)
  return converted({ shape: shapeOfSizes([array.length]), dtype: own, data: elements }, dtype)
}

/** Numbers become another dtype in one way, wherever they come from: see `cast`. */
function converted(value: Value, dtype: DType = value.dtype): Tensor {
  return new Tensor(cast(value, dtype))
}

function isNumberArray(data: object): boolean {
  return !(
    data instanceof DataView ||
    data instanceof BigInt64Array ||
    data instanceof BigUint64Array
  )
}

function isElements(array: NumberArray, dtype: DType): array is TypedArray {
  return array.constructor === allocate(dtype, 0).constructor
}

/** A tensor whose elements are all the same number. */
export function full<const S extends Sizes>(
  shape: S,
  value: number | boolean,
  { dtype }: DTypeOption = {},
): Tensor<Plain<S>> {
  return filled('full', shape, value, dtype ?? (typeof value === 'boolean' ? 'bool' : 'f64'))
}

function filled<S extends Sizes>(
  op: string,
  shape: S,
  value: number | boolean,
  dtype: DType,
): Tensor<Plain<S>> {
  const made = { shape: shapeOfSizes(checkSizes(op, shape)), dtype: checkDType(op, dtype) }
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    throw new DTypeError(`${op}: argument 2 is ${typeof value}, not a number`)
  }
  const [element] = converted(scalarContent(Number(value), 'f64'), dtype).data()
  return new Tensor({ ...made, data: allocateFor(made).fill(element!) })
}

/** A tensor of zeros, f64 unless said otherwise. */
export function zeros<const S extends Sizes>(
  shape: S,
  { dtype = 'f64' }: DTypeOption = {},
): Tensor<Plain<S>> {
  return filled('zeros', shape, 0, dtype)
}

/** A tensor of ones, f64 unless said otherwise. */
export function ones<const S extends Sizes>(
  shape: S,
  { dtype = 'f64' }: DTypeOption = {},
): Tensor<Plain<S>> {
  return filled('ones', shape, 1, dtype)
}

/** Zeros in the shape and dtype of another tensor. */
export function zerosLike<S extends Sizes>(like: Tensor<S>): Tensor<Plain<S>> {
  const { shape, dtype } = asTensor(like, 'zerosLike')
  return filled('zerosLike', shape, 0, dtype) as Tensor<Plain<S>>
}

/** Ones in the shape and dtype of another tensor. */
export function onesLike<S extends Sizes>(like: Tensor<S>): Tensor<Plain<S>> {
  const { shape, dtype } = asTensor(like, 'onesLike')
  return filled('onesLike', shape, 1, dtype) as Tensor<Plain<S>>
}

/**
 * Numbers from `start` (0 where left out) to before `stop`, `step` apart; f64 unless said
 * otherwise. Element `i` is `start + i·step`, so that errors do not add up.
 */
export function arange(
  start: number,
  stop?: number,
  step = 1,
  { dtype = 'f64' }: DTypeOption = {},
): Tensor<[AnySize]> {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  if (!(Number.isFinite(from) && Number.isFinite(to) && Number.isFinite(step)) || step === 0) {
    const [first, last, by] = [from, to, step].map(String)
    throw new RangeError(`arange: cannot go from ${first} to ${last} in steps of ${by}`)
  }
  const count = Math.max(0, Math.ceil((to - from) / step))
  return sequence(count, (i) => from + i * step, dtype)
}

/** `count` numbers (50 unless said otherwise) from `start` to `stop`, evenly spaced, both included. */
export function linspace<const C extends number = 50>(
  start: number,
  stop: number,
  count?: C,
  options?: DTypeOption,
): Tensor<[Known<C>]>
export function linspace(
  start: number,
  stop: number,
  count = 50,
  { dtype = 'f64' }: DTypeOption = {},
): Tensor {
  const [size] = checkSizes('linspace', [count]) as [number]
  if (typeof start !== 'number' || typeof stop !== 'number') {
    throw new RangeError(`linspace: cannot go from ${String(start)} to ${String(stop)}`)
  }
  const last = size - 1
  const at = (i: number): number =>
    i === last && last > 0 ? stop : start + ((stop - start) * i) / Math.max(1, last)
  return sequence(size, at, dtype)
}

/** Ones on the main diagonal and zeros elsewhere, `[rows, columns]`. */
export function eye<const R extends number, const C extends number = R>(
  rows: R,
  columns?: C,
  options?: DTypeOption,
): Tensor<[Known<R>, Known<C>]>
export function eye(rows: number, columns: number = rows, options?: DTypeOption): Tensor {
  const made = filled('eye', [rows, columns] as const, 0, options?.dtype ?? 'f64')
  const data = made.data()
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1
  return made
}

function sequence(count: number, at: (i: number) => number, dtype: DType): Tensor<[AnySize]> {
  if (dtype === 'bool') throw new DTypeError('arange, linspace: there are no sequences of bool')
  const type = { shape: shapeOfSizes([count]), dtype: isFloat(dtype) ? dtype : 'f64' } as const
  const data = allocateFor(type)
  for (let i = 0; i < count; i++) data[i] = at(i)
  return converted({ ...type, data }, dtype) as Tensor<[AnySize]>
}

/** Refuses what is no shape. */
export function checkSizes(op: string, sizes: Sizes): Sizes {
  if (!Array.isArray(sizes) || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ShapeError(
      `${op}: [${[sizes].flat().map(String).join(', ')}] is no shape: sizes are whole numbers from 0 on`,
    )
  }
  return sizes
}
