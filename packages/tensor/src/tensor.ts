import {
  bringAll,
  type DType,
  type ElementwiseName,
  elementCount,
  type FunctionName,
  type OpAttributes,
  type OpName,
  signatures,
  type TypedArray,
  type Value,
} from '@gradus/ops'
import { bringAllEmitters } from '@gradus/runtime'
import { apply } from './content/apply.ts'
import { matmul } from './content/contraction.ts'
import { applyElementwise } from './content/elementwise.ts'
import { at, range } from './content/indexing.ts'
import { expandDims, normalizeAxis, reshape, squeeze, transpose } from './content/movement.ts'
import { cast, checkDType, type Operand, toContent } from './content/promotion.ts'
import {
  type AxisArgument,
  argmax,
  argmin,
  max,
  mean,
  min,
  type ReduceOptions,
  reduceOptions,
  sum,
} from './content/reduction.ts'
import { type Content, isTraced, tracingName } from './content/trace.ts'
import { describe, sizesOf } from './content/values.ts'
import { DTypeError, TracerError } from './errors.ts'
import type {
  AnySize,
  AnySizes,
  Broadcast,
  Extended,
  MustBroadcast,
  MustMultiply,
  NestedArray,
  Permuted,
  Plain,
  Product,
  Reduced,
  Reversed,
  ShapeOf,
  Sizes,
} from './literal-shape.ts'
import { type CamelCase, camelCase } from './names.ts'
import { nest } from './nested.ts'
import { printTensor } from './print.ts'

/** What functions take where they compute with tensors; plain numbers adapt to the other's dtype. */
export type TensorLike = Tensor | number | boolean

/** The sizes of something that functions take. */
export type SizesOf<X> = X extends Tensor<infer S> ? S : []

/**
 * What `at` takes along one axis: one position, which drops the axis; `[start, stop]` or
 * `[start, stop, step]`, half-open; an i32 tensor of positions; `undefined` for all.
 */
export type Index =
  | number
  | readonly [start?: number | undefined, stop?: number | undefined, step?: number]
  | Tensor
  | undefined

type SignatureOf<K extends ElementwiseName> = (typeof signatures)[K]
type MethodOp = Exclude<ElementwiseName, FunctionName | 'min' | 'max'>

/**
 * A method for each elementwise op that every page has. The others have one too where their
 * function is loaded, which it always is outside of bundles; bundlers do not see methods, so the
 * types ask for the function. `min` and `max` also reduce and stand in the class.
 */
type ElementwiseMethods<S extends Sizes> = {
  [K in MethodOp as CamelCase<K>]: SignatureOf<K> extends `${'v' | 'm'}>${string}`
    ? () => Tensor<S>
    : SignatureOf<K> extends `${'vv' | 'mm'}>${string}`
      ? <Y extends TensorLike>(
          y: Y & MustBroadcast<S, SizesOf<Y>>,
        ) => Tensor<Broadcast<S, SizesOf<Y>>>
      : (ifTrue: TensorLike, ifFalse: TensorLike) => Tensor
}

const Methods = makeMethods()

let contentOfTensor: (tensor: Tensor) => Content

/**
 * An immutable array of numbers of one dtype (`f64`, `f32`, `i32` or `bool`), row-major. It
 * holds its elements, or stands for any of its type while a function is traced.
 */
export class Tensor<S extends Sizes = AnySizes> extends Methods<S> {
  readonly shape: ShapeOf<S>
  readonly dtype: DType
  readonly #content: Content

  static {
    contentOfTensor = (tensor) => tensor.#content
  }

  /** Tensors are made by `tensor`, `zeros` … and by ops; `sizes` are those of the content. */
  constructor(content: Content, sizes: Sizes = sizesOf(content), dtype: DType = content.dtype) {
    super()
    this.#content = content
    this.shape = sizes as ShapeOf<S>
    this.dtype = dtype
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length
  }

