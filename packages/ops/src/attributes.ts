import type { DType } from './dtype.ts'
import type { ElementwiseName } from './names.ts'
import type { Shape } from './shape.ts'

/** An op without attributes. */
export type NoAttributes = Readonly<Record<never, never>>

/** The static arguments of each op. */
export type OpAttributes = { [K in ElementwiseName]: NoAttributes } & {
  cast: { readonly dtype: DType }
  /** Axes are removed from the shape. */
  sum: { readonly axes: readonly number[] }
  prod: { readonly axes: readonly number[] }
  reduce_max: { readonly axes: readonly number[] }
  argmax: { readonly axis: number }
  /** Row-major order of elements is kept. */
  reshape: { readonly shape: Shape }
  /** Axis `i` of the result is axis `order[i]` of the input. */
  transpose: { readonly order: readonly number[] }
  /** Axis `i` of the input becomes axis `into[i]` of `shape`; the other axes repeat. */
  broadcast: { readonly shape: Shape; readonly into: readonly number[] }
  /** Elements `start` to `start + size` along `axis`. */
  slice: { readonly axis: number; readonly start: number; readonly size: number }
  /** Zeros `before` and `after` along `axis`. */
  pad: { readonly axis: number; readonly before: number; readonly after: number }
  concat: { readonly axis: number; readonly name: string }
  /** `(table [m, …], indices [i…]) → [i…, …]`; indices outside give zero. */
  gather: NoAttributes
  /** `(updates [i…, …], indices [i…]) → [rows, …]`: adds each update at its index. */
  scatter_add: { readonly rows: Shape[number] }
  /** `(indices [i…]) → [i…, classes]`, one at the index and zero elsewhere. */
  one_hot: { readonly classes: Shape[number]; readonly dtype: DType }
  /**
   * All windows of `size` elements, `dilation` apart, that begin every `stride` elements of
   * an axis: `[…, n, …] → […, size, count, …]`.
   */
  windows: {
    readonly axis: number
    readonly size: number
    readonly stride: number
    readonly dilation: number
  }
  /** `[…, size, count, …] → […, length, …]`: adds windows back to where they were taken. */
  overlap_add: {
    readonly axis: number
    readonly length: Shape[number]
    readonly stride: number
    readonly dilation: number
  }
  /** The last element first, along each of the axes. */
  reverse: { readonly axes: readonly number[] }
  /**
   * `(x […, n, …], indices […, m, …]) → […, m, …]`: along the axis, the element of the same
   * line at each index; indices outside give zero.
   */
  take_along_axis: { readonly axis: number }
  /**
   * `(updates […, m, …], indices […, m, …]) → […, size, …]`: along the axis, adds each update
   * at its index in the same line.
   */
  add_along_axis: { readonly axis: number; readonly size: Shape[number] }
  contract: ContractionSpec
  constant: { readonly value: number; readonly dtype: DType }
  input: { readonly name: string; readonly shape: Shape; readonly dtype: DType }
  parameter: { readonly name: string; readonly shape: Shape; readonly dtype: DType }
  /** Uniform draws in [0, 1), from inputs `(seed f64, epoch i32)`. */
  random: RandomAttributes
  /** The index along `axis`. */
  iota: { readonly shape: Shape; readonly axis: number }
  /** The run-time count of rows, as a number. */
  extent: { readonly capacity: number; readonly dtype: DType }
  /**
   * `(a [n, n], b [n] or [n, k])`: solves `A x = b` for a triangle of `a`, or for its transpose;
   * with `unit`, the diagonal is ones. The other triangle is not read.
   */
  triangular_solve: {
    readonly lower: boolean
    readonly transposed: boolean
    readonly unit: boolean
  }
  /** `L [n, n]` with `A = L Lᵀ`; only the lower triangle is read. */
  cholesky: NoAttributes
  /** `P A = L U` as `[n + 1, n]`: `L` below `U`, then the order of rows. */
  lu: NoAttributes
  /** `(a, lu of a, b [n] or [n, k])`: solves `A x = b`, or `Aᵀ x = b`, by the factors. */
  solve: { readonly transposed: boolean }
  /** `(a, lu of a) → [2]`: a fraction and an exponent of two. */
  determinant: NoAttributes
  /** `A [m, n] = Q R`, m ≥ n, as `[m + n, n]`: `Q` above `R`. */
  qr: NoAttributes
  /** `A [n, n] = V diag(λ) Vᵀ` as `[n + 1, n]`: `V`, then `λ` ascending. */
  eigh: NoAttributes
  /** `A [m, n] = U diag(s) Vᵀ` as `[m + 1 + n, k]`: `U`, `s` descending, `V`; k = min(m, n). */
  svd: NoAttributes
  /** `(a, eigh or svd of a) → [k]`: the values alone, whose derivative needs no gaps. */
  spectrum: NoAttributes
  /** The stable order that sorts each line along the axis ascending, NaN last. */
  argsort: { readonly axis: number }
  /** The sum of each element and all before it (behind it if `reverse`) along the axis. */
  cumsum: { readonly axis: number; readonly reverse: boolean }
  repeat: RepeatAttributes
}

/**
 * An einsum of two tensors: each axis of `left`, `right` and `out` has a label; labels
 * missing from `out` are summed over. No label repeats within one tensor.
 */
export interface ContractionSpec {
  readonly left: readonly number[]
  readonly right: readonly number[]
  readonly out: readonly number[]
}

export interface RandomAttributes {
  /** The 64-bit FNV-1a state after the module path and name, as two 32-bit words, low first. */
  readonly stream: readonly [number, number]
  /** Which of the two 53-bit numbers of a Philox block is taken. */
  readonly half: 0 | 1
  readonly shape: Shape
}

/**
 * A body that runs `count` times. Its inputs are, in order: `carried` values, then
 * `stacked` values (one slice of axis 0 a time), then values that stay the same. Its
 * outputs are the next carried values, then values that are stacked along a new axis 0.
 * A node of this op is the one output `output`; nodes that differ only in it run together.
 */
export interface RepeatAttributes {
  readonly body: Body
  readonly count: Shape[number]
  readonly carried: number
  readonly stacked: number
  readonly output: number
  /**
   * The last output of the body is a truth value: where it is false, its run and all later
   * ones are left out. Everything else that the body gives is carried.
   */
  readonly isWhile?: true
  /** The loop stays one, however short it is: what it computes again is not shared. */
  readonly isKept?: true
  /**
   * Of a body that runs once, with nothing carried or stacked: takes its inputs and a cotangent
   * for each output, and gives cotangents of the first inputs, in place of the derivative.
   */
  readonly rule?: Body
}

/** A graph as an attribute; the graph package says what is inside. */
export interface Body {
  /** Equal bodies have equal keys. */
  readonly key: string
  readonly inputTypes: readonly { readonly shape: Shape; readonly dtype: DType }[]
  readonly outputTypes: readonly { readonly shape: Shape; readonly dtype: DType }[]
}
