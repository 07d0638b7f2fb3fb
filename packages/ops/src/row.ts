import type { Algebra, TensorAlgebra } from './algebra.ts'
import type { Body, OpAttributes } from './attributes.ts'
import type { TypedArray } from './dtype.ts'
import type { Lanes } from './lanes.ts'
import type { ArgsOf, ElementwiseName, OpName, ResultOf, SignatureOf, SmoothName } from './names.ts'
import type { Shape, ValueType } from './shape.ts'

/** A computed tensor: elements in row-major order. */
export interface Value extends ValueType {
  readonly data: TypedArray
}

/** The column of meaning for elementwise ops: a program in machine operations. */
export type LaneProgram<K extends ElementwiseName> = <V, M>(
  $: Lanes<V, M>,
  ...args: ArgsOf<K, V, M>
) => ResultOf<K, V, M>

/** Programs of some ops. */
export type Programs<K extends ElementwiseName> = { readonly [P in K]: LaneProgram<P> }

/** ∂out/∂argᵢ; `out` is the op's own result, so that a rule may reuse it. */
export type Partial<K extends SmoothName> = <T>($: Algebra<T>, args: ArgsOf<K, T, T>, out: T) => T

/** One partial for each argument. */
export type Partials<K extends SmoothName> =
  SignatureOf<K> extends 'v>v' ? readonly [x: Partial<K>] : readonly [x: Partial<K>, y: Partial<K>]

/** What a transpose rule gets: the cotangent, the op's inputs, and its own node. */
export interface TransposeContext<K extends OpName, T> {
  readonly cotangent: T
  readonly inputs: readonly T[]
  readonly out: T
  readonly attributes: OpAttributes[K]
}

/** Cotangents for each input; `undefined` where none flows (indices, truth values). */
export type TransposeRule<K extends OpName> = <T>(
  $: TensorAlgebra<T>,
  context: TransposeContext<K, T>,
) => readonly (T | undefined)[]

/** The tangent of the result; an input whose tangent is `undefined` does not vary. */
export type ForwardRule<K extends OpName> = <T>(
  $: TensorAlgebra<T>,
  context: {
    readonly inputs: readonly T[]
    readonly tangents: readonly (T | undefined)[]
    readonly out: T
    readonly attributes: OpAttributes[K]
  },
) => T

/** What a batching rule gets: inputs that are batched have one more axis, in front. */
export interface BatchingContext<K extends OpName, T> {
  readonly inputs: readonly T[]
  /** At least one is true. */
  readonly isBatched: readonly boolean[]
  /** The elements of the batch. */
  readonly size: number
  readonly attributes: OpAttributes[K]
}

/** The results for all elements of a batch, along a new first axis. */
export type BatchingRule<K extends OpName> = <T>(
  $: TensorAlgebra<T>,
  context: BatchingContext<K, T>,
) => T

/** A tensor whose elements stand in an algebra of single numbers, in row-major order. */
export interface Scalars<T> extends ValueType {
  readonly elements: readonly T[]
}

/** What a rule for single elements gets: the inputs, the type of the result. */
export interface ScalarContext<K extends OpName, T> {
  readonly inputs: readonly Scalars<T>[]
  readonly attributes: OpAttributes[K]
  readonly out: ValueType
  /** The number that an element is at the point: rules ask it for positions. */
  readonly numberOf: (element: T) => number
}

/** The elements of a result, written with those of the inputs. */
export type ScalarRule<K extends OpName> = <T>(
  $: Algebra<T>,
  context: ScalarContext<K, T>,
) => readonly T[]

/** How an op is differentiated whose derivative is not given by partials. */
export interface Derivative<K extends OpName> {
  readonly forward: ForwardRule<K>
  readonly transpose: TransposeRule<K>
}

/** The type of the result; throws `ShapeError` or `DTypeError` when the inputs do not fit. */
export type TypeRule<K extends OpName> = (
  inputs: readonly ValueType[],
  attributes: OpAttributes[K],
) => ValueType

/** The reference kernel of an op: fills `out`; `rows` is the run-time count. */
export type Kernel<K extends OpName> = (
  inputs: readonly Value[],
  attributes: OpAttributes[K],
  out: Value,
  rows: number,
) => void

/** A strided view: element `i` of the result is at `offset + Σ index[a]·strides[a]` of the input. */
export interface View {
  readonly offset: number
  readonly strides: readonly number[]
}

/**
 * How a movement folds into the addresses of its one input, given the input's own view;
 * `undefined` where a view of that kind has to be copied first.
 */
export type ViewRule<K extends OpName> = (
  view: View,
  input: Shape,
  attributes: OpAttributes[K],
) => View | undefined

/** Declared properties that shared code asks for instead of names. */
export type Trait =
  | 'commutative'
  | 'associative'
  | 'linear'
  | 'comparison'
  | 'logic'
  | 'conversion'
  /** Not differentiable in any input: its cotangents are zero. */
  | 'constant'
  /** The result holds positions, not values. */
  | 'index'
  /** Rounded once: no double is nearer to the true result. */
  | 'exact'
  /** Its slope jumps, or is nowhere, at the kinks of its domain. */
  | 'kinked'
  /** Costs more than a few machine operations, so it is not worth computing twice. */
  | 'expensive'
  /** Gives its second or its third input, by its first. */
  | 'choice'
  /** Finite where all inputs are, unless the result has a narrower element type. */
  | 'finite'
  /** Whole numbers give a whole number. */
  | 'integral'
  /** A value that is fed or kept: its data comes from outside the graph. */
  | 'fed'
  /** An algorithm that reads whole inputs and fills a whole result, not a value at a point. */
  | 'whole'

/** What an attribute is, for those who read and write attributes as text. */
export type AttributeKind =
  | 'integer'
  | 'integers'
  | 'number'
  | 'truth'
  | 'text'
  | 'dtype'
  | 'dim'
  | 'shape'
  | 'body'
  /** These may be left out. */
  | 'truth?'
  | 'body?'

/** The kinds that fit the type of an attribute. */
export type AttributeKindOf<T> = undefined extends T
  ? `${AttributeKindOf<Exclude<T, undefined>> & ('truth' | 'body')}?`
  : T extends string
    ? string extends T
      ? 'text'
      : 'dtype'
    : T extends number
      ? 'integer' | 'number'
      : T extends boolean
        ? 'truth'
        : T extends readonly number[]
          ? 'integers'
          : T extends Shape
            ? 'shape'
            : T extends Body
              ? 'body'
              : 'dim'

/** Text forms; `#0`, `#1` … stand for the arguments. */
export interface Notation {
  readonly plain: string
  readonly latex: string
  /** Binding strength of the plain and LaTeX forms; 0 for function calls. */
  readonly precedence: number
}

/** The interval of inputs where an op is defined, and where its partials are checked. */
export interface Domain {
  readonly low: number
  readonly high: number
  /** Points at which a partial jumps; checks step around them. */
  readonly kinks?: readonly number[]
}

export interface Accuracy {
  /** Largest error in units in the last place, f64. */
  readonly ulp: number
  /** Largest relative error, f32. */
  readonly relative32: number
}