  /** The number of elements. */
  get size(): number {
    return elementCount(this.#content.shape)
  }

  /**
   * The elements, row-major; truth values are 0 and 1 in 32 bits. The array is the tensor's
   * own and must not be written to.
   */
  data(): TypedArray {
    return this.#value('data').data
  }

  /** The elements as nested arrays; truth values as booleans. A single number is itself. */
  toArray(): NestedArray {
    return nest(this.#value('toArray'))
  }

  /** The only element as a number; truth values are 0 and 1. */
  item(): number {
    const { data } = this.#value('item')
    if (data.length !== 1) {
      throw new RangeError(`item: there are ${data.length} elements, not one; take one by \`at\``)
    }
    return data[0]!
  }

  /** The elements as NumPy prints them; a traced tensor by its type. */
  override toString(): string {
    const content = this.#content
    return isTraced(content) ? `${describe(content)} (traced)` : printTensor(content)
  }

  /** What inspecting a tensor in Node shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const content = this.#content
    return isTraced(content)
      ? `Tensor ${this.toString()}`
      : `Tensor ${describe(content)}\n${printTensor(content)}`
  }

  /** Lets arithmetic of JavaScript compute with single numbers; tensors have methods instead. */
  [Symbol.toPrimitive](hint: string): number | string {
    if (hint === 'string') return this.toString()
    if (this.size === 1) return this.item()
    throw new TypeError(
      `a ${describe(this.#content)} is no number; add tensors by \`add\` and so on`,
    )
  }

  /** The same values in another dtype: to i32 without the fraction, saturating; to bool as ≠ 0. */
  cast(dtype: DType): Tensor<S> {
    return new Tensor(cast(this.#content, checkDType('cast', dtype)))
  }

  /** The greatest of each pair of elements, or the greatest over axes. */
  max<Y extends Tensor>(y: Y & MustBroadcast<S, SizesOf<Y>>): Tensor<Broadcast<S, SizesOf<Y>>>
  max<const A extends AxisArgument | undefined = undefined, K extends boolean = false>(
    axis?: A,
    keepDims?: K,
  ): Tensor<Reduced<S, A, K>>
  max(given?: AxisArgument | Tensor, keepDims?: boolean): Tensor {
    if (given instanceof Tensor) return applyTo('max', [this, given])
    return new Tensor(max(this.#content, reduceOptions(given, keepDims)))
  }

  /** The smallest of each pair of elements, or the smallest over axes. */
  min<Y extends Tensor>(y: Y & MustBroadcast<S, SizesOf<Y>>): Tensor<Broadcast<S, SizesOf<Y>>>
  min<const A extends AxisArgument | undefined = undefined, K extends boolean = false>(
    axis?: A,
    keepDims?: K,
  ): Tensor<Reduced<S, A, K>>
  min(given?: AxisArgument | Tensor, keepDims?: boolean): Tensor {
    if (given instanceof Tensor) return applyTo('min', [this, given])
    return new Tensor(min(this.#content, reduceOptions(given, keepDims)))
  }

  /** The sum over axes, all of them unless given; truth values are counted. */
  sum<const A extends AxisArgument | undefined = undefined, K extends boolean = false>(
    axis?: A,
    keepDims?: K,
  ): Tensor<Reduced<S, A, K>> {
    return new Tensor(sum(this.#content, reduceOptions(axis, keepDims)))
  }

  /** The mean over axes, all of them unless given. */
  mean<const A extends AxisArgument | undefined = undefined, K extends boolean = false>(
    axis?: A,
    keepDims?: K,
  ): Tensor<Reduced<S, A, K>> {
    return new Tensor(mean(this.#content, reduceOptions(axis, keepDims)))
  }

  /** The position (i32) of the greatest element along an axis, or among all; the first of equals. */
  argmax<const A extends number | ReduceOptions | undefined = undefined, K extends boolean = false>(
    axis?: A,
    keepDims?: K,
  ): Tensor<Reduced<S, A, K>> {
    return new Tensor(argmax(this.#content, reduceOptions(axis, keepDims)))
  }

  /** The position (i32) of the smallest element along an axis, or among all; the first of equals. */
  argmin<const A extends number | ReduceOptions | undefined = undefined, K extends boolean = false>(
    axis?: A,
    keepDims?: K,
  ): Tensor<Reduced<S, A, K>> {
    return new Tensor(argmin(this.#content, reduceOptions(axis, keepDims)))
  }

  /** The same elements under other sizes; one of them may be -1, which is what is left. */
  reshape<const R extends Sizes>(sizes: R): Tensor<-1 extends R[number] ? AnySizes : Plain<R>> {
    return new Tensor(reshape(this.#content, sizes))
  }

  /** All elements along one axis. */
  flatten(): Tensor<[AnySize]> {
    return new Tensor(reshape(this.#content, [-1]))
  }

  /** Axis `i` of the result is axis `order[i]`; without an order, all axes are reversed. */
  transpose<const O extends Sizes | undefined = undefined>(order?: O): Tensor<Permuted<S, O>> {
    return new Tensor(transpose(this.#content, order))
  }

  /** The tensor with all axes in the opposite order. */
  get T(): Tensor<Reversed<S>> {
    return new Tensor(transpose(this.#content))
  }

  /** Without axes of size 1: the given ones, or all. */
  squeeze(axis?: number | readonly number[]): Tensor {
    return new Tensor(squeeze(this.#content, axis))
  }

  /** With an axis of size 1 at a place of the result. */
  expandDims<const A extends number>(axis: A): Tensor<Extended<S, A, 1>> {
    return new Tensor(expandDims(this.#content, axis))
  }

  /** Part of the tensor: one index for each of the first axes, see `Index`. */
  at(...indices: readonly Index[]): Tensor {
    const inner = indices.map((index) => (index instanceof Tensor ? index.#content : index))
    return new Tensor(at(this.#content, inner))
  }

  /** Elements `start` to before `stop` along an axis; negative ones count from the end. */
  slice(start?: number, stop?: number, axis = 0): Tensor {
    const where = normalizeAxis('slice', axis, this.rank)
    return new Tensor(range(this.#content, where, start, stop))
  }

  /** The matrix product over the last two axes; axes in front are broadcast. */
  matmul<B extends Sizes>(b: Tensor<B> & MustMultiply<S, B>): Tensor<Product<S, B>> {
    return new Tensor(matmul(this.#content, toContentOf(b, 'matmul', 2)))
  }

  #value(method: string): Value {
    const content = this.#content
    if (!isTraced(content)) return content
    throw new TracerError(
      `${method}: a ${describe(content)} has no elements while \`${tracingName()}\` traces the function: ` +
        'it stands for any tensor of its type. Choose between values by `where(condition, a, b)`, ' +
        'repeat by `scan` or `whileLoop`, or compute what you need outside of the function',
    )
  }
}

/** What a tensor holds. */
export function contentOf(tensor: Tensor): Content {
  return contentOfTensor(tensor)
}

/** The content of a tensor, or the plain number itself; `op` and the place are for messages. */
export function operandOf(given: TensorLike, op: string, place = 1): Operand {
  if (given instanceof Tensor) return contentOfTensor(given)
  if (typeof given === 'number' || typeof given === 'boolean') return given
  const what = given === null ? 'null' : Array.isArray(given) ? 'an array' : typeof given
  throw new DTypeError(`${op}: argument ${place} is ${what}, not a tensor or a number`)
}

/** The content of a tensor or a plain number, f64 or bool. */
export function toContentOf(given: TensorLike, op: string, place = 1): Content {
  return toContent(operandOf(given, op, place))
}

/** A tensor or a plain number as a tensor. */
export function asTensor(given: TensorLike, op: string, place = 1): Tensor {
  return given instanceof Tensor ? given : new Tensor(toContentOf(given, op, place))
}

/** Applies an elementwise op to tensors and plain numbers, with broadcasting and promotion. */
export function applyTo(
  op: ElementwiseName,
  given: readonly TensorLike[],
  name: string = op,
): Tensor {
  const operands = given.map((one, i) => operandOf(one, name, i + 1))
  return new Tensor(applyElementwise(op, operands, name))
}

/**
 * Applies any op of the table as it stands there: no broadcasting, no promotion. Where no
 * argument is traced it is computed at once.
 */
export function applyOp<K extends OpName>(
  op: K,
  args: readonly TensorLike[],
  attributes: OpAttributes[K],
): Tensor {
  bringAll()
  bringAllEmitters()
  return new Tensor(
    apply(
      op,
      args.map((arg, i) => toContentOf(arg, op, i + 1)),
      attributes,
    ),
  )
}

function makeMethods(): new <S extends Sizes>() => ElementwiseMethods<S> {
  class Base {}
  for (const op of Object.keys(signatures) as ElementwiseName[]) {
    const name = camelCase(op)
    const count = signatures[op].indexOf('>')
    Object.defineProperty(Base.prototype, name, {
      value(this: Tensor, ...others: TensorLike[]): Tensor {
        // What is missing is told as `undefined`, and what is too much is left out, as by functions.
        others.length = count - 1
        return applyTo(op, [this, ...others], name)
      },
    })
  }
  return Base as new <S extends Sizes>() => ElementwiseMethods<S>
}
