// Note [Shapes in types] is at the end of this file.

/** The sizes of a tensor as its type knows them: literal where they are, else `Sizes`. */
export type Sizes = readonly number[]

/**
 * The sizes of a tensor that types know nothing about: `any`, so that it goes wherever a shape is
 * asked for, and a literal shape goes wherever it is asked for.
 */
export type AnySizes = ReturnType<JSON['parse']>

/** What a tensor of these sizes has as `shape`: an array where types know nothing. */
export type ShapeOf<S extends Sizes> = { [K in keyof S]: S[K] }

/** A size that types know nothing about; the same for one axis. */
export type AnySize = AnySizes[number]

/** A size as it is given: literal, or any where it is only known to be a number. */
export type Known<N extends number> = number extends N ? AnySize : N

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
  HasRank<B> extends true
    ? B extends readonly []
      ? A
      : HasRank<A> extends true
        ? BroadcastKnown<A, B>
        : AnySizes
    : AnySizes

/** `unknown`, which any argument passes, or what shows that two shapes do not fit. */
export type MustBroadcast<A extends Sizes, B extends Sizes> = B extends readonly []
  ? unknown
  : [Broadcast<A, B>] extends [never]
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

/** The sizes of a matrix product; `never` where the inner ones do not fit. */
export type Product<A extends Sizes, B extends Sizes> =
  HasRank<A> extends true ? (HasRank<B> extends true ? ProductKnown<A, B> : AnySizes) : AnySizes

type ProductKnown<A extends Sizes, B extends Sizes> = A extends readonly [infer K extends number]
  ? B extends readonly [infer L extends number]
    ? OnlyIf<Agrees<K, L>, []>
    : B extends readonly [...infer Q extends Sizes, infer L extends number, infer N extends number]
      ? OnlyIf<Agrees<K, L>, [...Q, N]>
      : AnySizes
  : A extends readonly [...infer P extends Sizes, infer M extends number, infer K extends number]
    ? B extends readonly [infer L extends number]
      ? OnlyIf<Agrees<K, L>, [...P, M]>
      : B extends readonly [
            ...infer Q extends Sizes,
            infer L extends number,
            infer N extends number,
          ]
        ? OnlyIf<Agrees<K, L>, Append<BroadcastKnown<P, Q>, [M, N]>>
        : AnySizes
    : AnySizes

type Append<Front extends Sizes, Last extends Sizes> = [Front] extends [never]
  ? never
  : [...Front, ...Last]

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
    : AnySizes

/** Sizes in another order, the opposite one unless given; axes from the end have any size. */
export type Permuted<S extends Sizes, Order> = Order extends Sizes
  ? HasRank<S> extends true
    ? HasRank<Order> extends true
      ? SizesAt<S, Order>
      : AnySizes
    : AnySizes
  : Reversed<S>

type SizesAt<S extends Sizes, Order extends Sizes> = Order extends readonly [
  infer Axis extends number,
  ...infer Rest extends Sizes,
]
  ? [`${Axis}` extends keyof S ? S[Axis] : AnySize, ...SizesAt<S, Rest>]
  : []

/** The sizes of one slice along axis 0. */
export type Tail<S extends Sizes> =
  HasRank<S> extends true
    ? S extends readonly [number, ...infer Rest extends Sizes]
      ? Rest
      : []
    : AnySizes

/** The sizes of one tensor after those of another. */
export type Joined<A extends Sizes, B extends Sizes> =
  HasRank<A> extends true ? (HasRank<B> extends true ? [...A, ...B] : AnySizes) : AnySizes

/**
 * The sizes that are left when axes are reduced: all of them where `Axes` is `undefined`, or those
 * of a number, of an array, or of options by name. Reduced axes have size 1 where they are kept.
 */
export type Reduced<S extends Sizes, Axes, Keeps> = Axes extends readonly number[]
  ? Without<S, `${Axes[number]}`, Keeps>
  : Axes extends number
    ? Without<S, `${Axes}`, Keeps>
    : Axes extends object
      ? Reduced<
          S,
          Axes extends { readonly axis?: infer Named } ? Exclude<Named, undefined> : undefined,
          Axes extends { readonly keepDims: infer Kept } ? Kept : false
        >
      : WithoutAll<S, Keeps>

