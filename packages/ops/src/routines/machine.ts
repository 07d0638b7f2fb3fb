/** What the values of a machine are: numbers, JavaScript's or an emitter's stand-ins for them. */
export interface Carrier {
  /** A number in the machine's precision. */
  readonly value: unknown
  readonly truth: unknown
  /** A whole number that counts and addresses: the size of an axis, a position in an array. */
  readonly index: unknown
  /** Where a sweep or a sum is: a position that stands for several neighbours at once. */
  readonly place: unknown
  /** Numbers in memory, from some element on. */
  readonly array: unknown
}

/** Something that is set again and again. */
export interface Variable<T> {
  get(): T
  set(value: T): void
}

/** An index: one of the machine's, or a number that is known when the routine is written. */
export type Index<C extends Carrier> = C['index'] | number

/** An index, or the place of a sweep. */
export type Position<C extends Carrier> = Index<C> | C['place']

/** What a function of a routine works on. */
export interface Given<C extends Carrier> {
  readonly arrays: readonly C['array'][]
  readonly indices: readonly Index<C>[]
  readonly values: readonly C['value'][]
}

/**
 * What a routine is written for: loops over arrays of numbers. The interpreter reads a
 * routine with JavaScript's numbers, the compiler with WebAssembly locals, so that an
 * algorithm stands in one place and both compute the same bits.
 *
 * A body is called once by a carrier that emits, and once for each turn by one that runs:
 * what differs from turn to turn must be a value, an index or a variable of the machine.
 * Values that a body makes are gone after it; variables carry them out.
 *
 * All operations on numbers round once, to the machine's precision, ties to even.
 */
export interface Machine<C extends Carrier> {
  readonly bits: 32 | 64

  constant(value: number): C['value']
  add(a: C['value'], b: C['value']): C['value']
  sub(a: C['value'], b: C['value']): C['value']
  mul(a: C['value'], b: C['value']): C['value']
  div(a: C['value'], b: C['value']): C['value']
  neg(a: C['value']): C['value']
  abs(a: C['value']): C['value']
  sqrt(a: C['value']): C['value']
  /** The greater; NaN if either is NaN. */
  max(a: C['value'], b: C['value']): C['value']
  /** The number that an index is. */
  fromIndex(index: Index<C>): C['value']
  /** The index that a whole number is. */
  toIndex(value: C['value']): C['index']

  lt(a: C['value'], b: C['value']): C['truth']
  le(a: C['value'], b: C['value']): C['truth']
  eq(a: C['value'], b: C['value']): C['truth']
  isBefore(a: Index<C>, b: Index<C>): C['truth']
  isSame(a: Index<C>, b: Index<C>): C['truth']
  and(a: C['truth'], b: C['truth']): C['truth']
  not(a: C['truth']): C['truth']
  /** `a` where the condition holds, else `b`. */
  select(condition: C['truth'], a: C['value'], b: C['value']): C['value']

  plus(a: Index<C>, b: Index<C>): Index<C>
  minus(a: Index<C>, b: Index<C>): Index<C>
  times(a: Index<C>, b: Index<C>): Index<C>

  /** The elements of an array from `start` on. */
  part(array: C['array'], start: Index<C>): C['array']
  load(array: C['array'], at: Position<C>): C['value']
  store(array: C['array'], at: Position<C>, value: C['value']): void

  variable(initial: C['value']): Variable<C['value']>
  counter(initial: Index<C>): Variable<Index<C>>

  /**
   * Runs `body` on what it is given, as a function of its own where code is emitted: calls with one
   * name share it, so the name says everything else that the body depends on. Engines improve
   * a short function that is called often while the routine still runs; the inner loops of long
   * routines are such functions.
   */
  call(name: string, given: Given<C>, body: ($: Machine<C>, given: Given<C>) => void): void
  /** The same for a body that gives a number. */
  evaluate(
    name: string,
    given: Given<C>,
    body: ($: Machine<C>, given: Given<C>) => C['value'],
  ): C['value']

  when(condition: C['truth'], then: () => void, otherwise?: () => void): void
  /** Runs `body` for each index in `[from, to)`, in order. */
  each(from: Index<C>, to: Index<C>, body: (index: C['index']) => void): void
  /** Runs `body` again and again while it gives true, `limit` times at most. */
  repeat(limit: Index<C>, body: () => C['truth']): void
  /**
   * Runs `body` for all indices in `[from, to)`, in any order and several at a time: no
   * element that one of them stores may be loaded by another. Comparisons are not for
   * values that differ from place to place, and sweeps do not nest.
   */
  sweep(from: Index<C>, to: Index<C>, body: (place: C['place']) => void): void
  /** The sum of `term` over `[from, to)`; Note [Order of sums in routines]. */
  sum(from: Index<C>, to: Index<C>, term: (place: C['place']) => C['value']): C['value']
}

/** Strided partial sums that a sum in a routine keeps. */
export const ROUTINE_SUM_LANES = 4

// Note [Order of sums in routines]
//
// A sum keeps four strided partial sums, which is one vector of f32 and two of f64, over
// the whole rounds of four terms; adds lane 2 to lane 0 and lane 3 to lane 1, then the two;
// and adds the terms that are left one by one. Rounds start at `from`. Sums over columns are
// sweeps over rows that add up in a row of sums, in the order of the rows.
