// Note [Shapes in types] is at the end of this file.

/** The sizes of a tensor as its type knows them: literal where they are, else `Sizes`. */
export type Sizes = readonly number[]

/** Whether the rank is known: `true`, or `false` for an array of any length. */
type HasRank<S extends Sizes> = number extends S['length'] ? false : true

/** What stands where shapes do not fit, so that the message of the type checker shows both. */
export interface Mismatch<What extends string, A, B> {
  readonly mismatch: { readonly [K in What]: readonly [A, B] }
}

/** The common size of two aligned axes; `never` where they differ and neither is 1. */
type BroadcastAxis<A extends number, B extends number> = number extends A
  ? number extends B
    ? number
    : B extends 1
      ? number
      : B
  : number extends B
    ? A extends 1
      ? number
      : A
    : A extends B
      ? A
      : A extends 1
        ? B
        : B extends 1
          ? A
          : never

type BroadcastKnown<
  A extends Sizes,
  B extends Sizes,
  Done extends Sizes = [],
> = A extends readonly [...infer RestA extends Sizes, infer LastA extends number]
  ? B extends readonly [...infer RestB extends Sizes, infer LastB extends number]
    ? [BroadcastAxis<LastA, LastB>] extends [never]
      ? never
      : BroadcastKnown<RestA, RestB, [BroadcastAxis<LastA, LastB>, ...Done]>
    : [...A, ...Done]
  : [...B, ...Done]

/** The sizes of an elementwise result; `never` where they do not fit. */
export type Broadcast<A extends Sizes, B extends Sizes> =
  HasRank<A> extends true ? (HasRank<B> extends true ? BroadcastKnown<A, B> : Sizes) : Sizes

/** `unknown`, which any argument passes, or what shows that two shapes do not fit. */
export type MustBroadcast<A extends Sizes, B extends Sizes> = [Broadcast<A, B>] extends [never]
  ? Mismatch<'these shapes do not broadcast', A, B>
  : unknown

/** Whether two sizes may be equal. */
type Agrees<A extends number, B extends number> = number extends A
  ? true
  : number extends B
    ? true
    : A extends B
      ? true
      : false

/** The sizes of a matrix product of vectors and matrices; `never` where they do not fit. */
export type Product<A extends Sizes, B extends Sizes> = A extends readonly [infer K extends number]
  ? B extends readonly [infer L extends number]
    ? OnlyIf<Agrees<K, L>, []>
    : B extends readonly [infer L extends number, infer N extends number]
      ? OnlyIf<Agrees<K, L>, [N]>
      : Sizes
  : A extends readonly [infer M extends number, infer K extends number]
    ? B extends readonly [infer L extends number]
      ? OnlyIf<Agrees<K, L>, [M]>
      : B extends readonly [infer L extends number, infer N extends number]
        ? OnlyIf<Agrees<K, L>, [M, N]>
        : Sizes
    : Sizes

type OnlyIf<Fits extends boolean, Result> = Fits extends true ? Result : never

/** `unknown`, or what shows that two matrices cannot be multiplied. */
export type MustMultiply<A extends Sizes, B extends Sizes> = [Product<A, B>] extends [never]
  ? Mismatch<'these shapes cannot be multiplied', A, B>
  : unknown

/** Sizes in the opposite order. */
export type Reversed<S extends Sizes> =
  HasRank<S> extends true
    ? S extends readonly [infer First extends number, ...infer Rest extends Sizes]
      ? [...Reversed<Rest>, First]
      : []
    : Sizes

/** Arrays of numbers or truth values inside each other. */
export type NestedArray = number | boolean | readonly NestedArray[]

/** The sizes of nested arrays: literal where the type of the array says its length. */
export type NestedSizes<T> = [NestedArray] extends [T]
  ? Sizes
  : T extends readonly [infer First, ...unknown[]]
    ? [T['length'], ...NestedSizes<First>]
    : T extends readonly (infer Element)[]
      ? [T['length'], ...NestedSizes<Element>]
      : []

/** Sizes without the marks of constants: `[2, 3]` for `readonly [2, 3]`. */
export type Plain<S extends Sizes> = { -readonly [K in keyof S]: S[K] }

/** Sizes that a type computed, as sizes. */
export type AsSizes<S> = S extends Sizes ? S : Sizes

// Note [Shapes in types]
//
// A literal shape is a tuple of literal numbers, such as `[2, 3]`. A size that is only
// known to be a number fits everything, and `Sizes`, a shape of unknown rank, turns off
// all checks: where TypeScript cannot follow, types stay out of the way, and the shapes are
// checked when the function runs.