type WithoutAll<S extends Sizes, Keeps> = [Keeps] extends [false | undefined]
  ? []
  : [Keeps] extends [true]
    ? HasRank<S> extends true
      ? Ones<S>
      : AnySizes
    : AnySizes

type Ones<S extends Sizes> = S extends readonly [number, ...infer Rest extends Sizes]
  ? [1, ...Ones<Rest>]
  : []

type Without<S extends Sizes, Names extends string, Keeps, Instead extends Sizes = [1]> =
  HasRank<S> extends false
    ? AnySizes
    : `${number}` extends Names
      ? AnySizes
      : [Keeps] extends [false | undefined]
        ? Drop<S, Names, []>
        : [Keeps] extends [true]
          ? Drop<S, Names, Instead>
          : AnySizes

/** Axes count from the front, or from the end with a minus. */
type Drop<
  S extends Sizes,
  Names extends string,
  Instead extends Sizes,
  Done extends Sizes = [],
  Before extends Sizes = [],
> = S extends readonly [infer Size extends number, ...infer Rest extends Sizes]
  ? Drop<
      Rest,
      Names,
      Instead,
      Extract<`${Before['length']}` | `-${[0, ...Rest]['length']}`, Names> extends never
        ? [...Done, Size]
        : [...Done, ...Instead],
      [...Before, 0]
    >
  : Done

/** The sizes of tensors that are joined along an axis, as the first of them knows them. */
export type Concatenated<First extends Sizes, Axis extends number> = Without<
  First,
  `${Axis}`,
  true,
  [AnySize]
>

/** Sizes with one more at the front or at the back; of other places types know nothing. */
export type Extended<
  S extends Sizes,
  Axis extends number,
  Size extends number,
> = number extends Axis
  ? AnySizes
  : Axis extends 0
    ? Joined<[Size], S>
    : Axis extends -1
      ? Joined<S, [Size]>
      : AnySizes

/** The sizes of a product of all elements of one vector with all of another. */
export type AllPairs<A extends Sizes, B extends Sizes> =
  Joined<A, B> extends infer Both extends readonly [number, number] ? Both : [AnySize, AnySize]

/** The sizes of a convolution: those of the batch and of the outputs are known before. */
export type Convolved<X extends Sizes, Filter extends Sizes> =
  HasRank<X> extends true
    ? HasRank<Filter> extends true
      ? X extends readonly [infer Batch extends number, number, ...infer Rest extends Sizes]
        ? Filter extends readonly [infer Outputs extends number, ...Sizes]
          ? [Batch, Outputs, ...{ [K in keyof Rest]: AnySize }]
          : AnySizes
        : AnySizes
      : AnySizes
    : AnySizes

/** Arrays of numbers or truth values inside each other. */
export type NestedArray = number | boolean | readonly NestedArray[]

/** The sizes of nested arrays: literal where the type of the array says its length. */
export type NestedSizes<T> = [NestedArray] extends [T]
  ? AnySizes
  : T extends readonly [infer First, ...unknown[]]
    ? [T['length'], ...NestedSizes<First>]
    : T extends readonly (infer Element)[]
      ? [T['length'], ...NestedSizes<Element>]
      : []

/** Sizes without the marks of constants: `[2, 3]` for `readonly [2, 3]`. */
export type Plain<S extends Sizes> = { -readonly [K in keyof S]: S[K] }

/** Sizes that a type computed, as sizes. */
export type AsSizes<S> = S extends Sizes ? S : AnySizes

// Note [Shapes in types]
//
// A literal shape is a tuple of literal numbers, such as `[2, 3]`. A size that is only
// known to be a number fits everything, and a shape of unknown rank turns off all checks:
// where TypeScript cannot follow, types stay out of the way, and the shapes are checked when
// the function runs. Such a shape is `any`, the only type that also goes where a literal shape
// is due: with `readonly number[]`, `let w = zeros([3]); w = w.sub(step(w))` would not compile.
// What `shape` holds is an array all the same, as mapped types over `any` are where arrays are due.
